// What container runtimes, operators and clouds put around a line.
//   docker json-file  {"log":"2026-... LOG:  ...\n","stream":"stderr","time":"2026-11-21T03:24:46.369Z"}
//   CRI               2026-11-21T03:24:46.369123456Z stderr F <line>       (P: partial, goes on in the next)
//   CloudNativePG     {"level":"info","ts":"...","logger":"postgres","msg":"record","record":{"log_time":"...",...}}; its record
//                     holds the columns of csvlog by name (pkg/management/postgres/logpipe), all of them strings
//   Cloud SQL         {"textPayload":"...","timestamp":"..."}
//   Azure             {"records":[{"time":"...","properties":{"prefix":"2026-..-6b01.7e92-","message":"ERROR:  ..."}}]}
//   dmesg --json      {"dmesg":[{"pri":4,"time":123.456789,"msg":"..."}]}, one member a line (util-linux 2.38+)
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "unwrap/forms.hpp"

namespace laststraw::unwrap_forms {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using nlohmann::json;

constexpr std::size_t kMaxPartial = Lines::kMaxLine;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

json object_of(std::string_view text) {
  json object = json::parse(text.begin(), text.end(), nullptr, false);
  return object.is_object() ? object : json(nullptr);
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? std::to_string(found->get<std::int64_t>()) : std::string();
}

/// A time as text, or as seconds since 1970.
Stamp time_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_number()) {
    const double seconds = found->get<double>();
    Stamp stamp;
    if (seconds > 0 && seconds < 4e9) {
      stamp.civil = Micros{static_cast<std::int64_t>(seconds * 1e6)};
      stamp.utc_offset = std::chrono::minutes{0};
    }
    return stamp;
  }
  const std::string text = text_of(object, key);
  std::string_view rest = text;
  return support::take_iso_time(rest).value_or(Stamp{});
}

/// Reads each line of `source` as a JSON object and hands it to `read`; other lines are passed to `other`.
template <class Read, class Other>
Unwrapped each_object(const SourceText& source, const Read& read, const Other& other) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const json object = object_of(line.text);
    const LineOrigin origin = origin_of(line);
    if (object.is_object()) read(object, origin, unwrapped);
    else other(line.text, origin, unwrapped);
  }
  return unwrapped;
}

}  // namespace

// --- dmesg --json ---

namespace {

const auto member = omit[*char_(" \t{,}")] >> '"' >> raw[+char_("a-z")] >> '"' >> omit[*lit(' ')] >> ':' >> omit[*lit(' ')];
const auto dmesg_time = grammar::u64 >> '.' >> raw[+char_("0-9")];

}  // namespace

bool is_dmesg_json(std::string_view bytes) {
  const std::string_view head = support::trim(bytes.substr(0, 200));
  return !head.empty() && head.front() == '{' && contains(head, "\"dmesg\"");
}

Unwrapped dmesg_json(const SourceText& source) {
  Unwrapped unwrapped;
  LineOrigin origin;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    grammar::Chars name;
    std::string_view rest = line.text;
    if (!grammar::take(rest, member, name)) continue;
    while (!rest.empty() && (rest.back() == ',' || rest.back() == ' ')) rest.remove_suffix(1);
    if (grammar::view(name) == "pri") {
      origin = origin_of(line);
      std::uint32_t priority = 0;
      if (grammar::take(rest, grammar::u32, priority) && priority < 8) origin.priority = static_cast<int>(priority);
    } else if (grammar::view(name) == "time") {
      std::uint64_t seconds = 0;
      grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> six;
      std::uint32_t micros = 0;
      if (grammar::take(rest, grammar::u64, seconds) && seconds < 4'000'000'000u && grammar::take(rest, lit('.')) && grammar::take(rest, six, micros))
        origin.stamp.since_boot = std::chrono::seconds{seconds} + Micros{micros};
    } else if (grammar::view(name) == "msg") {
      const json message = json::parse(rest.begin(), rest.end(), nullptr, false);
      origin.last_line = line.at.last_line;
      if (origin.first_line == 0) origin.first_line = line.at.first_line;
      origin.program = "kernel";
      if (message.is_string()) unwrapped.add(message.get_ref<const std::string&>(), origin);
      origin = {};
    }
  }
  return unwrapped;
}

// --- docker ---

bool is_container_json(std::string_view bytes) {
  return most_lines(bytes, 60, [](std::string_view line) { return starts_with(line, "{\"log\":\"") || starts_with(line, "{\"log\": \""); });
}

