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

/// Where the first line that begins so stands; npos: none does.
std::size_t line_beginning(std::string_view context, std::string_view opening) {
  for (std::size_t at = context.find(opening); at != std::string_view::npos; at = context.find(opening, at + 1))
    if (at == 0 || context[at - 1] == '\n') return at;
  return std::string_view::npos;
}

/// What the first line that begins so says behind that; empty: none does.
std::string_view behind(std::string_view context, std::string_view opening) {
  const std::size_t at = line_beginning(context, opening);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = context.substr(at + opening.size());
  return rest.substr(0, rest.find('\n'));
}

}  // namespace

std::string statement_in_context(std::string_view context) {
  constexpr std::array<std::string_view, 2> kOpenings{"SQL statement \"", "SQL expression \""};
  std::size_t first = std::string_view::npos, length = 0;
  for (const std::string_view opening : kOpenings)
    if (const std::size_t at = line_beginning(context, opening); at < first) first = at, length = opening.size();
  return first == std::string_view::npos ? std::string() : std::string(quoted(context.substr(first + length)));
}

std::string_view function_in_context(std::string_view context) {
  const std::size_t at = line_beginning(context, "PL/pgSQL function ");
  return at == std::string_view::npos ? std::string_view() : context.substr(at, context.find('\n', at) - at);
}

std::string autovacuum_in_context(std::string_view context) {
  for (const std::string_view command : {"vacuum", "analyze"})
    if (const std::string_view table = behind(context, "automatic " + std::string(command) + " of table "); !table.empty())
      return (command == "vacuum" ? "autovacuum: VACUUM " : "autovacuum: ANALYZE ") + std::string(table);
  return {};
}

bool is_of_replay(std::string_view context) { return context.starts_with("WAL redo at ") || context.starts_with("xlog redo "); }

}  // namespace laststraw::timeline
