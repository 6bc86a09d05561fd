#include "unwrap/journal_entry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace laststraw::unwrap_forms {

namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || value < 0) return std::nullopt;
  return value;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Programs whose lines some room reads. Everything else in a journal is noise, and journals are large.
bool is_of_interest(std::string_view program, std::string_view message) {
  constexpr std::array<std::string_view, 20> kPrograms{
      "kernel",  "systemd", "systemd-oomd", "earlyoom", "nohang",           "nohang-desktop", "oomd", "kubelet", "k3s",   "containerd",
      "dockerd", "crio",    "postmaster",   "patroni",  "systemd-journald", "rsyslogd",       "CRON", "cron",    "crond", "anacron"};
  if (std::find(kPrograms.begin(), kPrograms.end(), program) != kPrograms.end() || contains(program, "postgres")) return true;
  // syslog_ident can be anything: the shape of the message tells.
  for (const std::string_view severity :
       {"LOG:  ", "ERROR:  ", "FATAL:  ", "WARNING:  ", "PANIC:  ", "DETAIL:  ", "STATEMENT:  ", "HINT:  "})
    if (contains(message.substr(0, 300), severity)) return true;
  return contains(message, " total in ") && contains(message, " blocks");
}

Stamp stamp_of(const JournalEntry& entry, bool kernel) {
  Stamp stamp;
  const auto realtime = number(entry.realtime), monotonic = number(entry.monotonic), source = number(entry.source_monotonic);
  // journald's realtime is when it received the line; the kernel's own clock says when it was printed. Early in a boot
  // the two are seconds apart.
  if (kernel && source) stamp.since_boot = Micros{*source};
  if (realtime && *realtime < std::int64_t{1} << 54) {
    stamp.civil = Micros{kernel && source && monotonic && *monotonic >= *source ? *realtime - (*monotonic - *source) : *realtime};
    stamp.utc_offset = std::chrono::minutes{0};
  }
  return stamp;
}

}  // namespace

void JournalEntry::set(std::string_view name, std::string value) {
  if (name == "MESSAGE")
    message = std::move(value);
  else if (name == "SYSLOG_IDENTIFIER")
    identifier = std::move(value);
  else if (name == "_COMM")
    comm = std::move(value);
  else if (name == "_PID")
    pid = std::move(value);
  else if (name == "SYSLOG_PID")
    syslog_pid = std::move(value);
  else if (name == "_HOSTNAME")
    host = std::move(value);
  else if (name == "_TRANSPORT")
    transport = std::move(value);
  else if (name == "PRIORITY")
    priority = std::move(value);
  else if (name == "__REALTIME_TIMESTAMP")
    realtime = std::move(value);
  else if (name == "__MONOTONIC_TIMESTAMP")
    monotonic = std::move(value);
  else if (name == "_SOURCE_MONOTONIC_TIMESTAMP")
    source_monotonic = std::move(value);
}

void add_entry(const JournalEntry& entry, std::uint32_t first_line, std::uint32_t last_line, Unwrapped& into) {
  const bool kernel = entry.transport == "kernel";
  const std::string_view program = kernel                      ? std::string_view("kernel")
                                   : !entry.identifier.empty() ? std::string_view(entry.identifier)
                                                               : std::string_view(entry.comm);
  if (!is_of_interest(program, entry.message)) {
    ++into.left_out;
    return;
  }
  LineOrigin origin;
  origin.first_line = first_line;
  origin.last_line = last_line;
  origin.stamp = stamp_of(entry, kernel);
  origin.host = into.keep(entry.host);
  origin.program = into.keep(program.empty() ? "unknown" : program);
  if (const auto pid = number(entry.syslog_pid.empty() ? entry.pid : entry.syslog_pid); pid && *pid > 0 && *pid <= 0x7fffffff)
    origin.pid = Pid(static_cast<std::int32_t>(*pid));
  if (const auto priority = number(entry.priority); priority && *priority <= 7) origin.priority = static_cast<int>(*priority);
  into.add(entry.message, origin);
}

}  // namespace laststraw::unwrap_forms
