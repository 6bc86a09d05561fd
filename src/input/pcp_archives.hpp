// Archives of PCP: files that can only be read together.
#pragma once

#include <string>
#include <vector>

#include "input/inputs.hpp"

namespace laststraw::input {

/// What the numbers in a volume are stands in the metadata file of the same archive, whatever both are called.
void join_pcp_archives(std::vector<Input>& inputs);

/// The files that a path of the command line means: itself; where there is none, those of the PCP archive of that name, which pmlogger's
/// tools name without a suffix (LOGARCHIVE(5): NAME.meta, NAME.index, NAME.0, NAME.1, ..., compressed or not).
std::vector<std::string> files_named(const std::string& path);

}  // namespace laststraw::input
