#include "support/day.hpp"

#include <boost/fusion/include/adapt_struct.hpp>

#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::day_detail {
struct RawDate {
  std::uint32_t a, b, c;
};
}  // namespace laststraw::day_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::day_detail::RawDate, a, b, c)

namespace laststraw::support {

namespace {

using day_detail::RawDate;
using grammar::u32;
using grammar::x3::eoi;
using grammar::x3::rule;

const auto iso = rule<struct iso_tag, RawDate>{"date"} = u32 >> '-' >> u32 >> '-' >> u32 >> eoi;
const auto slashed = rule<struct us_tag, RawDate>{"date"} = u32 >> '/' >> u32 >> '/' >> u32 >> eoi;
const auto dotted = rule<struct dot_tag, RawDate>{"date"} = u32 >> '.' >> u32 >> '.' >> u32 >> eoi;
const auto east_asian = rule<struct cjk_tag, RawDate>{"date"} = u32 >> "\u5e74" >> u32 >> "\u6708" >> u32 >> "\u65e5" >> eoi;

std::optional<Day> day_of(std::uint32_t year, std::uint32_t month, std::uint32_t day, bool ambiguous) {
  if (year < 100) year += 2000;
  if (year > 9999 || month > 12 || day > 31) return std::nullopt;
  const auto civil = civil_micros(static_cast<int>(year), static_cast<int>(month), static_cast<int>(day), 0, 0, 0);
  return civil ? std::optional(Day{*civil, ambiguous}) : std::nullopt;
}

}  // namespace

std::optional<Day> read_day(std::string_view word) {
  RawDate d{};
  if (std::string_view rest = word; grammar::take(rest, iso, d) || grammar::take(rest, east_asian, d)) return day_of(d.a, d.b, d.c, false);
  if (std::string_view rest = word; grammar::take(rest, dotted, d)) return day_of(d.c, d.b, d.a, false);
  if (std::string_view rest = word; grammar::take(rest, slashed, d))
    return d.a > 31   ? day_of(d.a, d.b, d.c, false)
           : d.a > 12 ? day_of(d.c, d.b, d.a, false)
                      : day_of(d.c, d.a, d.b, d.b <= 12 && d.a != d.b);
  return std::nullopt;
}

}  // namespace laststraw::support
