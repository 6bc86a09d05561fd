// A text that somebody pasted, analyzed as if it were a file saved on 1 November 2026.
#pragma once

#include <string>

#include "analyze/analyze.hpp"

namespace laststraw::test {

inline Report read_paste(const std::string& text, const std::string& name = "paste.txt") {
  static const input::Detector detector(rooms());
  constexpr WallTime kSaved{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};  // the year of lines that print none
  return analyze(input::open_texts({{name, name, text, 0, kSaved, {}, {}}}, detector), {});
}

}  // namespace laststraw::test
