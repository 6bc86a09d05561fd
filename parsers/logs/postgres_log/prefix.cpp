#include "postgres_log/prefix.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "postgres_log/entry.hpp"
#include "postgres_log/infer_prefix.hpp"
#include "support/civil.hpp"

namespace laststraw::postgres_log {

namespace {

/// In common use: upstream 10+, Debian, RDS, Azure, Cloud SQL, Heroku, those in the documentation of pgBadger and pganalyze, old ones. The ones
/// that say more stand before those that fit the same lines and say less.
constexpr std::string_view kCommon[] = {
    "%m [%p] %q%u@%d ",
    "%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ",
    "%m [%p] %q[user=%u,db=%d,app=%a] ",
    "%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ",
    "%m [%p][%v] : [%l-1] %q[app=%a] ",
    "%t [%p] %q%u@%d ",
    "%t [%p] %q%u@%d %h ",
    "%m [%p] ",
    "%t:%r:%u@%d:[%p]:",
    "%t-%c-",
    "%m [%p]: [%l-1] db=%d,user=%u ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h,state=%e ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d - PG-%e ",
    "%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ",
    "%t [%p]: [%l-1] user=%u,db=%d ",
    "%t [%p-%l] %q%u@%d ",
    "%t [%p]: [%l-1] %c %x %d %u %a %h ",
    "%m %r %u %a [%c] [%p] ",
    "%t [%p]: [%l-1] ",
    "%m [%p]: [%l-1] ",
    "%t %p %r %d %u : ",
    "%p-%s-%c-%l-%h-%u-%d-%m ",
    "%m|%u|%d|%c:",
    "[%p]: [%l-1] db=%d,user=%u ",
    "[%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "pid=%p,user=%u,db=%d,app=%a,client=%h ",
    "user=%u,db=%d,app=%a,client=%h ",
    "%t [%p] ",
    "< %m >",
    "%m %u@%d ",
    "%m ",
    "%t ",
    " sql_error_code = %e time_ms = \"%m\" pid=\"%p\" proc_start_time=\"%s\" session_id=\"%c\" vtid=\"%v\" tid=\"%x\" log_line=\"%l\" "
    "%qdatabase=\"%d\" connection_source=\"%r\" user=\"%u\" application_name=\"%a\" ",
    ""};

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

bool all_of(std::string_view text, std::string_view allowed) { return text.find_first_not_of(allowed) == std::string_view::npos; }

/// Fields of a fixed shape: another prefix would not have it there.
bool has_shape(char escape, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789";
  if (escape == 'e') return value.size() == 5 && all_of(value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (escape == 'c') return value.find('.') != std::string_view::npos && all_of(value, "0123456789abcdef.");
  if (escape == 'x') return !value.empty() && all_of(value, kDigits);
  if (escape == 'v') return value.empty() || (value.find('/') != std::string_view::npos && all_of(value, "0123456789/"));
  return true;
}

/// Values that end where the next literal begins.
void keep(PgEntry& entry, char escape, std::string_view value) {
  const std::string text(value == "[unknown]" ? std::string_view() : value);
  switch (escape) {
    case 'u':
      entry.user = text;
      break;
    case 'd':
      entry.database = text;
      break;
    case 'a':
      entry.application = text;
      break;
    case 'r':
    case 'h':
      entry.remote_host = text;
      break;
    case 'b':
      entry.backend_type = text;
      break;
    case 'i':
      entry.command_tag = text;
      break;
    case 'e':
      entry.sqlstate = text;
      break;
    case 'c':
      entry.session_id = text;
      break;
    default:
      break;
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

Prefix::Prefix(std::string_view pattern, Trust trust) : pattern_(pattern), trust_(trust) {
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) parts_.push_back({0, literal}), literal.clear();
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      literal += pattern[i];
      continue;
    }
    ++i;
    while (i + 1 < pattern.size() && (is_digit(pattern[i]) || pattern[i] == '-')) ++i;  // padding: %-10u
    if (pattern[i] == '%') {
      literal += '%';
      continue;
    }
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
      if (!take_severity(rest, trust_).empty()) return true;
    } else if (part.escape == 't' || part.escape == 'm' || part.escape == 's') {
      const auto stamp = support::take_iso_time(line);
      if (!stamp) return false;
      if (part.escape == 's')
        entry.session_start = stamp;
      else
        entry.stamp = *stamp;
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
      if (end == std::string_view::npos || end > 512 || !has_shape(part.escape, line.substr(0, end))) return false;
      keep(entry, part.escape, line.substr(0, end));
      line.remove_prefix(end);
    }
  }
  return true;
}

bool Prefix::match(std::string_view& line, PgEntry& entry) const {
  std::string_view rest = line;
  if (!match_from(0, rest, entry)) return false;
  pid_from_session(entry);
  line = rest;
  return true;
}

std::optional<Prefix> learn_prefix(const std::vector<std::string_view>& lines, std::string_view configured, Trust trust) {
  std::optional<Prefix> best;
  std::size_t most = 0;
  const auto consider = [&](std::string_view pattern) {
    const Prefix prefix(pattern, trust);
    std::size_t fits = 0;
    for (std::string_view line : lines) {
      PgEntry entry;
      if (prefix.match(line, entry) && !take_severity(line, trust).empty()) ++fits;
    }
    if (fits > most) most = fits, best = prefix;
  };
  if (!configured.empty()) consider(configured);
  // What the configuration says holds where it fits nearly everywhere: it may have been changed since.
  if (most * 10 < lines.size() * 9)
    for (const std::string_view pattern : kCommon) consider(pattern);
  if (most * 10 < lines.size() * 9)
    for (const std::string& pattern : infer_prefixes(lines, trust)) consider(pattern);
  return best;
}

}  // namespace laststraw::postgres_log
