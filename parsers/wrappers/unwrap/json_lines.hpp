// Lines that are JSON objects, as container runtimes, operators and clouds write them.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

#include "unwrap/forms.hpp"

namespace laststraw::unwrap_forms {

/// A message that came in pieces is given up beyond this.
constexpr std::size_t kMaxPartial = Lines::kMaxLine;

/// null where `text` is no object.
nlohmann::json object_of(std::string_view text);

/// Strings as they are, whole numbers in decimal, else empty.
std::string text_of(const nlohmann::json& object, const char* key);

/// A time as text, or as seconds since 1970.
Stamp time_of(const nlohmann::json& object, const char* key);

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Reads each line of `source` as a JSON object and hands it to `read`; other lines are passed to `other`.
template <class Read, class Other>
Unwrapped each_object(const SourceText& source, const Read& read, const Other& other) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const nlohmann::json object = object_of(line.text);
    const LineOrigin origin = origin_of(line);
    if (object.is_object())
      read(object, origin, unwrapped);
    else
      other(line.text, origin, unwrapped);
  }
  return unwrapped;
}

}  // namespace laststraw::unwrap_forms
