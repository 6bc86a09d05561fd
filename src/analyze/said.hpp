// What somebody says of the machine between the lines of a paste: "the server has 64 GB RAM", "work_mem is 256MB".
#pragma once

#include <vector>

#include "input/inputs.hpp"
#include "laststraw/records.hpp"

namespace laststraw {

/// Keeps the size of the RAM and settings that are said, where no other input tells them and only one value is said.
void note_said(const std::vector<input::Input>& inputs, Records& records);

}  // namespace laststraw