Unwrapped container_json(const SourceText& source) {
  std::string partial;                              // a line longer than 16 kB comes in pieces without "\n"
  LineOrigin first;
  Unwrapped result = each_object(
      source,
      [&](const json& object, LineOrigin origin, Unwrapped& unwrapped) {
        std::string text = text_of(object, "log");
        origin.stamp = time_of(object, "time");
        if (partial.empty()) first = origin;
        partial += text;
        first.last_line = origin.last_line;
        if (partial.size() < kMaxPartial && (text.empty() || text.back() != '\n')) return;
        while (!partial.empty() && (partial.back() == '\n' || partial.back() == '\r')) partial.pop_back();
        unwrapped.add(partial, first);
        partial.clear();
      },
      [](std::string_view, const LineOrigin&, Unwrapped& unwrapped) { ++unwrapped.left_out; });
  if (!partial.empty()) result.add(partial, first);
  return result;
}

// --- containerd, CRI-O ---

namespace {

const auto cri_tags = omit[lit("stdout") | "stderr"] >> ' ' >> raw[char_("FP")] >> omit[-(':' >> *(char_ - ' '))];

/// "<time> stderr F " off the front.
bool take_cri(std::string_view& text, Stamp& stamp, bool& whole) {
  std::string_view rest = text;
  const auto time = support::take_iso_time(rest);
  grammar::Chars tag;
  if (!time || rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (!grammar::take(rest, cri_tags, tag)) return false;
  if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  stamp = *time;
  whole = *tag.begin() == 'F';
  text = rest;
  return true;
}

}  // namespace

bool is_cri(std::string_view bytes) {
  return most_lines(bytes, 60, [](std::string_view line) {
    Stamp stamp;
    bool whole = false;
    return take_cri(line, stamp, whole);
  });
}

Unwrapped cri(const SourceText& source) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  std::string partial;
  LineOrigin first;
  while (lines.next(line)) {
    std::string_view text = line.text;
    LineOrigin origin = origin_of(line);
    bool whole = true;
    if (!take_cri(text, origin.stamp, whole)) {
      unwrapped.add(text, origin);                     // "==== Beginning of Previous Log ====" and the like: the room counts it
      continue;
    }
    if (partial.empty()) first = origin;
    first.last_line = origin.last_line;
    partial += text;
    if (!whole && partial.size() < kMaxPartial) continue;
    unwrapped.add(partial, first);
    partial.clear();
  }
  if (!partial.empty()) unwrapped.add(partial, first);
  return unwrapped;
}

// --- CloudNativePG ---

namespace {

/// csvlog's column names to jsonlog's keys.
struct Key { const char* column; const char* json; };
constexpr std::array<Key, 25> kKeys{{
    {"log_time", "timestamp"}, {"user_name", "user"}, {"database_name", "dbname"}, {"process_id", "pid"}, {"connection_from", "remote_host"},
    {"session_id", "session_id"}, {"session_line_num", "line_num"}, {"command_tag", "ps"}, {"session_start_time", "session_start"},
    {"virtual_transaction_id", "vxid"}, {"transaction_id", "txid"}, {"error_severity", "error_severity"}, {"sql_state_code", "state_code"},
    {"message", "message"}, {"detail", "detail"}, {"hint", "hint"}, {"internal_query", "internal_query"}, {"context", "context"},
    {"query", "statement"}, {"query_pos", "cursor_position"}, {"location", "func_name"}, {"application_name", "application_name"},
    {"backend_type", "backend_type"}, {"leader_pid", "leader_pid"}, {"query_id", "query_id"}}};

bool is_operator_object(std::string_view line) {
  return starts_with(line, "{") && contains(line, "\"logger\"") && contains(line, "\"msg\"") && contains(line, "\"level\"");
}

/// `kubectl cnpg logs` may put the time in front of each object.
std::string_view from_brace(std::string_view text) {
  const std::size_t brace = text.find('{');
  return brace == std::string_view::npos || brace > 40 ? text : text.substr(brace);
}

}  // namespace

bool is_operator_json(std::string_view bytes) {
  return most_lines(bytes, 50, [](std::string_view line) { return is_operator_object(from_brace(line)); });
}

