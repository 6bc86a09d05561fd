// CloudNativePG; its record holds the columns of csvlog by name (pkg/management/postgres/logpipe), all of them strings:
//   {"level":"info","ts":"...","logger":"postgres","msg":"record","record":{"log_time":"...",...}}
#include <array>

#include "unwrap/json_lines.hpp"

namespace laststraw::unwrap_forms {

using nlohmann::json;

namespace {

/// csvlog's column names to jsonlog's keys.
struct Key {
  const char* column;
  const char* json;
};
constexpr std::array<Key, 25> kKeys{{{"log_time", "timestamp"},
                                     {"user_name", "user"},
                                     {"database_name", "dbname"},
                                     {"process_id", "pid"},
                                     {"connection_from", "remote_host"},
                                     {"session_id", "session_id"},
                                     {"session_line_num", "line_num"},
                                     {"command_tag", "ps"},
                                     {"session_start_time", "session_start"},
                                     {"virtual_transaction_id", "vxid"},
                                     {"transaction_id", "txid"},
                                     {"error_severity", "error_severity"},
                                     {"sql_state_code", "state_code"},
                                     {"message", "message"},
                                     {"detail", "detail"},
                                     {"hint", "hint"},
                                     {"internal_query", "internal_query"},
                                     {"context", "context"},
                                     {"query", "statement"},
                                     {"query_pos", "cursor_position"},
                                     {"location", "func_name"},
                                     {"application_name", "application_name"},
                                     {"backend_type", "backend_type"},
                                     {"leader_pid", "leader_pid"},
                                     {"query_id", "query_id"}}};

bool is_operator_object(std::string_view line) {
  return line.starts_with("{") && contains(line, "\"logger\"") && contains(line, "\"msg\"") && contains(line, "\"level\"");
}

/// `kubectl cnpg logs` may put the time in front of each object.
std::string_view from_brace(std::string_view text) {
  const std::size_t brace = text.find('{');
  return brace == std::string_view::npos || brace > 40 ? text : text.substr(brace);
}

}  // namespace

static bool is_operator_json(std::string_view bytes) {
  return most_lines(bytes, 50, [](std::string_view line) { return is_operator_object(from_brace(line)); });
}

static Unwrapped operator_json(const SourceText& source) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const json object = object_of(from_brace(line.text));
    LineOrigin origin = origin_of(line);
    const auto record = object.is_object() ? object.find("record") : object.end();
    if (object.is_object() && record != object.end() && record->is_object()) {
      nlohmann::ordered_json entry;  // jsonlog's order
      for (const Key& key : kKeys)
        if (std::string text = text_of(*record, key.column); !text.empty()) entry[key.json] = std::move(text);
      unwrapped.add(entry.dump(-1, ' ', false, json::error_handler_t::replace), origin);
    } else if (object.is_object() && text_of(object, "logger").starts_with("postgres") && !text_of(object, "msg").empty()) {
      origin.stamp = time_of(object, "ts");
      unwrapped.add(text_of(object, "msg"), origin);  // PostgreSQL's stderr as it is: memory-context dumps
    } else {
      ++unwrapped.left_out;
    }
  }
  return unwrapped;
}

namespace {
constexpr Format kCloudnativepgFormat[] = {
    {"operator json",
     "CloudNativePG, with standard error in between",
     R"({"level":"info","ts":"2026-11-21T03:41:36.99Z","logger":"postgres","msg":"record","record":{"log_time":"2026-11-21 03:41:36.973 UTC","process_id":"18299","error_severity":"LOG","message":"client backend (PID 18359) was terminated by signal 9: Killed"},"logging_pod":"pg-1"})",
     "docs/reference/postgres.md 2.4",
     {}},
};
}  // namespace

const Wrapper wrapper::cloudnativepg{.form = "operator json",
                                     .title = "CloudNativePG logs",
                                     .recognises = is_operator_json,
                                     .unwrap = unwrap_forms::operator_json,
                                     .formats = kCloudnativepgFormat};

}  // namespace laststraw::unwrap_forms
