// What standard output can show, and the pager in front of it.
#pragma once

#include <string>

#include "cli/options.hpp"
#include "report/report.hpp"

namespace laststraw::cli {

/// The environment as far as it counts; a test has its own.
struct Surroundings {
  bool terminal = false;  ///< standard output is one
  int window = 0;         ///< its columns; 0: not known
  std::string term;       ///< TERM
  std::string columns;    ///< COLUMNS
  std::string no_colour;  ///< NO_COLOR
  std::string locale;     ///< LC_ALL, else LC_CTYPE, else LANG
};
Surroundings surroundings();

/// A report that goes to a file is 80 columns wide wherever it is made, unless --width says otherwise.
TextStyle style_of(const Options& options, const Surroundings& around);

/// The command of the pager: LASTSTRAW_PAGER, else PAGER, else less -FRX. Empty: none is wanted ("" or "cat").
std::string pager_command();
/// Through the pager where standard output is a terminal, else written as it is.
void write_paged(const std::string& text, const Surroundings& around);

}  // namespace laststraw::cli
