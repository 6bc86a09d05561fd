// What may stand in front of a message, one function each: takes its part off the front of `text` and notes it in `line`;
// false leaves both as they were.
#pragma once

#include "laststraw/record/kernel_line.hpp"

namespace laststraw::kernel_line {

/// The one blank that separates a stamp from what follows; more belong to the message.
inline void strip_one_blank(std::string_view& text) {
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

/// A pid of 0 or below is none.
inline void set_pid(KernelLine& line, std::int32_t pid) {
  if (pid > 0) line.program_pid = Pid(pid);
}
/// A date without a year; false where there is no such day or time.
bool set_yearless(KernelLine& line, int month, std::uint32_t day, std::uint32_t hour, std::uint32_t minute, std::uint32_t second);

/// "[  558.748185]", "[  558.748185][ T1234]"
bool take_uptime(std::string_view& text, KernelLine& line);
/// "[Sat Nov 21 03:02:20 2026]" (dmesg -T); in other languages the frame is taken off and no time read.
bool take_ctime(std::string_view& text, KernelLine& line);
/// "[  123.456789 <    0.000003>]", "[Nov20 10:21]", "[  +0.000004]" (dmesg -d, -e)
bool take_relative(std::string_view& text, KernelLine& line);
/// "4,1804,47700428483,-;" (/dev/kmsg)
bool take_kmsg(std::string_view& text, KernelLine& line);
/// "kern  :warn  : " (dmesg -x)
bool take_decode(std::string_view& text, KernelLine& line);
/// "<4>"
bool take_priority(std::string_view& text, KernelLine& line);

/// "Nov 21 03:02:21 host program[pid]: " and its like with other times (RFC 3164, rsyslog ISO, journalctl's short forms).
bool take_syslog(std::string_view& text, KernelLine& line);
/// "1 2025-11-20T10:21:03.123Z host program pid msgid - " behind the priority (RFC 5424)
bool take_rfc5424(std::string_view& text, KernelLine& line);
/// "W1120 10:21:03.123456    1234 oomparser.go:12] " (klog: kubelet and others of Kubernetes)
bool take_klog(std::string_view& text, KernelLine& line);
/// "host kernel: " or "host program[pid]: " behind an uptime (journalctl -o short-monotonic)
bool take_origin_after_uptime(std::string_view& text, KernelLine& line);

}  // namespace laststraw::kernel_line
