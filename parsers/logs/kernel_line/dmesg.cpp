// dmesg's stamps. util-linux sys-utils/dmesg.c print_record(), kernel/printk/printk.c print_time() and print_ext_header().
#include <boost/fusion/include/adapt_struct.hpp>

#include "kernel_line/stamps.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_line_dmesg {

using grammar::Chars;

struct RawUptime {
  std::uint64_t seconds;
  Chars fraction;
};
struct RawCtime {
  Chars month;
  std::uint32_t day, hour, minute, second, year;
};
struct RawDecode {
  Chars facility, level;
};
struct RawDelta {
  std::uint64_t seconds;
  std::uint32_t micros;
};
struct RawKmsg {
  std::uint64_t priority, sequence, micros;
};

}  // namespace laststraw::kernel_line_dmesg

BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_dmesg::RawUptime, seconds, fraction)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_dmesg::RawCtime, month, day, hour, minute, second, year)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_dmesg::RawDecode, facility, level)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_dmesg::RawDelta, seconds, micros)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_dmesg::RawKmsg, priority, sequence, micros)

namespace laststraw::kernel_line {

namespace {

using namespace kernel_line_dmesg;
using namespace std::chrono_literals;
using grammar::take;
using grammar::u64;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::repeat;
using grammar::x3::rule;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 1, 2> kTwo{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 4, 4> kFour{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> kSix{};
const auto blanks = omit[*lit(' ')];
const auto word = raw[+(char_ - ' ' - ':' - ']')];

// "[%5lu.%06lu]", since 5.1 with "[%6s]" of the caller behind it (CONFIG_PRINTK_CALLER). People and tools round it to three digits.
const auto uptime = rule<struct uptime_tag, RawUptime>{"uptime"} =
    '[' >> blanks >> u64 >> '.' >> raw[repeat(3, 9)[digit]] >> ']' >> omit[-(lit('[') >> *lit(' ') >> char_("TC") >> +char_("0-9") >> ']')];

// A stamp that whoever pasted the line struck out: "[xxxx.xxxxxx] ", "[*****.***] ", "[...] ".
const auto masked = '[' >> ((+char_("xX*# ") >> '.' >> +char_("xX*#")) | (lit("...") >> *lit('.'))) >> "] ";

// strftime "%a %b %e %H:%M:%S %Y", the names in whatever language.
const auto ctime_stamp = rule<struct ctime_tag, RawCtime>{"ctime"} =
    '[' >> omit[word] >> ' ' >> word >> ' ' >> blanks >> kTwo >> ' ' >> kTwo >> ':' >> kTwo >> ':' >> kTwo >> ' ' >> kFour >> ']';
const auto bracketed = '[' >> raw[+(char_ - ']')] >> ']';

// -d: "[%5d.%06d <%12.06f>] "; -e: "[%b%e %R] ", then "[%+10.06f] " until the minute changes.
const auto delta = rule<struct delta_tag, RawDelta>{"delta"} =
    '[' >> blanks >> u64 >> '.' >> kSix >> omit[lit(" <") >> *lit(' ') >> +char_("0-9.") >> *lit(' ') >> ">]"];
const auto reltime = '[' >> ((omit[repeat(3)[char_("A-Za-z")]] >> blanks >> omit[kTwo] >> ' ' >> omit[kTwo] >> ':' >> omit[kTwo]) |
                             omit[*lit(' ') >> '+' >> +char_("0-9.")]) >>
                     ']';

const auto decode = rule<struct decode_tag, RawDecode>{"decode"} =
    raw[+char_("a-z0-9")] >> blanks >> ':' >> raw[+char_("a-z")] >> blanks >> ": ";
const auto priority = '<' >> u64 >> '>';
const auto kmsg = rule<struct kmsg_tag, RawKmsg>{"kmsg"} =
    u64 >> ',' >> u64 >> ',' >> u64 >> ',' >> omit[char_("-cf+")] >> omit[*(',' >> +(char_ - ',' - ';'))] >> ';';

int severity_number(std::string_view level) {
  constexpr std::string_view kLevels[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
  for (int i = 0; i < 8; ++i)
    if (level == kLevels[i]) return i;
  return -1;
}

constexpr std::uint64_t kLongestUptime = 4'000'000'000;  // seconds: more than a century is no uptime

/// A month nobody knows, or another order: a clock in the middle, a year at the end.
bool take_foreign_ctime(std::string_view& text) {
  constexpr std::size_t kLongest = 48;
  Chars inside;
  std::string_view rest = text;
  if (!take(rest, bracketed, inside) || rest.empty() || rest.front() != ' ') return false;
  const std::string_view words = view(inside);
  const std::size_t colon = words.find(':');
  if (words.size() > kLongest || words.size() <= 12 || colon == std::string_view::npos || colon < 2 || colon + 5 >= words.size())
    return false;
  std::string_view year = words.substr(words.size() - 5);
  if (words[colon + 3] != ':' || !take(year, lit(' ') >> char_("12") >> digit >> digit >> digit)) return false;
  text = rest;
  return true;
}

}  // namespace

bool take_uptime(std::string_view& text, KernelLine& line) {
  RawUptime raw_time{};
  std::string_view rest = text;
  if (take(rest, masked)) {
    text = rest;
    return true;
  }
  if (!take(rest, uptime, raw_time) || raw_time.seconds > kLongestUptime) return false;
  text = rest;
  std::int64_t micros = 0;
  const std::string_view fraction = view(raw_time.fraction);
  for (std::size_t i = 0; i < 6; ++i) micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  line.stamp.since_boot = std::chrono::seconds{raw_time.seconds} + Micros{micros};
  strip_one_blank(text);
  return true;
}

bool take_ctime(std::string_view& text, KernelLine& line) {
  RawCtime t{};
  std::string_view rest = text;
  if (take(rest, ctime_stamp, t)) {
    const auto civil = support::civil_micros(static_cast<int>(t.year), support::month_number(view(t.month)), static_cast<int>(t.day),
                                             static_cast<int>(t.hour), static_cast<int>(t.minute), static_cast<int>(t.second));
    if (civil) {
      line.stamp.civil = civil;
      line.stamp.resolution = 1s;
      text = rest;
      strip_one_blank(text);
      return true;
    }
  }
  if (!take_foreign_ctime(text)) return false;
  strip_one_blank(text);
  return true;
}

bool take_relative(std::string_view& text, KernelLine& line) {
  RawDelta t{};
  std::string_view rest = text;
  if (take(rest, delta, t)) {
    if (t.seconds > kLongestUptime) return false;
    line.stamp.since_boot = std::chrono::seconds{t.seconds} + Micros{t.micros};
  } else if (!take(rest, reltime)) {
    return false;
  }
  text = rest;
  strip_one_blank(text);
  return true;
}

bool take_kmsg(std::string_view& text, KernelLine& line) {
  RawKmsg raw_kmsg{};
  std::string_view rest = text;
  if (!take(rest, kmsg, raw_kmsg) || raw_kmsg.micros / 1'000'000 > kLongestUptime) return false;
  line.priority = static_cast<int>(raw_kmsg.priority % 8);
  line.stamp.since_boot = Micros{static_cast<std::int64_t>(raw_kmsg.micros)};
  text = rest;
  return true;
}

bool take_decode(std::string_view& text, KernelLine& line) {
  RawDecode raw_decode;
  std::string_view rest = text;
  if (!take(rest, decode, raw_decode)) return false;
  const int severity = severity_number(view(raw_decode.level));
  if (severity < 0) return false;
  line.priority = severity;
  text = rest;
  return true;
}

bool take_priority(std::string_view& text, KernelLine& line) {
  std::uint64_t value = 0;
  std::string_view rest = text;
  if (!take(rest, priority, value) || value >= 192) return false;
  line.priority = static_cast<int>(value % 8);
  text = rest;
  return true;
}

}  // namespace laststraw::kernel_line
