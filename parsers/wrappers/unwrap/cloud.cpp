// Exports of clouds.
//   Cloud SQL  {"textPayload":"...","timestamp":"..."}
//   Azure      {"records":[{"time":"...","properties":{"prefix":"2026-..-6b01.7e92-","message":"ERROR:  ..."}}]}
#include <algorithm>

#include "unwrap/json_lines.hpp"

namespace laststraw::unwrap_forms {

using nlohmann::json;

namespace {

bool is_cloud_object(std::string_view text) {
  return contains(text, "\"textPayload\"") ||
         (contains(text, "\"properties\"") && (contains(text, "\"PostgreSQLLogs\"") || contains(text, "\"errorLevel\"")));
}

struct CloudLine {
  LineOrigin origin;
  std::string text;
};

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
    for (std::size_t at = line.text.find(key); at != std::string_view::npos; at = line.text.find(key, at + 1))
      numbers.push_back(line.at.first_line);
  return numbers;
}

}  // namespace

static bool is_cloud_json(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kHead);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (head[first] == '{' || head[first] == '[') && is_cloud_object(head);
}

static Unwrapped cloud_json(const SourceText& source) {
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
      if (found.size() > before)
        ++n;
      else
        ++unwrapped.left_out;
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

namespace {
constexpr Format kCloudFormat[] = {
    {"cloud json",
     "Cloud SQL textPayload, Azure PostgreSQLLogs",
     R"({"textPayload":"2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory","timestamp":"2026-11-21T03:24:46.369Z","severity":"ERROR"})",
     "docs/reference/postgres.md 2.4",
     {}},
};
}  // namespace

const Wrapper wrapper::cloud{.form = "cloud json",
                             .title = "Cloud SQL (textPayload) and Azure (properties.message) exports",
                             .recognises = is_cloud_json,
                             .unwrap = unwrap_forms::cloud_json,
                             .formats = kCloudFormat};

}  // namespace laststraw::unwrap_forms
