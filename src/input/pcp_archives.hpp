// Archives of PCP: files that can only be read together.
#pragma once

#include <vector>

#include "input/inputs.hpp"

namespace laststraw::input {

/// What the numbers in a volume are stands in the metadata file of the same archive, whatever both are called.
void join_pcp_archives(std::vector<Input>& inputs);

}  // namespace laststraw::input
