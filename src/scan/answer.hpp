// What is said of one case, and how it comes from the process that found it out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::scan {

struct Answer {
  struct Problem {
    std::string shown, why;
  };
  bool failed = false;        ///< not all that there is could be said: not to be remembered
  std::uint64_t refused = 0;  ///< files the system did not give
  std::vector<Problem> problems;
  std::vector<std::string> incidents;              ///< a line of JSON each
  std::string page;                                ///< what OnReport::make made; empty: nothing
  std::vector<std::vector<std::string>> prepared;  ///< of each incident, what OnIncident::prepare made
};

/// Sizes and bytes, for a process of the same program on the same machine.
std::string packed(const Answer& answer);
/// Throws std::runtime_error where it is not what packed() made.
Answer unpacked(std::string_view bytes);

}  // namespace laststraw::scan
