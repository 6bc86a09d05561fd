#include "timeline/pg_context.hpp"

#include <algorithm>
#include <array>

namespace laststraw::timeline {

namespace {

/// How the line of a context begins that stands below a statement; without one the statement goes on to the end.
constexpr std::array<std::string_view, 6> kBelow{"\nPL/pgSQL ", "\nSQL ", "\nparallel worker", "\nCOPY ", "\nwhile ", "\nPL/"};

/// Behind the opening quote; a statement may hold quotes and newlines of its own.
std::string_view quoted(std::string_view text) {
  std::size_t end = text.rfind('"');
  for (const std::string_view below : kBelow)
    for (std::size_t at = text.find(below); at != std::string_view::npos; at = text.find(below, at + 1))
      if (at > 0 && text[at - 1] == '"') {
        end = std::min(end, at - 1);
        break;
      }
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
}

bool at_line_start(std::string_view text, std::size_t at) { return at == 0 || text[at - 1] == '\n'; }

}  // namespace

std::string statement_in_context(std::string_view context) {
  constexpr std::array<std::string_view, 2> kOpenings{"SQL statement \"", "SQL expression \""};
  std::size_t first = std::string_view::npos, length = 0;
  for (const std::string_view opening : kOpenings)
    for (std::size_t at = context.find(opening); at != std::string_view::npos; at = context.find(opening, at + 1))
      if (at_line_start(context, at)) {
        if (at < first) first = at, length = opening.size();
        break;
      }
  return first == std::string_view::npos ? std::string() : std::string(quoted(context.substr(first + length)));
}

std::string_view function_in_context(std::string_view context) {
  constexpr std::string_view kFunction = "PL/pgSQL function ";
  for (std::size_t at = context.find(kFunction); at != std::string_view::npos; at = context.find(kFunction, at + 1))
    if (at_line_start(context, at)) return context.substr(at, context.find('\n', at) - at);
  return {};
}

bool is_of_replay(std::string_view context) { return context.starts_with("WAL redo at ") || context.starts_with("xlog redo "); }

}  // namespace laststraw::timeline
