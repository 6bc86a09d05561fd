// Takes a kernel line out of its framing. Printed by:
//   dmesg (util-linux dmesg.c)         [  558.748185] text          [  558.748185][ T1234] text  (CONFIG_PRINTK_CALLER)
//   dmesg -T                           [Sat Nov 21 03:02:20 2026] text
//   dmesg -x                           kern  :warn  : [  558.748185] text
//   dmesg -r, serial consoles          <4>[  558.748185] text
//   rsyslog ISO, journalctl short-iso  2026-11-21T03:02:21.554237+00:00 host kernel: [  558.748185] text
//   RFC 3164, journalctl short         Nov 21 03:02:21 host kernel: text
// A kernel text may stand behind two of them: syslog's stamp, then printk's.
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parse.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_line_detail {

using grammar::Chars;

struct RawUptime { std::uint64_t seconds; std::uint32_t micros; };
struct RawCtime { Chars month; std::uint32_t day, hour, minute, second, year; };
struct RawBsdTime { Chars month; std::uint32_t day, hour, minute, second; };
struct RawDecode { Chars facility, level; };
struct RawOrigin { Chars host, program; };

}  // namespace laststraw::kernel_line_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_detail::RawUptime, seconds, micros)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_detail::RawCtime, month, day, hour, minute, second, year)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_detail::RawBsdTime, month, day, hour, minute, second)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_detail::RawDecode, facility, level)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_detail::RawOrigin, host, program)

