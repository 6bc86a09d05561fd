// Reads what JsonWriter wrote.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "report/fields.hpp"
#include "report/words.hpp"

namespace laststraw::report {

/// Takes the members of an object; what is not there stays as it was.
class JsonReader {
 public:
  explicit JsonReader(const nlohmann::json& object) : object_(object) {}

  template <class T>
  void operator()(std::string_view name, T& member) {
    if (const auto found = object_.find(name); found != object_.end()) read(*found, member);
  }
  template <class T>
  void unless_empty(std::string_view name, T& member) {
    (*this)(name, member);
  }

 private:
  template <class T>
  static void read(const nlohmann::json& json, std::optional<T>& member) {
    if (json.is_null())
      member.reset();
    else
      read(json, member.emplace());
  }
  template <class T>
  static void read(const nlohmann::json& json, std::vector<T>& member) {
    for (const nlohmann::json& element : json.get_ref<const nlohmann::json::array_t&>()) read(element, member.emplace_back());
  }
  static void read(const nlohmann::json&, std::span<const AlignedSeries::Point>&) {}  // no line of a scan has series
  static void read(const nlohmann::json& json, Text& member) { member = Text(json.get_ref<const std::string&>()); }
  template <class T>
  static void read(const nlohmann::json& json, T& member) {
    if constexpr (std::is_enum_v<T>) {
      const auto known = from_word<T>(json.get_ref<const std::string&>());
      if (!known) throw std::invalid_argument("'" + json.get<std::string>() + "' is no word of the contract");
      member = *known;
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string> ||
                         std::is_same_v<T, std::map<std::string, std::string>>) {
      json.get_to(member);
    } else {
      if (!json.is_object()) throw std::invalid_argument("an object is missing");
      JsonReader reader(json);
      fields(reader, member);
    }
  }

  const nlohmann::json& object_;
};

}  // namespace laststraw::report
