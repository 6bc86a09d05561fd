#include "support/samples.hpp"