namespace laststraw {

namespace {

using namespace kernel_line_detail;
using namespace std::chrono_literals;
using grammar::take;
using grammar::u64;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::repeat;
using grammar::x3::rule;
using grammar::x3::upper;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 1, 2> kTwo{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 4, 4> kFour{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> kSix{};
const auto blanks = omit[*lit(' ')];
const auto word = raw[repeat(3)[char_("A-Za-z")]];

// printk.c print_time(): "[%5lu.%06lu]", since 5.1 with "[%6s]" of the caller behind it.
const auto uptime = rule<struct uptime_tag, RawUptime>{"uptime"} = '[' >> blanks >> u64 >> '.' >> kSix >> ']' >>
    omit[-(lit('[') >> *lit(' ') >> char_("TC") >> +char_("0-9") >> ']')];

// dmesg.c: strftime "%a %b %e %H:%M:%S %Y" in the C locale.
const auto ctime_stamp = rule<struct ctime_tag, RawCtime>{"ctime"} = '[' >> omit[word] >> ' ' >> word >> ' ' >> blanks >> kTwo >>
    ' ' >> kTwo >> ':' >> kTwo >> ':' >> kTwo >> ' ' >> kFour >> ']';

// RFC 3164: "Mmm dd hh:mm:ss", the day padded with a blank; journalctl short-precise adds a fraction.
const auto bsd_stamp = rule<struct bsd_tag, RawBsdTime>{"bsd time"} = word >> ' ' >> blanks >> kTwo >> ' ' >> kTwo >> ':' >>
    kTwo >> ':' >> kTwo >> omit[-('.' >> +char_("0-9"))];

// dmesg.c raw_print/decode: "%-6s:%-6s: ".
const auto decode = rule<struct decode_tag, RawDecode>{"decode"} = raw[+char_("a-z0-9")] >> blanks >> ':' >>
    raw[+char_("a-z")] >> blanks >> ": ";

const auto bracketed = '[' >> raw[+(char_ - ']')] >> ']';
const auto raw_priority = '<' >> u64 >> '>';

// "host program[pid]: " or "host program: "; the program may hold anything but blanks and ':' ("in:imjournal" may not).
const auto origin = rule<struct origin_tag, RawOrigin>{"origin"} = raw[+(char_ - ' ')] >> ' ' >> raw[+(char_ - ' ' - '[' - ':')];
// The host was cut out by whoever pasted it: "kernel: postgres invoked".
const auto bare_kernel = lit("kernel: ");
const auto pid_suffix = '[' >> grammar::u32 >> ']';

int severity_number(std::string_view level) {
  constexpr std::string_view kLevels[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};
  for (int i = 0; i < 8; ++i)
    if (level == kLevels[i]) return i;
  return -1;
}

void strip_one_blank(std::string_view& text) {
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

bool take_uptime(std::string_view& text, KernelLine& line) {
  RawUptime raw_time{};
  std::string_view rest = text;
  if (!take(rest, uptime, raw_time)) return false;
  if (raw_time.seconds > 4'000'000'000u) return false;        // more than a century: no uptime
  text = rest;
  line.stamp.since_boot = std::chrono::seconds{raw_time.seconds} + Micros{raw_time.micros};
  strip_one_blank(text);
  return true;
}

bool take_ctime(std::string_view& text, KernelLine& line) {
  RawCtime t{};
  std::string_view rest = text;
  if (!take(rest, ctime_stamp, t)) return false;
  const auto civil = support::civil_micros(static_cast<int>(t.year), support::month_number(view(t.month)), static_cast<int>(t.day),
                                           static_cast<int>(t.hour), static_cast<int>(t.minute), static_cast<int>(t.second));
  if (!civil) return false;
  line.stamp.civil = civil;
  line.stamp.resolution = 1s;
  text = rest;
  strip_one_blank(text);
  return true;
}

/// `dmesg -T` in another language: "[ven. nov. 28 07:26:44 2025] ". The time is not read, the frame is taken off.
bool take_foreign_ctime(std::string_view& text, KernelLine& line) {
  constexpr std::size_t kLongest = 48;
  grammar::Chars inside;
  std::string_view rest = text;
  if (!take(rest, bracketed, inside) || inside.size() > kLongest || rest.empty() || rest.front() != ' ') return false;
  const std::string_view words = view(inside);
  const std::size_t colon = words.find(':');
  const bool clock = colon != std::string_view::npos && colon >= 2 && colon + 5 < words.size() && words[colon + 3] == ':';
  const bool year = words.size() > 12 && words[words.size() - 5] == ' ' && (words[words.size() - 4] == '1' || words[words.size() - 4] == '2');
  if (!clock || !year) return false;
  line.framing = Framing::dmesg_ctime;
  text = rest;
  strip_one_blank(text);
  return true;
}

bool take_bsd_time(std::string_view& text, KernelLine& line) {
  RawBsdTime t{};
  std::string_view rest = text;
  if (!take(rest, bsd_stamp, t)) return false;
  const auto civil = support::civil_micros(1972, support::month_number(view(t.month)), static_cast<int>(t.day),
                                           static_cast<int>(t.hour), static_cast<int>(t.minute), static_cast<int>(t.second));
  if (!civil) return false;
  line.stamp.civil = civil;
  line.stamp.resolution = 1s;
  line.stamp.has_year = false;
  text = rest;
  strip_one_blank(text);
  return true;
}

/// "host program[pid]: " off the front.
bool take_origin(std::string_view& text, KernelLine& line) {
  std::string_view rest = text;
  if (take(rest, bare_kernel)) {
    line.program = text.substr(0, 6);
    text = rest;
    return true;
  }
  RawOrigin raw_origin;
  if (!take(rest, origin, raw_origin)) return false;
  std::uint32_t pid = 0;
  const bool has_pid = take(rest, pid_suffix, pid);
  if (rest.empty() || rest.front() != ':') return false;
  rest.remove_prefix(1);
  strip_one_blank(rest);
  line.host = view(raw_origin.host);
  line.program = view(raw_origin.program);
  if (has_pid && pid <= 0x7fffffff) line.program_pid = Pid(static_cast<std::int32_t>(pid));
  text = rest;
  return true;
}

/// Syslog's own stamp and origin; false leaves `text` as it was.
bool take_syslog(std::string_view& text, KernelLine& line) {
  std::string_view rest = text;
  Framing framing = Framing::syslog_bsd;
  if (const auto stamp = support::take_iso_time(rest)) {
    line.stamp = *stamp;
    framing = Framing::syslog_iso;
    strip_one_blank(rest);
  } else if (!take_bsd_time(rest, line)) {
    return false;
  }
  if (!take_origin(rest, line)) {
    line.stamp = {};
    return false;
  }
  line.framing = framing;
  text = rest;
  return true;
}

void take_decode(std::string_view& text, KernelLine& line) {
  RawDecode raw_decode;
  std::string_view rest = text;
  if (!take(rest, decode, raw_decode)) return;
  const int severity = severity_number(view(raw_decode.level));
  if (severity < 0) return;
  line.priority = severity;
  line.framing = Framing::dmesg_decode;
  text = rest;
}

}  // namespace

KernelLine parse_kernel_line(const Line& raw_line) {
  KernelLine line;
  line.raw = raw_line;
  std::string_view text = raw_line.text;
  take_decode(text, line);
  std::uint64_t priority = 0;
  if (std::string_view rest = text; take(rest, raw_priority, priority) && priority < 192) {
    line.priority = static_cast<int>(priority % 8);
    text = rest;
  }
  const bool decoded = line.framing == Framing::dmesg_decode;
  if (take_uptime(text, line)) {
    if (!decoded) line.framing = Framing::dmesg;
  } else if (take_ctime(text, line)) {
    if (!decoded) line.framing = Framing::dmesg_ctime;
  } else if (take_foreign_ctime(text, line)) {
  } else if (take_syslog(text, line)) {
    if (line.from_kernel()) take_uptime(text, line);
  } else if (std::string_view rest = text; decoded) {
    if (const auto stamp = support::take_iso_time(rest)) {        // dmesg -x --time-format iso
      line.stamp = *stamp;
      text = rest;
      strip_one_blank(text);
    }
  }
  line.text = text;
  return line;
}

}  // namespace laststraw
