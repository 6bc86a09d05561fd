// What others say in the system log about killing, booting and memory (KERNEL.md sections 2.6, 2.8, 2.9 and 4).
#include "kernel_oom/lines.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_oom {

namespace {

using grammar::take;
using grammar::u32;
using grammar::u64;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

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

std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

SystemEvent event_of(SystemEventKind kind, std::string subject = {}) {
  SystemEvent event;
  event.kind = kind;
  event.subject = std::move(subject);
  return event;
}

std::optional<SystemEvent> from_kernel(std::string_view text) {
  if (starts_with(text, "Linux version ")) return event_of(SystemEventKind::boot, first_word(text.substr(14)));
  if (starts_with(text, "Kernel panic - not syncing")) return event_of(SystemEventKind::panic, std::string(text.substr(0, 120)));
  if (contains(text, "page allocation failure")) return event_of(SystemEventKind::page_allocation_failure, std::string(text.substr(0, text.find(':'))));
  if (contains(text, "oom_kill_process: ") && contains(text, "callbacks suppressed")) return event_of(SystemEventKind::dump_suppressed);
  if (contains(text, "printk messages dropped")) return event_of(SystemEventKind::dump_suppressed);
  if (contains(text, "no killable processes")) return event_of(SystemEventKind::panic, std::string(text.substr(0, 120)));
  if (contains(text, "Manual OOM execution")) return event_of(SystemEventKind::sysrq_oom);
  return std::nullopt;
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
  if (starts_with(text, "mem avail: ")) {
    SystemEvent event = event_of(SystemEventKind::earlyoom_state);
    event.available = mib_after(text, "mem avail:");
    event.total = mib_after(text, " of ");
    return event;
  }
  return std::nullopt;
}

std::optional<SystemEvent> from_systemd(std::string_view text) {
  const std::string unit = std::string(text.substr(0, text.find(": ")));
  if (contains(text, "has been killed by the OOM killer")) return event_of(SystemEventKind::unit_oom_kill, unit);
  if (contains(text, "code=killed, status=9/KILL")) return event_of(SystemEventKind::unit_sigkill, unit);
  if (contains(text, " with signal SIGKILL") && contains(text, "Killing process ")) {
    SystemEvent event = event_of(SystemEventKind::unit_sigkill, unit);
    event.pid = pid_after(text, "Killing process ");
    return event;
  }
  return std::nullopt;
}

}  // namespace

std::optional<SystemEvent> read_system_event(const KernelLine& line) {
  std::optional<SystemEvent> event;
  if (line.from_kernel()) event = from_kernel(line.text);
  else if (line.program == "earlyoom") event = from_earlyoom(line.text);
  else if (line.program == "systemd") event = from_systemd(line.text);
  else if (line.program == "systemd-oomd" && starts_with(line.text, "Killed "))
    event = event_of(SystemEventKind::systemd_oomd_kill, first_word(line.text.substr(7)));
  else if (line.program == "kubelet" && contains(line.text, "low on resource: memory"))
    event = event_of(SystemEventKind::kubelet_eviction);
  if (!event) return event;
  event->stamp = line.stamp;
  event->host = std::string(line.host);
  event->cite = cite(line.raw);
  return event;
}

}  // namespace laststraw::kernel_oom
