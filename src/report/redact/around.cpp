#include "report/redact/around.hpp"

#include <algorithm>

#include "report/redact/postgres_line.hpp"
#include "report/redact/quote.hpp"

namespace laststraw::report {

namespace {

constexpr std::string_view kDigits = "0123456789";

/// "[    277]   101   277   148456    97961   917504        0             0 postgres": all numbers but the last word.
bool is_task_row(std::string_view line) {
  const std::size_t open = line.rfind('[');
  if (open == std::string_view::npos) return false;
  const std::size_t close = line.find(']', open);
  const std::size_t name = line.find_last_of(' ');
  if (close == std::string_view::npos || name == std::string_view::npos || name < close + 2) return false;
  const std::string_view pid = line.substr(open + 1, close - open - 1), rest = line.substr(close + 1, name - close - 1);
  const auto numbers = [](std::string_view text) {
    return text.find_first_not_of("0123456789- ") == std::string_view::npos && text.find_first_of(kDigits) != std::string_view::npos;
  };
  return numbers(pid) && numbers(rest) && std::count(rest.begin(), rest.end(), ' ') >= 4;
}

/// Of ps, top, atop or pidstat: a name or none, then numbers.
bool is_process_row(std::string_view line) {
  int numbers = 0, words = 0;
  for (std::size_t at = line.find_first_not_of(' '); at != std::string_view::npos && words < 8; at = line.find_first_not_of(' ', at)) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    ++words;
    if (line.substr(at, end - at).find_first_not_of("0123456789.:") == std::string_view::npos) ++numbers;
    at = end;
  }
  return numbers >= 3;
}

}  // namespace

std::string redact_line_around(std::string_view line, std::string_view format, Replacements& names) {
  if (line.find_first_not_of(" \t") == std::string_view::npos) return {};
  const auto is = [&](std::string_view opening) { return format.starts_with(opening); };
  const bool known = is("postgres_log")                                               ? true
                     : is("kernel_oom")                                               ? is_task_row(line) || has_label(line)
                     : is("process_list") || is("atop") || is("top") || is("pidstat") ? is_process_row(line)
                                                                                      : false;
  return known ? redact_quote(line, format, names) : std::string(kRedacted);
}

}  // namespace laststraw::report
