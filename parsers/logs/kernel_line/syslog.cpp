// Lines with a host and a program: syslog's and journalctl's.
//   RFC 3164, journalctl short        Nov 21 03:02:21 host kernel: text       short-precise: Nov 21 03:02:21.123456 ...
//   rsyslog ISO, journalctl short-iso 2026-11-21T03:02:21.554237+00:00 host kernel: [..] text
//   short-full, with-unit             Thu 2025-11-20 10:21:03 CET host kernel: text
//   short-unix                        1763630463.123456 host kernel: text
//   BusyBox                           Nov 21 03:02:21 host kern.warn kernel: text          others: host <kern.warning> kernel: text
//   cut by whoever pasted it          03:02:21 host kernel: text    03:02:21 kernel: text    kernel: text    Nov 21 03:02:21 host: text
//                                     systemd[1]: text    earlyoom: text
#include <algorithm>
#include <array>

#include <boost/fusion/include/adapt_struct.hpp>

#include "kernel_line/stamps.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_line_syslog {

using grammar::Chars;

struct RawBsdTime {
  Chars month;
  std::uint32_t day, hour, minute, second;
};
struct RawOrigin {
  Chars host, program;
};
struct RawUnix {
  std::uint64_t seconds;
  std::uint32_t micros;
};

}  // namespace laststraw::kernel_line_syslog

BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_syslog::RawBsdTime, month, day, hour, minute, second)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_syslog::RawOrigin, host, program)
BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_syslog::RawUnix, seconds, micros)

