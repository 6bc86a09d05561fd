// The words of the places that a report cites, and the lines around them.
#pragma once

#include <vector>

#include "input/inputs.hpp"
#include "laststraw/records.hpp"
#include "report/report.hpp"

namespace laststraw {

/// Some citations (rows of long captures) carry a place and no words yet: they are filled in. With `around`, the lines around what explains each
/// incident come back, each once, by input and line: kLinesAround before and after, kMostLinesAround in all, the first of every incident
/// first. Each source is gone through once at most.
std::vector<Citation> fill_quotes(std::vector<IncidentReport>& reports, const std::vector<input::Input>& inputs, const Records& records,
                                  bool around);

constexpr std::size_t kMostLinesAround = 300;

}  // namespace laststraw
