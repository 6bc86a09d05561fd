// docker's json-file driver:
//   {"log":"2026-... LOG:  ...\n","stream":"stderr","time":"2026-11-21T03:24:46.369Z"}
#include "unwrap/json_lines.hpp"

namespace laststraw::unwrap_forms {

using nlohmann::json;

static bool is_container_json(std::string_view bytes) {
  return most_lines(bytes, 60, [](std::string_view line) { return line.starts_with("{\"log\":\"") || line.starts_with("{\"log\": \""); });
}

static Unwrapped container_json(const SourceText& source) {
  std::string partial;  // a line longer than 16 kB comes in pieces without "\n"
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

namespace {
constexpr Format kDockerFormat[] = {
    {"container json",
     "docker's json-file driver",
     R"({"log":"2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory\n","stream":"stderr","time":"2026-11-21T03:24:46.369Z"})",
     "docs/reference/postgres.md 2.4",
     {}},
};
}  // namespace

const Wrapper wrapper::docker{.form = "container json",
                              .title = "docker's json-file log driver",
                              .recognises = is_container_json,
                              .unwrap = unwrap_forms::container_json,
                              .formats = kDockerFormat};

}  // namespace laststraw::unwrap_forms
