#include <array>

#include "laststraw/record/kernel_line.hpp"

namespace laststraw {

std::string_view framing_name(Framing framing) {
  constexpr std::array<std::string_view, kFramings> kNames{
      "none",       "dmesg",   "dmesg_ctime",  "dmesg_decode", "dmesg_relative",    "dmesg_iso", "kmsg", "syslog_iso",
      "syslog_bsd", "rfc5424", "journal_full", "journal_unix", "journal_monotonic", "journal",   "klog", "container"};
  const auto i = static_cast<std::size_t>(framing);
  return i < kNames.size() ? kNames[i] : "none";
}

}  // namespace laststraw
