#include "support/mark.hpp"

#include <boost/fusion/include/adapt_struct.hpp>

#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::mark_detail {
struct RawDate {
  grammar::Chars month;
  std::uint32_t day, hour, minute, second;
  grammar::Chars half, zone;
  std::uint32_t year;
};
struct RawUsDate {
  std::uint32_t month, day, year, hour, minute, second;
};
}  // namespace laststraw::mark_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::mark_detail::RawDate, month, day, hour, minute, second, half, zone, year)
BOOST_FUSION_ADAPT_STRUCT(laststraw::mark_detail::RawUsDate, month, day, year, hour, minute, second)

namespace laststraw::support {

namespace {

using namespace std::chrono_literals;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::repeat;
using grammar::x3::rule;
using mark_detail::RawDate;
using mark_detail::RawUsDate;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 1, 2> kTwo{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 4, 4> kFour{};
constexpr grammar::x3::uint_parser<std::uint64_t, 10, 10, 10> kEpoch{};
const auto blank = omit[+lit(' ')];
const auto word = raw[repeat(3)[char_("A-Za-z")]];

const auto date = rule<struct date_tag, RawDate>{"date"} =
    omit[word] >> blank >> word >> blank >> kTwo >> blank >> kTwo >> ':' >> kTwo >> ':' >> kTwo >> blank >> raw[-(lit("AM") | "PM")] >>
    omit[*lit(' ')] >> raw[*(char_ - ' ' - char_("0-9")) >> -(char_("+-") >> +char_("0-9"))] >> omit[*lit(' ')] >> kFour;
const auto us_date = rule<struct us_tag, RawUsDate>{"date"} =
    lit('<') >> kTwo >> '/' >> kTwo >> '/' >> kFour >> ' ' >> kTwo >> ':' >> kTwo >> ':' >> kTwo >> '>';
const auto epoch = kEpoch >> omit[-('.' >> +char_("0-9"))] >> eoi;
const auto trigger = lit("TS ") >> kEpoch >> omit[-('.' >> +char_("0-9"))];

Stamp at_epoch(std::uint64_t seconds) {
  Stamp stamp;
  stamp.civil = std::chrono::seconds{seconds};
  stamp.utc_offset = std::chrono::minutes{0};
  stamp.resolution = 1s;
  return stamp;
}

std::optional<Stamp> stamp_of(int year, int month, std::uint32_t day, std::uint32_t hour, std::uint32_t minute, std::uint32_t second) {
  Stamp stamp;
  stamp.civil =
      civil_micros(year, month, static_cast<int>(day), static_cast<int>(hour), static_cast<int>(minute), static_cast<int>(second));
  stamp.resolution = 1s;
  return stamp.civil ? std::optional(stamp) : std::nullopt;
}

}  // namespace

bool is_mark(std::string_view text) { return text.starts_with("zzz ") || text.starts_with("TS "); }

std::optional<Stamp> sample_mark(std::string_view text) {
  auto stamp = read_mark(text);
  return stamp || !is_mark(text) ? stamp : std::optional(Stamp{});
}

std::optional<Stamp> read_mark(std::string_view text) {
  text = trim(text);
  std::uint64_t seconds = 0;
  if (std::string_view rest = text; grammar::take(rest, trigger, seconds)) return at_epoch(seconds);
  if (text.substr(0, 4) == "zzz ") text = trim(text.substr(4));
  while (!text.empty() && text.front() == '*') text.remove_prefix(1);
  if (std::string_view rest = text; auto stamp = take_iso_time(rest)) return rest.empty() ? stamp : std::nullopt;
  RawUsDate us{};
  if (std::string_view rest = text; grammar::take(rest, us_date, us))
    return stamp_of(static_cast<int>(us.year), static_cast<int>(us.month), us.day, us.hour, us.minute, us.second);
  RawDate d{};
  if (std::string_view rest = text; grammar::take(rest, date, d)) {
    std::uint32_t hour = d.hour;
    if (!view(d.half).empty()) hour = hour % 12 + (view(d.half) == "PM" ? 12u : 0u);
    auto stamp = stamp_of(static_cast<int>(d.year), month_number(view(d.month)), d.day, hour, d.minute, d.second);
    if (stamp && !view(d.zone).empty()) set_zone(*stamp, trim(view(d.zone)));
    return stamp;
  }
  if (std::string_view rest = text; grammar::take(rest, epoch, seconds)) return at_epoch(seconds);
  return std::nullopt;
}

}  // namespace laststraw::support
