#include "pg_views/json_rows.hpp"

#include <nlohmann/json.hpp>

namespace laststraw::pg_views {

namespace {

using nlohmann::json;

/// An array stands as PostgreSQL writes one of its own: {work_mem=512MB,"search_path=a, b"}.
std::string text_of(const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string list = "{";
  for (const json& member : value) list += (list.size() > 1 ? "," : "") + (member.is_string() ? member.dump() : text_of(member));
  return list + "}";
}

std::string_view without_list_marks(std::string_view line, bool opening, bool closing) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  if (opening && line.starts_with('[')) line.remove_prefix(1);
  while (!line.empty() && (blank(line.back()) || line.back() == ',')) line.remove_suffix(1);
  if (closing && line.ends_with(']')) line.remove_suffix(1);
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  return line;
}

}  // namespace

bool for_each_object(std::string_view line, const std::function<void(std::map<std::string, std::string, std::less<>>)>& take) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;
  if (line.size() > kMostBytes) return false;
  for (const auto& [opening, closing] : {std::pair{false, false}, {true, false}, {false, true}, {true, true}}) {
    const std::string_view text = without_list_marks(line, opening, closing);
    const json parsed = json::parse(text.begin(), text.end(), nullptr, false);
    if (parsed.is_discarded() || parsed.empty()) continue;
    for (const json& row : parsed.is_array() ? parsed : json::array({parsed})) {
      if (!row.is_object()) return false;
      std::map<std::string, std::string, std::less<>> cells;
      for (const auto& [name, value] : row.items()) cells[name] = text_of(value);
      take(std::move(cells));
    }
    return true;
  }
  return false;
}

}  // namespace laststraw::pg_views