namespace laststraw::kernel_line {

namespace {

using namespace kernel_line_syslog;
using namespace std::chrono_literals;
using grammar::take;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 1, 2> kTwo{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 2, 2> kPair{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> kSix{};
constexpr grammar::x3::uint_parser<std::uint64_t, 10, 9, 10> kEpoch{};
const auto blanks = omit[*lit(' ')];
// The name of a month or weekday, in whatever language: bytes, as a name may be cut anywhere.
const auto word = raw[+(char_ - ' ' - ':' - '[' - ']' - '<')];
const auto token = raw[+(char_ - ' ')];

// "Mmm dd hh:mm:ss", the day padded with a blank; journalctl short-precise adds a fraction.
const auto bsd_stamp = rule<struct bsd_tag, RawBsdTime>{"bsd time"} =
    blanks >> word >> ' ' >> blanks >> kTwo >> ' ' >> kTwo >> ':' >> kTwo >> ':' >> kTwo >> omit[-('.' >> +char_("0-9"))];
const auto weekday = !char_("0-9") >> omit[word] >> ' ';
const auto unix_time = rule<struct unix_tag, RawUnix>{"unix time"} = kEpoch >> '.' >> kSix;

// The time alone: the date stood in a heading, or was cut off.
const auto clock_only = kPair >> ':' >> kPair >> ':' >> kPair >> omit[-(char_(".,") >> +char_("0-9"))] >> ' ';
// "kern.warn " (BusyBox sysklogd/syslogd.c), "<kern.warning> "
const auto facility_name = lit("kern") | "user" | "daemon" | "syslog";
const auto facility =
    (lit('<') >> facility_name >> '.' >> +char_("a-z") >> '>' >> *lit(' ')) | (facility_name >> '.' >> +char_("a-z") >> ' ');
// "host program[pid]: " or "host program: "; the program may hold anything but blanks and ':' ("in:imjournal" may not).
const auto origin = rule<struct origin_tag, RawOrigin>{"origin"} = token >> ' ' >> raw[+(char_ - ' ' - '[' - ':')];
// The host was cut out by whoever pasted it: "kernel: postgres invoked".
const auto bare_kernel = lit("kernel:");
// journalctl --no-hostname: "postgres[330]: text".
const auto hostless = raw[+(char_ - ' ' - '[' - ':')];
const auto pid_suffix = '[' >> grammar::i32 >> ']';  // with-unit prints kernel[-1]

bool take_bsd_time(std::string_view& text, KernelLine& line) {
  RawBsdTime t{};
  std::string_view rest = text;
  if (!take(rest, bsd_stamp, t) || !set_yearless(line, support::month_number(view(t.month)), t.day, t.hour, t.minute, t.second))
    return false;
  text = rest;
  strip_one_blank(text);
  return true;
}

bool take_unix_time(std::string_view& text, KernelLine& line) {
  RawUnix t{};
  std::string_view rest = text;
  if (!take(rest, unix_time, t) || rest.empty() || rest.front() != ' ') return false;
  line.stamp.civil = std::chrono::seconds{t.seconds} + Micros{t.micros};
  line.stamp.utc_offset = std::chrono::minutes{0};
  text = rest;
  strip_one_blank(text);
  return true;
}

/// "kernel:", with or without a facility before and a blank behind it: the host was cut out.
bool take_bare_kernel(std::string_view& text, KernelLine& line) {
  std::string_view rest = text;
  take(rest, facility);
  const std::string_view at_program = rest;
  if (!take(rest, bare_kernel)) return false;
  line.program = at_program.substr(0, 6);
  text = rest;
  strip_one_blank(text);
  return true;
}

/// Those that kill, or tell of a kill: a line that begins with their name alone is theirs.
constexpr std::array<std::string_view, 6> kTellers{"systemd", "systemd-oomd", "earlyoom", "nohang", "oomd", "kubelet"};

bool is_teller(std::string_view program) { return std::find(kTellers.begin(), kTellers.end(), program) != kTellers.end(); }

/// "kernel:", "systemd[1]:", "earlyoom:": host and time were cut out.
bool take_bare_program(std::string_view& text, KernelLine& line) {
  if (take_bare_kernel(text, line)) return true;
  std::string_view rest = text;
  grammar::Chars program;
  if (!take(rest, hostless, program) || !is_teller(view(program))) return false;
  std::int32_t pid = 0;
  const bool has_pid = take(rest, pid_suffix, pid);
  if (!rest.starts_with(": ")) return false;
  line.program = view(program);
  if (has_pid) set_pid(line, pid);
  text = rest.substr(2);
  return true;
}

/// "host program[pid]: " off the front.
bool take_origin(std::string_view& text, KernelLine& line) {
  if (take_bare_kernel(text, line)) return true;
  std::string_view rest = text;
  std::int32_t pid = 0;
  grammar::Chars program;
  if (take(rest, hostless, program) && take(rest, pid_suffix, pid) && rest.substr(0, 2) == ": ") {
    line.program = view(program);
    set_pid(line, pid);
    text = rest.substr(2);
    return true;
  }
  rest = text;
  grammar::Chars host;
  if (take(rest, token, host) && take(rest, lit(' '))) {
    if (std::string_view behind = rest; take(behind, facility) && take_bare_kernel(rest, line)) {
      line.host = view(host);
      text = rest;
      return true;
    }
  }
  rest = text;
  RawOrigin raw_origin;
  if (!take(rest, origin, raw_origin) || view(raw_origin.host).ends_with(':')) return false;
  const bool has_pid = take(rest, pid_suffix, pid);
  if (rest.empty() || rest.front() != ':') return false;
  rest.remove_prefix(1);
  strip_one_blank(rest);
  line.host = view(raw_origin.host);
  line.program = view(raw_origin.program);
  if (has_pid) set_pid(line, pid);
  text = rest;
  return true;
}

/// "mysrv: text" behind a time: no program is named, or only one. What the kernel says is known by its words, so the name counts as the host's
/// unless it is that of a program that others here look for.
bool take_single_name(std::string_view& text, KernelLine& line) {
  constexpr std::array<std::string_view, 4> kPrograms{"containerd", "dockerd", "postgres", "postmaster"};
  const std::size_t end = text.find(": ");
  if (end == std::string_view::npos || end == 0 || text.find_first_of(" []") < end) return false;
  const std::string_view name = text.substr(0, end);
  if (is_teller(name) || std::find(kPrograms.begin(), kPrograms.end(), name) != kPrograms.end())
    line.program = name;
  else
    line.host = name;
  text.remove_prefix(end + 2);
  return true;
}

}  // namespace

bool set_yearless(KernelLine& line, int month, std::uint32_t day, std::uint32_t hour, std::uint32_t minute, std::uint32_t second) {
  // 1972, as Stamp wants it.
  const auto civil =
      support::civil_micros(1972, month, static_cast<int>(day), static_cast<int>(hour), static_cast<int>(minute), static_cast<int>(second));
  if (!civil) return false;
  line.stamp.civil = civil;
  line.stamp.resolution = 1s;
  line.stamp.has_year = false;
  return true;
}

bool take_syslog(std::string_view& text, KernelLine& line) {
  std::string_view rest = text;
  Framing framing = Framing::syslog_bsd;
  std::string_view dated = rest;
  const bool full = take(dated, weekday);
  if (const auto stamp = support::take_iso_time(full ? dated : rest)) {
    if (full) rest = dated;
    line.stamp = *stamp;
    framing = full ? Framing::journal_full : Framing::syslog_iso;
    strip_one_blank(rest);
    // A comma before the fraction is dmesg --time-format iso, which names no host.
    if (text.size() > 20 && text[19] == ',') {
      line.framing = Framing::dmesg_iso;
      text = rest;
      return true;
    }
  } else if (take_unix_time(rest, line)) {
    framing = Framing::journal_unix;
  } else if (take(rest, clock_only) || take_bare_program(rest, line)) {
    // No date: nothing can be said of when. Only the lines of the kernel and of those that kill are worth it.
    if (line.program.empty() && (!take_origin(rest, line) || (line.program != "kernel" && !is_teller(line.program)))) {
      line.host = line.program = {};
      line.program_pid.reset();
      return false;
    }
    line.framing = framing;
    text = rest;
    return true;
  } else if (!take_bsd_time(rest, line)) {
    return false;
  }
  if (!take_origin(rest, line) && !(framing == Framing::syslog_bsd && take_single_name(rest, line))) {
    line.stamp = {};
    return false;
  }
  line.framing = framing;
  text = rest;
  return true;
}

bool take_origin_after_uptime(std::string_view& text, KernelLine& line) {
  KernelLine found;
  std::string_view rest = text;
  if (!take_origin(rest, found)) return false;
  // A kernel message may begin like one ("usb 1-1: new device"): only the kernel's name or a pid makes sure.
  if (found.program != "kernel" && !found.program_pid) return false;
  line.host = found.host;
  line.program = found.program;
  line.program_pid = found.program_pid;
  line.framing = Framing::journal_monotonic;
  text = rest;
  return true;
}

}  // namespace laststraw::kernel_line
