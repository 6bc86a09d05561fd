#include "postgres_log/prefix.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "postgres_log/entry.hpp"
#include "postgres_log/infer_prefix.hpp"
#include "postgres_log/translate.hpp"
#include "support/civil.hpp"

namespace laststraw::postgres_log {

namespace {

/// Labels of elog.c error_severity() and send_message_to_server_log(), untranslated.
constexpr std::array<std::string_view, 15> kSeverities{"LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG",
                                                       "DETAIL", "HINT", "STATEMENT", "CONTEXT", "QUERY", "LOCATION", "BACKTRACE"};

/// In common use (docs/reference/postgres.md 2.4): upstream 10+, Debian, RDS, Azure, Cloud SQL, pgBadger's, pganalyze's, old ones.
constexpr std::array<std::string_view, 16> kCommon{
    "%m [%p] %q%u@%d ", "%m [%p] ", "%t:%r:%u@%d:[%p]:", "%t-%c-", "%m [%p]: [%l-1] db=%d,user=%u ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%t [%p]: user=%u,db=%d,app=%a,client=%h ", "%t [%p]: [%l-1] user=%u,db=%d ",
    "%m [%p] %q[user=%u,db=%d,app=%a] ", "%t [%p-%l] %q%u@%d ", "%t [%p]: [%l-1] %c %x %d %u %a %h ", "%t [%p] ", "< %m >", "%m ",
    "%t ", ""};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view take_digits(std::string_view& line) {
  std::size_t n = 0;
  while (n < line.size() && n < 20 && is_digit(line[n])) ++n;
  const std::string_view digits = line.substr(0, n);
  line.remove_prefix(n);
  return digits;
}

/// %n: "1763630463.123"
bool take_epoch(std::string_view& line, PgEntry& entry) {
  const std::string_view seconds = take_digits(line);
  if (seconds.empty() || seconds.size() > 12 || line.empty() || line.front() != '.') return false;
  line.remove_prefix(1);
  const std::string_view fraction = take_digits(line);
  if (fraction.size() != 3) return false;
  entry.stamp.civil = std::chrono::seconds{std::stoll(std::string(seconds))} + std::chrono::milliseconds{std::stoll(std::string(fraction))};
  entry.stamp.utc_offset = std::chrono::minutes{0};
  return true;
}

/// Values that end where the next literal begins.
void keep(PgEntry& entry, char escape, std::string_view value) {
  const std::string text(value == "[unknown]" ? std::string_view() : value);
  switch (escape) {
    case 'u': entry.user = text; break;
    case 'd': entry.database = text; break;
    case 'a': entry.application = text; break;
    case 'r': case 'h': entry.remote_host = text; break;
    case 'b': entry.backend_type = text; break;
    case 'i': entry.command_tag = text; break;
    case 'e': entry.sqlstate = text; break;
    case 'c': entry.session_id = text; break;
    default: break;
  }
}

/// %c is hex(start).hex(pid): it tells the pid where the prefix has no %p.
void pid_from_session(PgEntry& entry) {
  const std::size_t dot = entry.session_id.find('.');
  if (entry.pid || dot == std::string::npos) return;
  const std::string hex = entry.session_id.substr(dot + 1);
  if (hex.empty() || hex.size() > 7 || !std::all_of(hex.begin(), hex.end(), [](unsigned char c) { return std::isxdigit(c); })) return;
  entry.pid = Pid(static_cast<std::int32_t>(std::stol(hex, nullptr, 16)));
}

}  // namespace

Prefix::Prefix(std::string_view pattern) : pattern_(pattern) {
  std::string literal;
  const auto flush = [&] { if (!literal.empty()) parts_.push_back({0, literal}), literal.clear(); };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) { literal += pattern[i]; continue; }
    ++i;
    while (i + 1 < pattern.size() && (is_digit(pattern[i]) || pattern[i] == '-')) ++i;      // padding: %-10u
    if (pattern[i] == '%') { literal += '%'; continue; }
    flush();
    parts_.push_back({pattern[i], {}});
  }
  flush();
}

bool Prefix::match_from(std::size_t index, std::string_view& line, PgEntry& entry) const {
  for (std::size_t i = index; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (part.escape == 0) {
      if (line.substr(0, part.literal.size()) != part.literal) return false;
      line.remove_prefix(part.literal.size());
    } else if (part.escape == 'q') {
      // Processes without a session stop here: then the severity follows at once.
      std::string_view rest = line;
      if (!take_severity(rest).empty()) return true;
    } else if (part.escape == 't' || part.escape == 'm' || part.escape == 's') {
      const auto stamp = support::take_iso_time(line);
      if (!stamp) return false;
      if (part.escape == 's') entry.session_start = stamp;
      else entry.stamp = *stamp;
    } else if (part.escape == 'n') {
      if (!take_epoch(line, entry)) return false;
    } else if (part.escape == 'p' || part.escape == 'l') {
      while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
      const std::string_view digits = take_digits(line);
      if (digits.empty()) return false;
      if (part.escape == 'p') entry.pid = read_pid(digits);
    } else {
      // Up to the literal that follows; at the end of the prefix up to the severity.
      const std::string_view next = i + 1 < parts_.size() && parts_[i + 1].escape == 0 ? std::string_view(parts_[i + 1].literal) : " ";
      const std::size_t end = line.find(next);
      if (end == std::string_view::npos || end > 512) return false;
      keep(entry, part.escape, line.substr(0, end));
      line.remove_prefix(end);
    }
  }
  pid_from_session(entry);
  return true;
}

bool Prefix::match(std::string_view& line, PgEntry& entry) const {
  std::string_view rest = line;
  if (!match_from(0, rest, entry)) return false;
  line = rest;
  return true;
}

std::string take_severity(std::string_view& line) {
  std::string_view rest = line;
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  for (const std::string_view severity : kSeverities) {
    if (rest.substr(0, severity.size()) != severity) continue;
    std::string_view after = rest.substr(severity.size());
    if (severity == "DEBUG" && !after.empty() && is_digit(after.front())) after.remove_prefix(1);
    if (after.substr(0, 3) != ":  ") continue;
    line = after.substr(3);
    return std::string(severity);
  }
  if (const std::string_view label = take_foreign_label(rest); !label.empty()) {
    line = rest;
    return std::string(label);
  }
  return {};
}

std::optional<Prefix> learn_prefix(const std::vector<std::string_view>& lines, std::string_view configured) {
  std::optional<Prefix> best;
  std::size_t most = 0;
  const auto consider = [&](std::string_view pattern) {
    const Prefix prefix(pattern);
    std::size_t fits = 0;
    for (std::string_view line : lines) {
      PgEntry entry;
      if (prefix.match(line, entry) && !take_severity(line).empty()) ++fits;
    }
    if (fits > most) most = fits, best = prefix;
  };
  if (!configured.empty()) consider(configured);
  // What the configuration says holds where it fits nearly everywhere: it may have been changed since.
  if (most * 10 < lines.size() * 9)
    for (const std::string_view pattern : kCommon) consider(pattern);
  if (most * 10 < lines.size() * 9)
    for (const std::string& pattern : infer_prefixes(lines)) consider(pattern);
  return best;
}

}  // namespace laststraw::postgres_log
