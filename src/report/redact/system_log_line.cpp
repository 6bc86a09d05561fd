#include "report/redact/system_log_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "report/redact/fields.hpp"
#include "report/redact/postgres_line.hpp"

namespace laststraw::report {

namespace {

/// How messages of the kernel begin that tell of memory (mm/oom_kill.c, mm/memcontrol.c, lib/show_mem.c, mm/page_alloc.c).
// clang-format off
constexpr auto kOpenings = std::to_array<std::string_view>({
    "Out of memory", "Memory cgroup out of memory", "Killed process", "Kill process", "oom_reaper:", "oom-kill:", "Tasks state",
    "[ pid ]", "[  pid  ]", "Mem-Info:", "Node ", "active_anon:", "active:", " active_file:", " unevictable:",
    " slab_reclaimable:", " mapped:", " kernel_misc_reclaimable:", " free:", "Task in ", "memory: usage", "memory+swap: usage",
    "swap: usage", "kmem: usage", "Memory cgroup stats", "Mem cgroup stats", "cache:", "anon ", "lowmem_reserve", "Total swap",
    "Free swap", "Swap cache", "DMA", "Normal", "HighMem", "Movable", "CPU:", "Call Trace", "Hardware name", "Unreclaimable slab",
    "Name  ", "oom_kill", "Hugepagesize", "DMA32", "in imbalance", "memory cgroup", "unevictable:", "slab_reclaimable:", "mapped:",
    "free:", "active_file:", "INFO: task ", "Linux version", "Command line", "Kernel panic", "SysRq", "sysrq:", "oom-killer:",
    "total_vm"});
// clang-format on

/// "COMM invoked oom-killer:", "COMM: page allocation failure:", "12345 total pagecache pages", a row of the task table.
bool is_kernel_message(std::string_view text) {
  const std::size_t from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return false;
  const auto stands_behind_a_name = [&](std::string_view words) {
    const std::size_t at = text.find(words);
    return at != std::string_view::npos && at <= from + 16;
  };
  if (stands_behind_a_name(" invoked oom-killer:") || stands_behind_a_name(": page allocation failure")) return true;
  if (text[from] == '[') {  // "[    277]   101   277   148456 ..."
    const std::size_t digit = text.find_first_not_of(' ', from + 1);
    return digit != std::string_view::npos && text.find_first_not_of("0123456789", digit) != digit && text.find(']') < from + 12;
  }
  if (std::isdigit(static_cast<unsigned char>(text[from])) != 0) return text.find(" pages") != std::string_view::npos && text.size() < 80;
  return std::any_of(kOpenings.begin(), kOpenings.end(),
                     [&](std::string_view opening) { return text.substr(from).starts_with(opening) || text.starts_with(opening); });
}

/// "Nov 21 03:02:21 db7 kernel: [  12.3] ", "[Fri Nov 21 03:02:21 2026] ", "<4>[12.3] ": how long it is.
std::size_t header_length(std::string_view line) {
  const std::size_t kernel = line.find("kernel: ");
  std::size_t at = kernel != std::string_view::npos && kernel < 120 ? kernel + 8 : 0;
  if (line.substr(at).starts_with('<')) at = std::min(line.find('>', at), line.size() - 1) + 1;
  // A stamp in brackets has a point or a colon; the number of a task-table row has neither.
  while (at < line.size() && line[at] == '[') {
    const std::size_t end = line.find(']', at);
    if (end == std::string_view::npos || line.substr(at, end - at).find_first_of(".:") == std::string_view::npos) break;
    at = std::min(end + 1, line.size());
    if (at < line.size() && line[at] == ' ') ++at;
  }
  return at;
}

std::string redact_header(std::string_view header, Replacements& names) {
  return each_word(header, [&](std::string_view word, std::size_t) -> std::string {
    const bool stamp = word.find_first_of("0123456789") != std::string_view::npos &&
                       word.find_first_not_of("0123456789.:,+-TZ[]<>/") == std::string_view::npos;
    std::string_view bare = word;
    if (bare.starts_with('[')) bare.remove_prefix(1);
    if (stamp || is_calendar(bare) || word == "kernel:" || word == "[" || word == "]") return std::string(word);
    return names.of(Kind::host, word);
  });
}

/// What other programs write into a system log is theirs: who speaks stays, and of PostgreSQL what it says.
std::string redact_program_line(std::string_view line, Replacements& names) {
  const std::size_t bracket = line.find("]: ");
  if (has_label(line)) {
    const std::size_t from = bracket != std::string_view::npos && bracket < 120 ? bracket + 3 : 0;
    const std::size_t end =
        from > 0 && line.substr(from).starts_with('[') ? std::min(line.find("] ", from), line.size() - 2) + 2 : from;  // "[5-1] "
    const std::size_t tail = from > 0 ? end : 0;
    return (tail > 0 ? std::string(kRedacted) + " " : std::string()) + redact_text_line(line.substr(tail), names);
  }
  return redact_text_line(line, names);
}

/// The text of the kernel's own: its words and numbers and the names of programs; cgroups are replaced as paths.
std::string redact_kernel_message(std::string_view message, Replacements& names) {
  // "task_memcg=/system.slice/...,task=postgres": a path ends at a blank or a comma.
  std::string out;
  for (std::size_t at = 0; at < message.size();) {
    const bool begins = message[at] == '/' && (at == 0 || message[at - 1] == ' ' || message[at - 1] == '=');
    if (!begins) {
      out += message[at++];
      continue;
    }
    std::size_t end = std::min(message.find_first_of(" ,", at), message.size());
    const bool colon = end > at && message[end - 1] == ':';
    out += names.of_path(message.substr(at, end - at - (colon ? 1 : 0))) + (colon ? ":" : "");
    at = end;
  }
  return out;
}

}  // namespace

bool is_kernel_line(std::string_view line) { return is_kernel_message(line.substr(header_length(line))); }

std::string redact_system_log(std::string_view line, Replacements& names) {
  if (has_label(line)) return redact_program_line(line, names);
  const std::size_t header = header_length(line);
  const std::string_view message = line.substr(header);
  if (!is_kernel_message(message)) return redact_program_line(line, names);
  return redact_header(line.substr(0, header), names) + redact_kernel_message(message, names);
}

}  // namespace laststraw::report
