#include "unwrap/json_lines.hpp"

#include "support/civil.hpp"

namespace laststraw::unwrap_forms {

using nlohmann::json;

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

}  // namespace laststraw::unwrap_forms
