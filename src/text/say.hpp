// What the reports say: say() makes Sentences, a Language makes text of them.
#pragma once

#include "laststraw/sentence.hpp"
#include "text/language.hpp"
