// jsonlog (15+). src/backend/utils/error/jsonlog.c write_jsonlog(): one object a line, absent keys left out.
//   {"timestamp":"2026-11-21 03:12:56.549 UTC","pid":24730,"session_id":"6b010c29.609a",...,"message":"...","detail":"..."}
#include <nlohmann/json.hpp>

#include "laststraw/parsers/readers.hpp"
#include "postgres_log/context_dump.hpp"
#include "postgres_log/entry.hpp"

namespace laststraw {

namespace {

using nlohmann::json;

/// The member as text; numbers as written.
std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? std::to_string(found->get<std::int64_t>()) : std::string();
}

std::optional<PgEntry> entry_of(const json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto stamp = postgres_log::read_time(text(object, "timestamp"));
  if (!stamp || !object.contains("message") || !object.contains("error_severity")) return std::nullopt;
  PgEntry entry;
  entry.stamp = *stamp;
  entry.pid = postgres_log::read_pid(text(object, "pid"));
  entry.leader_pid = postgres_log::read_pid(text(object, "leader_pid"));
  entry.user = text(object, "user");
  entry.database = text(object, "dbname");
  entry.remote_host = text(object, "remote_host");
  entry.session_id = text(object, "session_id");
  entry.session_start = postgres_log::read_time(text(object, "session_start"));
  entry.command_tag = text(object, "ps");
  entry.severity = text(object, "error_severity");
  entry.sqlstate = text(object, "state_code");
  entry.message = text(object, "message");
  entry.detail = text(object, "detail");
  entry.hint = text(object, "hint");
  entry.context = text(object, "context");
  entry.statement = text(object, "statement");
  entry.application = text(object, "application_name");
  entry.backend_type = text(object, "backend_type");
  return entry;
}

}  // namespace

Reading read_postgres_json_log(const SourceText& source, Records& records, const PgEntrySink& sink) {
  postgres_log::Emitter emitter(source, records, sink);
  postgres_log::DumpReader dumps(records);  // an operator's log carries standard error in between
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    if (line.text.empty()) {
      ++emitter.coverage.noise;
      continue;
    }
    if (line.text.front() != '{') {
      if (dumps.read(line))
        ++emitter.coverage.parsed;
      else
        ++emitter.coverage.noise;
      continue;
    }
    // Without exceptions; a nesting bomb only makes a deep value, which the 1 MiB line bounds.
    const json object = json::parse(line.text.begin(), line.text.end(), nullptr, false);
    std::optional<PgEntry> entry = object.is_discarded() ? std::nullopt : entry_of(object);
    if (!entry) {
      emitter.broken(line, 1, "a jsonlog object with timestamp, error_severity and message");
      continue;
    }
    entry->cite = cite(line);
    dumps.read_entry(*entry);
    if (entry->message.compare(0, 7, "level: ") != 0) dumps.close(&*entry);
    emitter.emit(*entry);
    ++emitter.coverage.parsed;
  }
  dumps.close();
  return emitter.done("json", lines.count());
}

}  // namespace laststraw
