#include "analyze/asked_time.hpp"

#include <algorithm>
#include <charconv>

#include "laststraw/parsers/iso_time.hpp"

namespace laststraw {

namespace {

constexpr Micros kDay = std::chrono::hours{24};

/// "2026-11-21T03:02", with or without seconds and zone; a date alone is its beginning.
std::optional<WallTime> dated(std::string text) {
  if (text.size() == 10) text += "T00:00";
  if (text.size() >= 16 && (text.size() == 16 || text[16] != ':')) text.insert(16, ":00");
  std::string_view rest = text;
  const auto stamp = support::take_iso_time(rest);
  if (!stamp || !stamp->civil || !rest.empty() || !stamp->zone.empty()) return std::nullopt;
  return WallTime{*stamp->civil - Micros(stamp->utc_offset.value_or(std::chrono::minutes{0}))};
}

/// "03:01", "3:01:30", "03:01+02:00": since midnight UTC.
std::optional<Micros> time_of_day(std::string_view text) {
  const std::string hour = text.size() > 1 && text[1] == ':' ? "0" : "";
  const auto on_a_day = dated("2000-01-02T" + hour + std::string(text));
  const WallTime midnight = std::chrono::sys_days{std::chrono::year{2000} / 1 / 2};
  return on_a_day && text.find(':') == 2 - hour.size() ? std::optional<Micros>(*on_a_day - midnight) : std::nullopt;
}

/// "-2h", "-90min", "-1d", "-30 s"
std::optional<Micros> ago(std::string_view text) {
  constexpr int kMost = 100'000;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > kMost) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (unit == "s" || unit == "sec") return std::chrono::seconds{number};
  if (unit == "m" || unit == "min") return std::chrono::minutes{number};
  if (unit == "h") return std::chrono::hours{number};
  if (unit == "d") return number * kDay;
  return std::nullopt;
}

}  // namespace

std::optional<AskedTime> asked_time(std::string_view text) {
  AskedTime asked;
  if (text.size() > 1 && text[0] == '-') {
    const auto duration = ago(text);
    if (!duration) return std::nullopt;
    asked.kind = AskedTime::Kind::before, asked.duration = *duration;
    return asked;
  }
  for (const auto& [word, days] : {std::pair{std::string_view("yesterday"), 1}, {"today", 0}}) {
    if (!text.starts_with(word)) continue;
    text.remove_prefix(word.size());
    const auto clock = text.empty() ? Micros{} : text[0] == ' ' || text[0] == 'T' ? time_of_day(text.substr(1)) : std::nullopt;
    if (!clock) return std::nullopt;
    asked.kind = AskedTime::Kind::day, asked.duration = *clock, asked.days = days;
    return asked;
  }
  if (const auto clock = time_of_day(text)) {
    asked.kind = AskedTime::Kind::clock, asked.duration = *clock;
    return asked;
  }
  const auto moment = dated(std::string(text));
  if (!moment) return std::nullopt;
  asked.moment = *moment;
  return asked;
}

WallTime AskedTime::resolved(WallTime newest) const {
  const WallTime midnight = std::chrono::floor<std::chrono::days>(newest);
  switch (kind) {
    case Kind::moment:
      return moment + further;
    case Kind::before:
      return newest - duration + further;
    case Kind::day:
      return midnight - days * kDay + duration + further;
    case Kind::clock:
      break;
  }
  // "around 03:10" may be meant of a log that ends at 03:02.
  WallTime at = midnight + duration + kDay;
  while (at > newest + std::chrono::abs(further)) at -= kDay;
  return at + further;
}

bool AskedWindow::is_relative() const {
  const auto relative = [](const std::optional<AskedTime>& one) { return one && one->kind != AskedTime::Kind::moment; };
  return relative(since) || relative(until);
}

TimeWindow AskedWindow::resolved(WallTime newest) const {
  TimeWindow window;
  if (since) window.since = since->resolved(newest);
  if (until) window.until = until->resolved(newest);
  if (since && until && *window.until < *window.since && until->kind == AskedTime::Kind::clock) *window.until += kDay;
  return window;
}

}  // namespace laststraw
