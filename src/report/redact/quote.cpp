#include "report/redact/quote.hpp"

#include <algorithm>
#include <cctype>

#include "report/redact/command.hpp"
#include "report/redact/fields.hpp"
#include "report/redact/postgres_line.hpp"
#include "report/redact/system_log_line.hpp"
#include "report/redact/words.hpp"

namespace laststraw::report {

namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_of("0123456789") != std::string_view::npos &&
         word.find_first_not_of("0123456789.:,+-%/") == std::string_view::npos;
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

/// A line of a scan does not say what its files are.
std::string redact_quote_of_unknown_format(std::string_view quote, Replacements& names) {
  if (quote.starts_with('{')) return redact_json_line(quote, names);
  if (quote.starts_with("postgres: ") || quote.starts_with("postmaster: ")) return redact_command(quote, names);
  if (std::string csv = redact_csv_line(quote, names); csv != kRedacted) return csv;
  if (has_label(quote) || is_kernel_line(quote)) return redact_system_log(quote, names);
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
