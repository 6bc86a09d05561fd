#include "postgres_log/client_lead.hpp"

#include <array>
#include <cctype>
#include <chrono>

#include "postgres_log/severity.hpp"
#include "support/civil.hpp"

namespace laststraw::postgres_log {

namespace {

/// "psql:FILE:LINE: ", the file's name may hold anything but ": ".
bool drop_script_place(std::string_view& line) {
  constexpr std::string_view kPsql = "psql:";
  if (!line.starts_with(kPsql)) return false;
  const std::size_t end = line.find(": ", kPsql.size());
  if (end == std::string_view::npos) return false;
  const std::size_t colon = line.substr(0, end).rfind(':');
  if (colon < kPsql.size() || colon + 1 == end) return false;
  for (const char c : line.substr(colon + 1, end - colon - 1))
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
  line.remove_prefix(end + 2);
  return true;
}

/// "pg_dump: error: query failed: ERROR:  ...", "psql: error: ...": pg_log_error() of PostgreSQL 12 and later, and the archiver's before.
bool drop_program(std::string_view& line) {
  constexpr std::array<std::string_view, 12> kPrograms{"pg_dump",       "pg_dumpall",    "pg_restore", "psql",
                                                       "pgbench",       "vacuumdb",      "reindexdb",  "clusterdb",
                                                       "pg_basebackup", "pg_receivewal", "createdb",   "pg_isready"};
  for (const std::string_view program : kPrograms) {
    if (!line.starts_with(program) || !line.substr(program.size()).starts_with(": ")) continue;
    const auto at = severity_at(line, Trust::perhaps);
    if (!at || *at == 0) return false;
    line.remove_prefix(*at);
    return true;
  }
  return false;
}

}  // namespace

bool drop_client_lead(std::string_view& line) {
  if (line.empty() || (line.front() != 'p' && line.front() != 'v' && line.front() != 'r' && line.front() != 'c')) return false;
  return drop_script_place(line) || drop_program(line);
}

bool has_two_stamps(std::string_view line) {
  if (!support::take_iso_time(line) || !line.starts_with(' ')) return false;
  line.remove_prefix(1);
  return support::take_iso_time(line).has_value();
}

bool drop_collectors_stamp(std::string_view& line) {
  std::string_view rest = line;
  const auto outer = support::take_iso_time(rest);
  if (!outer || !rest.starts_with(' ')) return false;
  rest.remove_prefix(1);
  std::string_view behind = rest;
  const auto inner = support::take_iso_time(behind);
  if (!inner) return false;
  constexpr auto kDelay = std::chrono::seconds{60};
  if (inner->resolution == std::chrono::seconds{1} && std::chrono::abs(*inner->civil - *outer->civil) > kDelay) return false;
  line = rest;
  return true;
}

std::string_view typed_at_prompt(std::string_view line) {
  const std::size_t end = line.find_first_of("#> ");
  if (end == std::string_view::npos || end < 2 || end > 64 || !line.substr(end + 1).starts_with(' ')) return {};
  const bool begins = std::string_view("=*!?").find(line[end - 1]) != std::string_view::npos && line[end] != ' ';
  return begins ? line.substr(end + 2) : std::string_view();
}

}  // namespace laststraw::postgres_log
