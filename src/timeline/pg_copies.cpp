#include "timeline/pg_copies.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// A line that went through syslog has the time of its arrival.
constexpr Micros kArrival = 1s;
/// So many events of one kind, process and second are compared; the rest of a flood is kept as it is.
constexpr std::size_t kMostCompared = 64;

/// Of RFC 3164 stamps only the day of the year counts: those lie in 1972, a leap year.
Micros without_year(Micros civil) {
  const auto day = std::chrono::floor<std::chrono::days>(WallTime{civil});
  const std::chrono::year_month_day date{day};
  return civil - day.time_since_epoch() + std::chrono::sys_days{std::chrono::year{1972} / date.month() / date.day()}.time_since_epoch();
}

std::optional<Micros> comparable(const Stamp& stamp) {
  if (!stamp.civil) return std::nullopt;
  return stamp.utc_offset ? *stamp.civil - *stamp.utc_offset : *stamp.civil;
}

SourceId source_of(const PgEvent& event) { return event.cite.at.source; }

/// The process an event is about: a death's victim, else who wrote it.
std::int32_t process_of(const PgEvent& event) {
  if (event.subject) return number(*event.subject);
  return event.writer ? number(*event.writer) : 0;
}

bool same_if_both_known(const std::optional<Pid>& a, const std::optional<Pid>& b) { return !a || !b || *a == *b; }

bool same_event(const PgEvent& a, const PgEvent& b) {
  if (source_of(a) == source_of(b) || a.kind != b.kind || a.subject != b.subject || a.signal != b.signal) return false;
  if (!same_if_both_known(a.writer, b.writer)) return false;
  // A death needs no time: a process dies once. Everything else happens again.
  if (!a.stamp.civil || !b.stamp.civil) return a.kind == PgEventKind::child_died;
  return same_moment(a.stamp, b.stamp);
}

/// Prefers the copy that tells more, and takes from the other what it lacks.
void join(PgEvent& kept, const PgEvent& copy) {
  const auto told = [](const PgEvent& e) {
    return std::tuple(e.stamp.civil.has_value(), -e.stamp.resolution, e.statement.size() + e.detail.size(), e.writer.has_value());
  };
  PgEvent other = copy;
  if (told(copy) > told(kept)) std::swap(kept, other);
  if (!kept.writer) kept.writer = other.writer;
  if (kept.statement.empty()) kept.statement = other.statement;
  if (kept.detail.empty()) kept.detail = other.detail;
  kept.count = std::max(kept.count, other.count);
}

void merge_events(PgHistory& history) {
  // By what is the same in all copies but the time; copies of one event have neighbouring seconds.
  std::map<std::tuple<PgEventKind, std::int32_t, std::int64_t>, std::vector<std::size_t>> known;
  std::vector<PgEvent> kept;
  for (PgEvent& event : history.events) {
    const auto time = comparable(event.stamp);
    const std::int64_t second = !time ? 0 : (event.stamp.has_year ? without_year(*time) : *time) / 1s;
    PgEvent* home = nullptr;
    const auto look_at = [&](std::int32_t process, std::int64_t at) {
      const auto found = known.find({event.kind, process, at});
      if (found == known.end()) return;
      for (std::size_t i = found->second.size(); i-- > 0 && found->second.size() - i <= kMostCompared && !home;)
        if (same_event(kept[found->second[i]], event)) home = &kept[found->second[i]];
    };
    for (const std::int32_t process : {process_of(event), 0})
      for (std::int64_t off = -2; off <= 2 && !home; ++off) look_at(process, second + off);
    if (!home && event.kind == PgEventKind::child_died) look_at(process_of(event), 0);
    if (home) {
      join(*home, event);
      continue;
    }
    known[{event.kind, process_of(event), second}].push_back(kept.size());
    kept.push_back(std::move(event));
  }
  history.events = std::move(kept);
}

/// Undated events stay behind the one before them.
void sort_events(PgHistory& history) {
  std::unordered_map<std::uint32_t, Micros> last;
  std::vector<std::pair<Micros, std::size_t>> order;
  for (std::size_t i = 0; i < history.events.size(); ++i) {
    Micros& at = last[static_cast<std::uint32_t>(source_of(history.events[i]))];
    if (const auto time = comparable(history.events[i].stamp)) at = std::max(at, *time);
    order.emplace_back(at, i);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PgEvent> sorted;
  sorted.reserve(order.size());
  for (const auto& [at, i] : order) sorted.push_back(std::move(history.events[i]));
  history.events = std::move(sorted);
}

bool same_session(const PgSession& a, const PgSession& b) {
  if (a.source == b.source) return false;
  if (!a.session_id.empty() && !b.session_id.empty()) return a.session_id == b.session_id;
  const auto differ = [](const std::string& x, const std::string& y) { return !x.empty() && !y.empty() && x != y; };
  if (differ(a.user, b.user) || differ(a.database, b.database)) return false;
  return same_moment(a.first, b.first) || same_moment(a.last, b.last);
}

void join(PgSession& kept, PgSession& copy) {
  const auto fill = [](auto& known, const auto& other) {
    if (known.empty()) known = other;
  };
  if (kept.user.empty() && !copy.user.empty()) kept.cite = copy.cite;
  fill(kept.session_id, copy.session_id);
  fill(kept.user, copy.user);
  fill(kept.database, copy.database);
  fill(kept.application, copy.application);
  fill(kept.remote_host, copy.remote_host);
  fill(kept.backend_type, copy.backend_type);
  if (!kept.leader_pid) kept.leader_pid = copy.leader_pid;
  if (!kept.start) kept.start = copy.start;
  kept.ended = kept.ended || copy.ended;
  if (copy.statements.size() > kept.statements.size()) kept.statements = std::move(copy.statements);
  if (copy.settings.size() > kept.settings.size()) kept.settings = std::move(copy.settings);
  kept.temp_files = std::max(kept.temp_files, copy.temp_files);
}

void merge_sessions(PgHistory& history) {
  std::unordered_map<std::int32_t, std::vector<std::size_t>> by_pid;
  std::deque<PgSession> kept;
  for (PgSession& session : history.sessions) {
    std::vector<std::size_t>& of_pid = by_pid[number(session.pid)];
    const auto home = std::find_if(of_pid.rbegin(), of_pid.rend(), [&](std::size_t i) { return same_session(kept[i], session); });
    if (home != of_pid.rend()) {
      join(kept[*home], session);
      continue;
    }
    of_pid.push_back(kept.size());
    session.order = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(session));
  }
  history.sessions = std::move(kept);
}

}  // namespace

bool same_moment(const Stamp& a, const Stamp& b) {
  auto x = comparable(a), y = comparable(b);
  if (!x || !y) return false;
  if (!a.has_year || !b.has_year) x = without_year(*x), y = without_year(*y);
  const Micros coarse = std::max({a.resolution, b.resolution, Micros{1ms}});
  return std::chrono::abs(*x - *y) < (coarse >= 1s ? coarse + kArrival : coarse);
}

void merge_copies(PgHistory& history) {
  merge_events(history);
  sort_events(history);
  merge_sessions(history);
}

}  // namespace laststraw::timeline
