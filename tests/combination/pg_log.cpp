// csvlog.c and jsonlog.c of PostgreSQL 18 (columns and keys), elog.c (send_message_to_server_log).
#include "combination/pg_log.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

namespace laststraw::combination {

namespace {

constexpr std::array<const char*, kColumns> kKeys{"timestamp",
                                                  "user",
                                                  "dbname",
                                                  "pid",
                                                  "",
                                                  "session_id",
                                                  "line_num",
                                                  "ps",
                                                  "session_start",
                                                  "vxid",
                                                  "txid",
                                                  "error_severity",
                                                  "state_code",
                                                  "message",
                                                  "detail",
                                                  "hint",
                                                  "internal_query",
                                                  "internal_position",
                                                  "context",
                                                  "statement",
                                                  "cursor_position",
                                                  "",
                                                  "application_name",
                                                  "backend_type",
                                                  "leader_pid",
                                                  "query_id"};

constexpr const char* kSuccess = "00000";  // which jsonlog leaves out

bool is_number(std::size_t column) {
  return column == process_id || column == line_number || column == transaction || column == internal_position ||
         column == query_position || column == leader || column == query_id;
}

std::optional<std::vector<Entry>> read_csv(std::string_view text) {
  std::vector<Entry> entries;
  std::size_t at = 0;
  while (at < text.size()) {
    Entry& entry = entries.emplace_back();
    for (std::size_t column = 0; column < kColumns; ++column) {
      const bool quoted = at < text.size() && text[at] == '"';
      if (quoted) ++at;
      while (at < text.size()) {
        if (quoted && text[at] == '"' && (at + 1 >= text.size() || text[at + 1] != '"')) break;
        if (!quoted && (text[at] == ',' || text[at] == '\n')) break;
        if (quoted && text[at] == '"') ++at;
        entry[column] += text[at++];
      }
      if (quoted) ++at;
      const char end = column + 1 < kColumns ? ',' : '\n';
      if (at >= text.size() || text[at] != end) return std::nullopt;
      ++at;
    }
  }
  return entries;
}

std::optional<std::vector<Entry>> read_json(std::string_view text) {
  std::vector<Entry> entries;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("timestamp")) return std::nullopt;
    Entry& entry = entries.emplace_back();
    for (std::size_t column = 0; column < kColumns; ++column) {
      if (*kKeys[column] == '\0' || !json.contains(kKeys[column])) continue;
      const auto& value = json.at(kKeys[column]);
      entry[column] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    if (entry[sql_state].empty()) entry[sql_state] = kSuccess;
    if (json.contains("remote_host")) entry[connection_from] = json.at("remote_host").get<std::string>();
    if (json.contains("remote_port")) entry[connection_from] += ":" + json.at("remote_port").dump();
  }
  return entries;
}

/// csvlog.c appendCSVLiteral: strings are quoted, numbers, times and session ids are not; application_name is never null, so quoted when it is empty.
bool is_bare(std::size_t column) {
  return is_number(column) || column == log_time || column == session_id || column == session_start || column == virtual_transaction ||
         column == severity || column == sql_state;
}

}  // namespace

std::optional<std::vector<Entry>> read_log(std::string_view text) {
  auto entries = text.starts_with('{') ? read_json(text) : read_csv(text);
  if (!entries || entries->empty()) return std::nullopt;
  return entries;
}

std::string as_csv(const std::vector<Entry>& entries) {
  std::string out;
  for (const Entry& entry : entries)
    for (std::size_t column = 0; column < kColumns; ++column) {
      const std::string& value = entry[column];
      if (is_bare(column) || (value.empty() && column != application)) {
        out += value;
      } else {
        out += '"';
        for (const char c : value) out += c == '"' ? "\"\"" : std::string(1, c);
        out += '"';
      }
      out += column + 1 < kColumns ? ',' : '\n';
    }
  return out;
}

std::string as_json(const std::vector<Entry>& entries) {
  std::string out;
  for (const Entry& entry : entries) {
    nlohmann::ordered_json json;
    for (std::size_t column = 0; column < kColumns; ++column) {
      const std::string& value = entry[column];
      if (column == connection_from && !value.empty()) {
        const std::size_t colon = value.rfind(':');
        json["remote_host"] = value.substr(0, colon);
        if (colon != std::string::npos && value.find_first_not_of("0123456789", colon + 1) == std::string::npos)
          json["remote_port"] = std::stol("0" + value.substr(colon + 1));
      }
      if (*kKeys[column] == '\0' || value.empty() || (column == sql_state && value == kSuccess)) continue;
      if (is_number(column))
        json[kKeys[column]] = std::stoll(value);
      else
        json[kKeys[column]] = value;
    }
    out += json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return out;
}

std::string as_stderr(const std::vector<Entry>& entries) {
  std::string out;
  const auto tabbed = [](const std::string& text) {
    std::string lines;
    for (const char c : text) lines += c == '\n' ? "\n\t" : std::string(1, c);
    return lines;
  };
  for (const Entry& entry : entries) {
    std::string prefix = entry[log_time] + " [" + entry[process_id] + "] ";
    if (!entry[user_name].empty()) prefix += entry[user_name] + "@" + entry[database_name] + "/" + entry[application] + " ";
    const auto line = [&](const char* label, const std::string& text) {
      if (!text.empty()) out += prefix + label + ":  " + tabbed(text) + "\n";
    };
    line(entry[severity].c_str(), entry[message]);
    line("DETAIL", entry[detail]);
    line("HINT", entry[hint]);
    line("QUERY", entry[internal_query]);
    line("CONTEXT", entry[context]);
    line("STATEMENT", entry[query]);
  }
  return out;
}

}  // namespace laststraw::combination
