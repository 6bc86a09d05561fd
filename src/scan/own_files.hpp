// What a scan writes is no evidence.
#pragma once

#include <string>
#include <vector>

#include "input/files.hpp"

namespace laststraw::scan {

/// Takes the files at `own` out of `files`, whatever path they were found by.
void leave_out(std::vector<input::FoundFile>& files, const std::vector<std::string>& own);

}  // namespace laststraw::scan
