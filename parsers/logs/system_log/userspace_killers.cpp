#include "system_log/userspace_killers.hpp"

#include "support/grammar.hpp"
#include "support/number.hpp"
#include "system_log/event.hpp"

namespace laststraw::system_log {

namespace {

using grammar::take;
using grammar::u64;

/// The number that follows `key`.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  std::uint64_t value = 0;
  return take(text, u64, value) ? std::optional(value) : std::nullopt;
}

std::optional<Pid> pid_after(std::string_view text, std::string_view key) {
  const auto value = number_after(text, key);
  if (!value || *value == 0 || *value > 0x7fffffff) return std::nullopt;
  return Pid(static_cast<std::int32_t>(*value));
}

std::optional<Bytes> mib_after(std::string_view text, std::string_view key) {
  const auto value = number_after(text, key);
  if (!value || *value > (std::uint64_t{1} << 40)) return std::nullopt;
  return mib(static_cast<std::int64_t>(*value));
}

/// "15.5G": systemd's FORMAT_BYTES.
std::optional<Bytes> size_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  double value = 0;
  if (!take(text, grammar::number, value) || text.empty() || value < 0 || value > 1e9) return std::nullopt;
  switch (text.front()) {
    case 'B':
      return scaled(Bytes{1}, value);
    case 'K':
      return scaled(kib(1), value);
    case 'M':
      return scaled(mib(1), value);
    case 'G':
      return scaled(mib(1024), value);
    case 'T':
      return scaled(mib(1 << 20), value);
    default:
      return std::nullopt;
  }
}

/// kill.c: sending SIGTERM to process 7378 uid 1000 "tail": badness 156, VmRSS 4962 MiB
std::optional<SystemEvent> from_earlyoom(std::string_view text) {
  if (starts_with(text, "sending SIG")) {
    SystemEvent event = event_of(SystemEventKind::earlyoom_kill);
    event.signal = first_word(text.substr(8));
    event.pid = pid_after(text, " process ");
    event.rss = mib_after(text, "VmRSS ");
    const std::size_t open = text.find('"'), close = open == std::string_view::npos ? open : text.find('"', open + 1);
    if (close != std::string_view::npos) event.subject = std::string(text.substr(open + 1, close - open - 1));
    return event;
  }
  if (starts_with(text, "mem avail: ") || starts_with(text, "low memory! ")) {
    SystemEvent event = event_of(SystemEventKind::earlyoom_state);
    event.available = mib_after(text, "mem avail:");
    event.total = mib_after(text, " of ");
    return event;
  }
  return std::nullopt;
}

std::optional<SystemEvent> from_systemd(std::string_view text) {
  const std::string unit = std::string(text.substr(0, text.find(": ")));
  if (contains(text, "has been killed by the OOM killer") || contains(text, "Failed with result 'oom-kill'"))
    return event_of(SystemEventKind::unit_oom_kill, unit);
  if (contains(text, ": systemd-oomd killed ")) return event_of(SystemEventKind::systemd_oomd_kill, unit);
  if (contains(text, "code=killed, status=9/KILL")) return event_of(SystemEventKind::unit_sigkill, unit);
  if (contains(text, " with signal SIGKILL") && contains(text, "Killing process ")) {
    SystemEvent event = event_of(SystemEventKind::unit_sigkill, unit);
    event.pid = pid_after(text, "Killing process ");
    return event;
  }
  return std::nullopt;
}

/// oomd-util.c, oomd-manager.c: "Killed /system.slice/x due to memory pressure for ..." or "... due to memory used (15.5G) /
/// total (15.6G) and swap used ..."; newer versions say "Marked ... for killing" first.
std::optional<SystemEvent> from_systemd_oomd(std::string_view text) {
  if (!starts_with(text, "Killed ") && !starts_with(text, "Marked ")) return std::nullopt;
  if (!contains(text, " due to ")) return std::nullopt;
  SystemEvent event = event_of(SystemEventKind::systemd_oomd_kill, first_word(text.substr(7)));
  const auto used = size_after(text, "memory used ("), total = size_after(text, " / total (");
  if (used && total) {
    event.total = total;
    event.available = std::max(Bytes{0}, *total - *used);
  }
  return event;
}

/// nohang: "Sending SIGTERM to the victim", then a block with "PID:       1234", "Name:      postgres"
std::optional<SystemEvent> from_nohang(std::string_view text) {
  const bool sending = contains(text, "Sending SIG") || contains(text, "sending SIG");
  if (!sending) return std::nullopt;
  SystemEvent event = event_of(SystemEventKind::nohang_kill);
  event.signal = first_word(text.substr(text.find("ending SIG") + 7));
  event.pid = pid_after(text, "PID ");
  if (!event.pid) event.pid = pid_after(text, "PID: ");
  return event;
}

/// Facebook's oomd writes to the kernel's log: "oomd kill: 8.74 2.10 0.42 system.slice/x 8438349824 ruleset:[..] ...".
std::optional<SystemEvent> from_oomd(std::string_view text) {
  if (!starts_with(text, "oomd kill: ") || contains(text, "(dry)")) return std::nullopt;
  SystemEvent event = event_of(SystemEventKind::oomd_kill);
  std::string_view rest = text.substr(11);
  for (int n = 0; n < 3; ++n) rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
  event.subject = first_word(rest);
  if (const auto bytes = number_after(rest, event.subject); bytes && *bytes < (std::uint64_t{1} << 60))
    event.rss = Bytes{static_cast<std::int64_t>(*bytes)};
  return event;
}

/// kubelet (oom_watcher_linux.go, eviction_manager.go), containerd ("TaskOOM event"), dockerd ("exitCode=137"), events as
/// `kubectl get events` prints them.
std::optional<SystemEvent> from_containers(std::string_view text) {
  if (contains(text, "low on resource: memory")) return event_of(SystemEventKind::kubelet_eviction);
  if (contains(text, "System OOM encountered, victim process: ")) {
    SystemEvent event = event_of(SystemEventKind::container_oom);
    const std::string_view rest = text.substr(text.find("victim process: ") + 16);
    event.subject = std::string(rest.substr(0, rest.find(',')));
    event.pid = pid_after(rest, "pid: ");
    return event;
  }
  if (contains(text, "TaskOOM event") || contains(text, "/tasks/oom") || contains(text, "OOMKilled") || contains(text, "exitCode=137") ||
      contains(text, "exited with code 137"))
    return event_of(SystemEventKind::container_oom);
  return std::nullopt;
}

}  // namespace

std::optional<SystemEvent> read_userspace_killer(const KernelLine& line) {
  if (line.from_kernel()) return from_oomd(line.text);
  if (line.program == "earlyoom") return from_earlyoom(line.text);
  if (line.program == "systemd") return from_systemd(line.text);
  if (line.program == "systemd-oomd") return from_systemd_oomd(line.text);
  if (line.program == "nohang" || line.program == "nohang-desktop") return from_nohang(line.text);
  if (line.program == "oomd") return from_oomd(line.text);
  if (line.program == "kubelet" || line.program == "k3s" || line.program == "containerd" || line.program == "dockerd" ||
      line.program == "crio")
    return from_containers(line.text);
  return std::nullopt;
}

}  // namespace laststraw::system_log
