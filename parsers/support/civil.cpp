#include "support/civil.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>

namespace laststraw::support {

namespace {

struct MonthName {
  std::string_view name;
  int number;
};
constexpr MonthName kMonthNames[] = {
#include "support/month_names.inc"
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Exactly `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// "+0100", "+01:00", "-03" off the front of `text`.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  std::string_view rest = text;
  if (rest.empty() || (rest.front() != '+' && rest.front() != '-')) return std::nullopt;
  const int sign = rest.front() == '-' ? -1 : 1;
  rest.remove_prefix(1);
  const auto hours = take_number(rest, 2);
  if (!hours || *hours > 14) return std::nullopt;
  std::string_view after_colon = rest;
  take_char(after_colon, ":");
  int minutes = 0;
  if (const auto printed = take_number(after_colon, 2)) {
    minutes = *printed;
    rest = after_colon;
  }
  text = rest;
  return std::chrono::minutes{sign * (*hours * 60 + minutes)};
}

}  // namespace

std::optional<Micros> civil_micros(int year, int month, int day, int hour, int minute, int second, long microsecond) {
  namespace chr = std::chrono;
  const chr::year_month_day date{chr::year{year}, chr::month{static_cast<unsigned>(month)}, chr::day{static_cast<unsigned>(day)}};
  if (month < 1 || day < 1 || !date.ok()) return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  return chr::duration_cast<Micros>(chr::sys_days{date}.time_since_epoch()) + chr::hours{hour} + chr::minutes{minute} +
         chr::seconds{second} + Micros{microsecond};
}

int month_number(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == name) return static_cast<int>(i) + 1;
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto found = std::lower_bound(std::begin(kMonthNames), std::end(kMonthNames), name,
                                      [](const MonthName& month, std::string_view wanted) { return month.name < wanted; });
  return found != std::end(kMonthNames) && found->name == name ? found->number : 0;
}

void set_zone(Stamp& stamp, std::string_view zone) {
  if (zone == "Z" || zone == "UTC" || zone == "GMT") {
    stamp.utc_offset = std::chrono::minutes{0};
    return;
  }
  std::string_view rest = zone;
  if (const auto offset = take_offset(rest); offset && rest.empty())
    stamp.utc_offset = offset;
  else
    stamp.zone = std::string(zone);
}

std::optional<Stamp> take_iso_time(std::string_view& text) {
  std::string_view rest = text;
  const auto year = take_number(rest, 4);
  if (!year || !take_char(rest, "-")) return std::nullopt;
  const auto month = take_number(rest, 2);
  if (!month || !take_char(rest, "-")) return std::nullopt;
  const auto day = take_number(rest, 2);
  if (!day || !take_char(rest, " T")) return std::nullopt;
  const auto hour = take_number(rest, 2);
  if (!hour || !take_char(rest, ":")) return std::nullopt;
  const auto minute = take_number(rest, 2);
  if (!minute || !take_char(rest, ":")) return std::nullopt;
  const auto second = take_number(rest, 2);
  if (!second) return std::nullopt;

  Stamp stamp;
  stamp.resolution = std::chrono::seconds{1};
  long microsecond = 0;
  if (rest.size() >= 2 && (rest[0] == '.' || rest[0] == ',') && is_digit(rest[1])) {
    rest.remove_prefix(1);
    long unit = 1'000'000;
    while (!rest.empty() && is_digit(rest.front())) {
      if (unit > 1) {
        unit /= 10;
        microsecond += unit * (rest.front() - '0');
      }
      rest.remove_prefix(1);
    }
    stamp.resolution = Micros{unit};
  }
  stamp.civil = civil_micros(*year, *month, *day, *hour, *minute, *second, microsecond);
  if (!stamp.civil) return std::nullopt;

  std::string_view zone_text = rest;
  take_char(zone_text, " ");
  if (const auto offset = take_offset(zone_text)) {
    stamp.utc_offset = offset;
    rest = zone_text;
  } else {
    std::size_t length = 0;
    while (length < zone_text.size() && length < 5 && std::isupper(static_cast<unsigned char>(zone_text[length]))) ++length;
    const bool ends_there = length == zone_text.size() || !std::isalnum(static_cast<unsigned char>(zone_text[length]));
    const std::string_view zone = zone_text.substr(0, length);
    // One letter is a zone only if it is Z; "LOG:" and the like are severities, not zones.
    const bool is_zone = ends_there && (zone == "Z" || length >= 3) &&
                         !(length < zone_text.size() && zone_text[length] == ':' && zone != "UTC" && zone != "GMT" &&
                           (zone == "LOG" || zone == "INFO" || zone == "ERROR" || zone == "FATAL" || zone == "PANIC"));
    if (is_zone) {
      set_zone(stamp, zone);
      rest = zone_text.substr(length);
    }
  }
  text = rest;
  return stamp;
}

}  // namespace laststraw::support
