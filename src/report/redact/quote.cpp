#include "report/redact/quote.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "report/redact/command.hpp"
#include "report/redact/postgres_line.hpp"
#include "report/redact/words.hpp"

namespace laststraw::report {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_of("0123456789") != std::string_view::npos &&
         word.find_first_not_of("0123456789.:,+-%/") == std::string_view::npos;
}
bool is_calendar(std::string_view word) {
  constexpr std::array<std::string_view, 21> kNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                                                    "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "UTC", "GMT"};
  return std::find(kNames.begin(), kNames.end(), word) != kNames.end();
}

/// Words with what stands between them handed to `replaced`, blanks kept as they are.
template <typename F>
std::string each_word(std::string_view text, F replaced) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      out += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    out += replaced(text.substr(at, end - at), at);
    at = end;
  }
  return out;
}

/// How messages of the kernel begin that tell of memory (mm/oom_kill.c, mm/memcontrol.c, lib/show_mem.c, mm/page_alloc.c).
constexpr auto kOpenings = std::to_array<std::string_view>({"Out of memory",
                                                            "Memory cgroup out of memory",
                                                            "Killed process",
                                                            "Kill process",
                                                            "oom_reaper:",
                                                            "oom-kill:",
                                                            "Tasks state",
                                                            "[ pid ]",
                                                            "[  pid  ]",
                                                            "Mem-Info:",
                                                            "Node ",
                                                            "active_anon:",
                                                            "active:",
                                                            " active_file:",
                                                            " unevictable:",
                                                            " slab_reclaimable:",
                                                            " mapped:",
                                                            " kernel_misc_reclaimable:",
                                                            " free:",
                                                            "Task in ",
                                                            "memory: usage",
                                                            "memory+swap: usage",
                                                            "swap: usage",
                                                            "kmem: usage",
                                                            "Memory cgroup stats",
                                                            "Mem cgroup stats",
                                                            "cache:",
                                                            "anon ",
                                                            "lowmem_reserve",
                                                            "Total swap",
                                                            "Free swap",
                                                            "Swap cache",
                                                            "DMA",
                                                            "Normal",
                                                            "HighMem",
                                                            "Movable",
                                                            "CPU:",
                                                            "Call Trace",
                                                            "Hardware name",
                                                            "Unreclaimable slab",
                                                            "Name  ",
                                                            "oom_kill",
                                                            "Hugepagesize",
                                                            "DMA32",
                                                            "in imbalance",
                                                            "memory cgroup",
                                                            "unevictable:",
                                                            "slab_reclaimable:",
                                                            "mapped:",
                                                            "free:",
                                                            "active_file:",
                                                            "INFO: task ",
                                                            "Linux version",
                                                            "Command line",
                                                            "Kernel panic",
                                                            "SysRq",
                                                            "sysrq:",
                                                            "oom-killer:",
                                                            "total_vm"});

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

std::string redact_system_log(std::string_view line, Replacements& names) {
  if (has_label(line)) return redact_program_line(line, names);
  const std::size_t header = header_length(line);
  const std::string_view message = line.substr(header);
  if (!is_kernel_message(message)) return redact_program_line(line, names);
  return redact_header(line.substr(0, header), names) + redact_kernel_message(message, names);
}

/// A row of ps, top or pidstat, or the command alone: numbers stay, a word before a number is a user, the command comes last.
std::string redact_process_row(std::string_view row, Replacements& names) {
  std::string out;
  int numbers = 0;
  for (std::size_t at = 0; at < row.size();) {
    if (is_space(row[at])) {
      out += row[at++];
      continue;
    }
    std::size_t end = at;
    while (end < row.size() && !is_space(row[end])) ++end;
    const std::string_view word = row.substr(at, end - at);
    const std::string_view next = row.substr(std::min(row.find_first_not_of(" \t", end), row.size()));
    const bool before_number = !next.empty() && is_number(next.substr(0, next.find_first_of(" \t")));
    // RSS of top ("1.2g"), STAT ("Ssl+"), TTY, day and month of LSTART
    const bool size =
        is_number(word.substr(0, word.size() - 1)) && std::string_view("kmgtKMGT").find(word.back()) != std::string_view::npos;
    const bool state = numbers >= 4 && word.size() <= 5 && std::string_view("RSDTtZXIW").find(word[0]) != std::string_view::npos &&
                       word.find_first_not_of("RSDTtZXIWNLsl+<") == std::string_view::npos;
    const bool tty = word == "?" || word == "-" || (word.starts_with("pts/") && is_number(word.substr(4)));
    if (!is_number(word) && !size && !state && !tty && !is_calendar(word) && !before_number)
      return out + redact_command(row.substr(at), names);
    numbers += is_number(word) || size ? 1 : 0;
    out += is_number(word) || size || tty || state || is_calendar(word) ? std::string(word) : names.of(Kind::user, word);
    at = end;
  }
  return out;
}

bool is_setting_name(std::string_view name) {
  // "app.token" is somebody's own; sysctl's are vm., kernel. and fs.
  if (name.find('.') != std::string_view::npos && !name.starts_with("vm.") && !name.starts_with("kernel.") && !name.starts_with("fs.") &&
      !name.starts_with("memory."))
    return false;
  return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-');
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (is_space(text.front()) || text.front() == '\'' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (is_space(text.back()) || text.back() == '\'' || text.back() == '"' || text.back() == ';')) text.remove_suffix(1);
  return text;
}

