#include "kubernetes/members.hpp"

#include <nlohmann/json.hpp>

#include "support/civil.hpp"

namespace laststraw::kubernetes {

using nlohmann::json;

const json& at(const json& value, std::initializer_list<const char*> path) {
  static const json nothing;
  const json* here = &value;
  for (const char* key : path) {
    if (!here->is_object()) return nothing;
    const auto found = here->find(key);
    if (found == here->end()) return nothing;
    here = &*found;
  }
  return *here;
}

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_boolean() ? (value.get<bool>() ? "true" : "false") : "";
}

std::optional<Stamp> time_of(const json& value) {
  const std::string text = text_of(value);
  std::string_view rest = text;
  return support::take_iso_time(rest);
}

}  // namespace laststraw::kubernetes
