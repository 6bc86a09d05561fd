// What the system log says of booting, panics and memory besides OOM reports (docs/reference/kernel.md 2.6, 2.8 and 2.9).
#include "support/grammar.hpp"
#include "system_log/event.hpp"
#include "system_log/lines.hpp"
#include "system_log/userspace_killers.hpp"

namespace laststraw::system_log {

namespace {

/// mm/page_alloc.c warn_alloc(): "postgres: page allocation failure: order:4, mode:0x40cc0(...)"; up to 3.17 "failure. order:0, mode:0xd0".
SystemEvent allocation_failure(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  SystemEvent event = event_of(SystemEventKind::page_allocation_failure, comm_of(text.substr(0, text.find(": page allocation failure"))));
  constexpr std::string_view kOrder = "order:";
  const std::size_t at = text.find(kOrder);
  if (at == std::string_view::npos) return event;
  int order = 0;
  if (std::string_view rest = text.substr(at + kOrder.size()); grammar::take(rest, grammar::i32, order) && order >= 0 && order < 64)
    event.order = order;
  return event;
}

std::optional<SystemEvent> from_kernel(std::string_view text) {
  if (starts_with(text, "Linux version ")) return event_of(SystemEventKind::boot, first_word(text.substr(14)));
  if (starts_with(text, "Kernel panic - not syncing")) return event_of(SystemEventKind::panic, std::string(text.substr(0, 120)));
  if (contains(text, ": page allocation failure")) return allocation_failure(text);
  if (starts_with(text, "cgroup: fork rejected by pids controller in "))
    return event_of(SystemEventKind::fork_rejected, std::string(text.substr(44, 200)));
  if (contains(text, "oom_kill_process: ") && contains(text, "callbacks suppressed")) return event_of(SystemEventKind::dump_suppressed);
  if (contains(text, "printk messages dropped")) return event_of(SystemEventKind::dump_suppressed);
  if (starts_with(text, "INFO: task ") && contains(text, " blocked for more than "))
    return event_of(SystemEventKind::hung_task, std::string(text.substr(11, text.find(' ', 11) - 11)));
  if (starts_with(text, "Memory failure: ") && contains(text, "Killing "))
    return event_of(SystemEventKind::memory_failure, std::string(text.substr(0, 160)));
  if (contains(text, "no killable processes")) return event_of(SystemEventKind::panic, std::string(text.substr(0, 120)));
  if (contains(text, "Manual OOM execution")) return event_of(SystemEventKind::sysrq_oom);
  return std::nullopt;
}

}  // namespace

std::optional<SystemEvent> read_system_event(const KernelLine& line) {
  std::optional<SystemEvent> event;
  if (line.from_kernel()) event = from_kernel(line.text);
  if (!event) event = read_userspace_killer(line);
  if (!event) return event;
  event->stamp = line.stamp;
  event->host = std::string(line.host);
  event->cite = cite(line.raw);
  return event;
}

}  // namespace laststraw::system_log