/// "name = value", "name: value", "name,value,unit,source", "name | value | unit": the name and values that tell nothing stay.
std::string redact_setting(std::string_view line) {
  const std::size_t comment = line.find(" #");
  if (comment != std::string_view::npos) line = line.substr(0, comment);
  const std::size_t sign = line.find_first_of("=,|:");
  if (sign == std::string_view::npos) {
    const std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
    const bool plain = is_plain_value(trimmed(line.substr(blank)));
    return is_setting_name(line.substr(0, blank)) && blank < line.size()
               ? std::string(line.substr(0, blank)) + " " + (plain ? std::string(trimmed(line.substr(blank))) : "?")
               : std::string(kRedacted);
  }
  std::string out = is_setting_name(trimmed(line.substr(0, sign))) ? std::string(line.substr(0, sign))
                    : line.substr(0, sign).ends_with(' ')          ? "? "
                                                                   : "?";
  // "memory: 512Mi" of a manifest has one value; rows have several.
  const char separator = line[sign];
  const bool row = separator == ',' || separator == '|';
  for (std::size_t at = sign; at < line.size();) {
    const std::size_t end = row ? std::min(line.find(separator, at + 1), line.size()) : line.size();
    const std::string_view value = line.substr(at + 1, end - at - 1);
    out += separator;
    out += is_plain_value(trimmed(value)) ? std::string(value) : std::string(value.starts_with(' ') ? " " : "") + "?";
    at = end;
  }
  return out;
}

/// What uname prints: the second word is the host.
std::string redact_uname(std::string_view line, Replacements& names) {
  int number = 0;
  return each_word(line,
                   [&](std::string_view word, std::size_t) { return ++number == 2 ? names.of(Kind::host, word) : std::string(word); });
}

/// Histories and counters: numbers with names of the kernel's or of sysstat's. Labels ({instance="..."}) are replaced.
std::string redact_counters(std::string_view line, Replacements& names) {
  std::string out;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      if (!quoted) out += "\"?";
      quoted = !quoted;
    }
    if (!quoted || c == '"') out += c == '"' && quoted ? "" : std::string(1, c);
  }
  return each_word(without_addresses(out, names), [&](std::string_view word, std::size_t) -> std::string {
    if (word.starts_with('/')) return names.of_path(word);
    if (word.starts_with('(') && word.ends_with(')') && !word.starts_with("(anon)") && !word.starts_with("(file)"))
      return names.of(Kind::host, word);  // "Linux 6.1 (db7)" of sar
    return std::string(word);
  });
}

/// "2026-01-05 10:00:00.596734 UTC proc [18] rss 54020 Kbyte, user postgres, psargs postgres: app shop 10.0.0.5(40772) SELECT", a host's name,
/// or a number with its unit.
std::string redact_pcp(std::string_view line, Replacements& names) {
  constexpr std::size_t kStamp = 31;  // with its zone
  constexpr std::string_view kTitle = ", psargs ", kUser = ", user ", kHost = " kernel.uname.nodename ";
  if (line.size() < kStamp || line.substr(26, 5) != " UTC ") return redact_process_row(line, names);  // the command of a process alone
  const std::size_t title = line.find(kTitle), host = line.find(kHost);
  if (host != std::string_view::npos)
    return std::string(line.substr(0, host + kHost.size())) + names.of(Kind::host, line.substr(host + kHost.size()));
  std::string out(line.substr(0, title));
  if (const std::size_t user = out.find(kUser); user != std::string::npos)
    out = out.substr(0, user + kUser.size()) + names.of(Kind::user, std::string_view(out).substr(user + kUser.size()));
  if (title != std::string_view::npos) out.append(kTitle).append(redact_command(line.substr(title + kTitle.size()), names));
  return out;
}

bool is_any_of(std::string_view format, std::initializer_list<std::string_view> openings) {
  return std::any_of(openings.begin(), openings.end(), [&](std::string_view opening) { return format.starts_with(opening); });
}

}  // namespace

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

namespace {

/// A line of a scan does not say what its files are.
std::string redact_quote_of_unknown_format(std::string_view quote, Replacements& names) {
  if (quote.starts_with('{')) return redact_json_line(quote, names);
  if (quote.starts_with("postgres: ") || quote.starts_with("postmaster: ")) return redact_command(quote, names);
  if (std::string csv = redact_csv_line(quote, names); csv != kRedacted) return csv;
  if (has_label(quote) || is_kernel_message(quote.substr(header_length(quote)))) return redact_system_log(quote, names);
  return redact_setting(quote);
}

}  // namespace

std::string redact_quote(std::string_view quote, std::string_view format, Replacements& names) {
  if (quote.empty()) return {};
  if (format.empty()) return redact_quote_of_unknown_format(quote, names);
  if (format.starts_with("postgres_log/csv")) return redact_csv_line(quote, names);
  if (format.starts_with("postgres_log/json")) return redact_json_line(quote, names);
  if (format.starts_with("postgres_log")) return redact_text_line(quote, names);
  if (format.starts_with("kernel_oom")) return redact_system_log(quote, names);
  // The command of a row stands alone where a process is cited.
  if (is_any_of(format, {"process_list", "proc_pid", "atop", "top", "pidstat"})) return redact_process_row(quote, names);
  if (format.starts_with("pcp")) return redact_pcp(quote, names);
  if (is_any_of(format, {"pg_settings", "sysctl", "unit", "kubernetes", "docker"})) return redact_setting(quote);
  if (format.starts_with("host_facts") && quote.starts_with("Linux ")) return redact_uname(quote, names);
  if (is_any_of(format, {"meminfo", "sar", "sadf", "sysstat", "vmstat", "free", "psi", "cgroup", "prometheus"}))
    return redact_counters(quote, names);
  return redact_setting(quote);
}

}  // namespace laststraw::report
