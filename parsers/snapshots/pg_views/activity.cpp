// pg_stat_activity (monitoring.sgml): who was connected when it was asked, since when, and what was running. Only `pid` must be among the columns.
#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"
#include "support/civil.hpp"

namespace laststraw {

namespace {

using pg_views::Row;

std::optional<Pid> pid_of(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.size() > 10) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value > 0 && value <= 0x7fffffff ? std::optional(Pid(static_cast<std::int32_t>(value))) : std::nullopt;
}

std::optional<Stamp> time_of(std::string_view text) { return support::take_iso_time(text); }

/// A session that is there, and the statement it is in, if any.
bool take(const Row& row, const PgEntrySink& sink) {
  const auto pid = pid_of(row["pid"]);
  if (!pid) return false;
  PgEntry entry;
  entry.pid = pid;
  entry.leader_pid = pid_of(row["leader_pid"]);
  entry.user = row["usename"];
  entry.database = row["datname"];
  entry.application = row["application_name"];
  entry.remote_host = row["client_addr"];
  entry.backend_type = row["backend_type"];
  entry.session_start = time_of(row["backend_start"]);
  entry.cite = row.cite;
  if (entry.session_start) entry.stamp = *entry.session_start;
  const bool running = row["state"] != "idle" && !row["query"].empty();
  const auto begun = time_of(row["query_start"]);
  if (!running || !begun) {
    sink(entry);
    // What an idle session ran last has ended then.
    if (const auto changed = time_of(row["state_change"]); changed && row["state"] == "idle") {
      entry.stamp = *changed;
      entry.command_tag = "idle";
      sink(entry);
    }
    return true;
  }
  PgEntry statement = entry;
  sink(entry);
  statement.stamp = *begun;
  statement.statement = row["query"];
  sink(statement);
  return true;
}

}  // namespace

Reading read_pg_stat_activity(const SourceText& source, Records& records, const PgEntrySink& sink) {
  Reading reading;
  reading.format = "pg_views/pg_stat_activity";
  reading.coverage =
      pg_views::for_each_row(source, records, "a row with as many columns as the header", [&](const Row& row) { return take(row, sink); });
  return reading;
}

}  // namespace laststraw
