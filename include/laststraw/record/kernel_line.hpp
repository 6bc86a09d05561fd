// One line of a kernel or system log, taken out of its framing (dmesg, journalctl, syslog).
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// The framings a kernel line arrives in.
enum class Framing {
  none,               ///< no prefix at all: a continuation line, or `journalctl -o cat`
  dmesg,              ///< [  558.748185] text                             (also vmcore-dmesg.txt, serial consoles)
  dmesg_ctime,        ///< [Sat Nov 21 03:02:20 2026] text                 (dmesg -T)
  dmesg_decode,       ///< kern  :warn  : [  558.748185] text              (dmesg -x)
  dmesg_relative,     ///< [  +0.000004] text, [  558.7 <    0.0>] text     (dmesg -e, -d)
  dmesg_iso,          ///< 2026-11-21T03:02:20,287197+00:00 text           (dmesg --time-format iso)
  kmsg,               ///< 4,1804,47700428483,-;text                       (/dev/kmsg)
  syslog_iso,         ///< 2026-11-21T03:02:21.554237+00:00 host kernel: [..] text   (rsyslog ISO, journalctl short-iso)
  syslog_bsd,         ///< Nov 21 03:02:21 host kernel: text               (RFC 3164, journalctl short, short-precise)
  rfc5424,            ///< <4>1 2026-11-21T03:02:21.123Z host kernel - - - text
  journal_full,       ///< Sat 2026-11-21 03:02:21 CET host kernel: text   (journalctl short-full, with-unit)
  journal_unix,       ///< 1795230141.554237 host kernel: text             (journalctl short-unix)
  journal_monotonic,  ///< [  558.748185] host kernel: text                (journalctl short-monotonic, short-delta)
  journal,            ///< an entry of the journal itself: json, export, verbose, or the binary file
  klog,               ///< W1121 03:02:21.123456    1234 file.go:12] text  (kubelet)
  container,          ///< a container's log whose lines have no time of their own
};
constexpr std::size_t kFramings = static_cast<std::size_t>(Framing::container) + 1;
/// "dmesg_ctime"
std::string_view framing_name(Framing framing);

/// Views into the line it was made from; keep nothing of it beyond the line.
struct KernelLine {
  Framing framing = Framing::none;
  Stamp stamp;
  std::string_view host;     ///< empty where the framing has none
  std::string_view program;  ///< "kernel", "systemd", "earlyoom", ...; empty where the framing has none (dmesg)
  std::optional<Pid> program_pid;
  std::optional<int> priority;  ///< syslog severity 0..7 where printed
  std::string_view text;        ///< the message itself, leading blanks kept
  Line raw;

  /// Did the kernel say it? (dmesg framings hold nothing else, up to what was written to /dev/kmsg.)
  bool from_kernel() const { return program.empty() || program == "kernel"; }
};

}  // namespace laststraw