Unwrapped operator_json(const SourceText& source) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const json object = object_of(from_brace(line.text));
    LineOrigin origin = origin_of(line);
    const auto record = object.is_object() ? object.find("record") : object.end();
    if (object.is_object() && record != object.end() && record->is_object()) {
      nlohmann::ordered_json entry;                       // jsonlog's order
      for (const Key& key : kKeys)
        if (std::string text = text_of(*record, key.column); !text.empty()) entry[key.json] = std::move(text);
      unwrapped.add(entry.dump(-1, ' ', false, json::error_handler_t::replace), origin);
    } else if (object.is_object() && starts_with(text_of(object, "logger"), "postgres") && !text_of(object, "msg").empty()) {
      origin.stamp = time_of(object, "ts");
      unwrapped.add(text_of(object, "msg"), origin);     // PostgreSQL's stderr as it is: memory-context dumps
    } else {
      ++unwrapped.left_out;
    }
  }
  return unwrapped;
}

// --- Cloud SQL, Azure ---

namespace {

bool is_cloud_object(std::string_view text) {
  return contains(text, "\"textPayload\"") || (contains(text, "\"properties\"") && (contains(text, "\"PostgreSQLLogs\"") || contains(text, "\"errorLevel\"")));
}

struct CloudLine { LineOrigin origin; std::string text; };

void add_cloud_entry(const json& entry, LineOrigin origin, std::vector<CloudLine>& found) {
  origin.stamp = time_of(entry, entry.contains("timestamp") ? "timestamp" : "time");
  if (const std::string text = text_of(entry, "textPayload"); !text.empty()) {
    found.push_back({origin, text});
    return;
  }
  const auto properties = entry.find("properties");
  if (properties == entry.end() || !properties->is_object()) return;
  const std::string prefix = text_of(*properties, "prefix");
  found.push_back({origin, prefix + text_of(*properties, "message")});
  for (const auto& [key, label] : {std::pair{"detail", "DETAIL:  "}, {"hint", "HINT:  "}, {"statement", "STATEMENT:  "}})
    if (const std::string text = text_of(*properties, key); !text.empty()) found.push_back({origin, prefix + label + text});
}

/// The line of each `key` in the text, in order: where a pretty-printed array has its entries.
std::vector<std::uint32_t> lines_of(const SourceText& source, std::string_view key) {
  std::vector<std::uint32_t> numbers;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line))
    for (std::size_t at = line.text.find(key); at != std::string_view::npos; at = line.text.find(key, at + 1)) numbers.push_back(line.at.first_line);
  return numbers;
}

}  // namespace

bool is_cloud_json(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kHead);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (head[first] == '{' || head[first] == '[') && is_cloud_object(head);
}

Unwrapped cloud_json(const SourceText& source) {
  Unwrapped unwrapped;
  std::vector<CloudLine> found;
  const json whole = json::parse(source.bytes.begin(), source.bytes.end(), nullptr, false);
  if (!whole.is_discarded()) {
    const json list = whole.is_array() ? whole : whole.contains("records") ? whole["records"] : json::array({whole});
    const bool google = contains(source.bytes, "\"textPayload\"");
    const std::vector<std::uint32_t> numbers = lines_of(source, google ? "\"textPayload\"" : "\"properties\"");
    std::size_t n = 0;
    for (const json& entry : list) {
      if (!entry.is_object()) continue;
      LineOrigin origin;
      origin.first_line = origin.last_line = n < numbers.size() ? numbers[n] : 1;
      const std::size_t before = found.size();
      add_cloud_entry(entry, origin, found);
      if (found.size() > before) ++n;
      else ++unwrapped.left_out;
    }
  } else {
    Lines lines = source.lines();
    Line line;
    while (lines.next(line)) {
      const json object = object_of(line.text);
      const std::size_t before = found.size();
      if (object.is_object()) {
        if (const auto records = object.find("records"); records != object.end() && records->is_array())
          for (const json& entry : *records) {
            if (entry.is_object()) add_cloud_entry(entry, origin_of(line), found);
          }
        else
          add_cloud_entry(object, origin_of(line), found);
      }
      if (found.size() == before) ++unwrapped.left_out;
    }
  }
  // Cloud Logging exports the newest first.
  std::stable_sort(found.begin(), found.end(), [](const CloudLine& a, const CloudLine& b) {
    return a.origin.stamp.civil && b.origin.stamp.civil && *a.origin.stamp.civil < *b.origin.stamp.civil;
  });
  for (const CloudLine& entry : found) unwrapped.add(entry.text, entry.origin);
  return unwrapped;
}

}  // namespace laststraw::unwrap_forms
