#include "timeline/identities.hpp"

#include <algorithm>
#include <ranges>

#include "timeline/titles.hpp"

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// A log line about a session may be written this much after the kill that ended it.
constexpr Micros kAfterwards = 2s;
/// A capture taken later than this shows other processes under the same pids.
constexpr Micros kCaptureAfterwards = 1s;

}  // namespace

Identities::Identities(const Records& records, const PgHistory& history, const Clocks& clocks, const Hosts& hosts)
    : clocks_(clocks), hosts_(hosts) {
  for (const PgSession& session : history.sessions)
    sessions_[number(session.pid)].push_back({&session, clocks.when(session.cite, session.first), clocks.when(session.cite, session.last)});
  for (const PgEvent& event : history.events)
    if (event.writer && (event.kind == PgEventKind::starting || event.kind == PgEventKind::ready || event.kind == PgEventKind::child_died))
      postmasters_[number(*event.writer)].push_back(&event);
  for (const ProcessList& list : records.process_lists) {
    const Instant instant = list.stamp ? clocks.when(list.cite, *list.stamp) : Instant{};
    if (instant.wall && !list.rows.empty()) captures_.push_back({*instant.wall, &list});
  }
  std::ranges::stable_sort(captures_, {}, &Capture::at);
  for (const Capture& capture : captures_)
    for (const ProcessRow& row : capture.list->rows) captured_[number(row.pid)].push_back({capture.at, capture.list, &row});
}

const PgSession* Identities::session_at(Pid pid, const Instant& when, SourceId source) const {
  const auto found = sessions_.find(number(pid));
  if (found == sessions_.end()) return nullptr;
  for (const Session& known : std::views::reverse(found->second)) {
    if (!hosts_.may_be_same(known.session->source, source)) continue;
    if (!when.wall) {
      if (!known.session->ended) return known.session;
      continue;
    }
    const bool begun = !known.first.wall || *known.first.wall <= *when.wall + kAfterwards;
    const bool over = known.session->ended && known.last.wall && *known.last.wall < *when.wall;
    if (begun && !over) return known.session;
  }
  return nullptr;
}

const Identities::Captured* Identities::captured_at(Pid pid, const Instant& when, SourceId source) const {
  const auto found = captured_.find(number(pid));
  if (found == captured_.end() || !when.wall) return nullptr;
  auto after = std::ranges::upper_bound(found->second, *when.wall + kCaptureAfterwards, {}, &Captured::at);
  while (after != found->second.begin())
    if (hosts_.may_be_same((--after)->list->source, source)) return &*after;
  return nullptr;
}

const ProcessList* Identities::captured_before(const Instant& when, SourceId source) const {
  if (!when.wall) return nullptr;
  const Capture* latest = nullptr;  // of equals the first
  for (auto after = std::ranges::upper_bound(captures_, *when.wall, {}, &Capture::at); after != captures_.begin();) {
    --after;
    if (latest && after->at < latest->at) break;
    if (hosts_.may_be_same(after->list->source, source)) latest = &*after;
  }
  return latest ? latest->list : nullptr;
}

void Identities::describe(Process& process, const Instant& when, SourceId source) const {
  if (const Captured* const captured = captured_at(process.pid, when, source)) apply(process, *captured, when);
  if (const PgSession* const session = session_at(process.pid, when, source)) apply(process, *session, when);
  if (!is_postgres(process.role)) return;
  if (const auto at = postmasters_.find(number(process.pid)); at != postmasters_.end())
    for (const PgEvent* event : at->second)
      if (hosts_.may_be_same(event->cite.at.source, source)) {
        process.role = Role::postmaster;
        process.known_from.push_back(event->cite);
        return;
      }
}

void Identities::apply(Process& process, const Captured& captured, const Instant& when) {
  const ProcessRow& row = *captured.row;
  const auto title = read_title(row.command);
  const bool postgres_now = is_postgres(process.role);
  if (postgres_now != title.has_value()) return;  // the pid was reused between the capture and the kill
  process.command = row.command;
  if (title) {
    // A forked child keeps the postmaster's title until it sets its own.
    if (title->role != Role::postmaster || process.role == Role::unknown_postgres) process.role = title->role;
    process.user = title->user;
    process.database = title->database;
    process.leader = title->leader;
  } else {
    process.comm = row.command.empty() ? process.comm : row.command;
  }
  if (row.elapsed) process.age = *row.elapsed + std::chrono::duration_cast<std::chrono::seconds>(*when.wall - captured.at);
  process.known_from.push_back({{captured.list->source, row.line, row.line}, row.command});
}

void Identities::apply(Process& process, const PgSession& session, const Instant& when) const {
  if (!is_postgres(process.role)) return;
  const Role by_type = role_of_backend_type(session.backend_type);
  if (by_type != Role::unknown_postgres)
    process.role = by_type;
  else if (!session.user.empty() && process.role == Role::unknown_postgres)
    process.role = Role::backend;
  const auto fill = [](std::string& known, const std::string& value) {
    if (!value.empty()) known = value;
  };
  fill(process.user, session.user);
  fill(process.database, session.database);
  fill(process.application, session.application);
  if (session.leader_pid) process.leader = session.leader_pid;
  if (session.start && when.wall)
    if (const Instant start = clocks_.when(session.cite, *session.start); start.wall && *start.wall <= *when.wall)
      process.age = std::chrono::duration_cast<std::chrono::seconds>(*when.wall - *start.wall);
  process.known_from.push_back(session.cite);
  for (const PgStatement& statement : session.statements) {
    const Instant logged = clocks_.when(session.cite, statement.stamp);
    if (when.wall && logged.wall && *logged.wall > *when.wall + kAfterwards) break;
    const Instant ended = statement.ended ? clocks_.when(session.cite, *statement.ended) : Instant{};
    const bool over = statement.ended && (!when.wall || !ended.wall || *ended.wall <= *when.wall);
    process.statement = statement.text;
    process.statement_in_flight = statement.logged_at_start && !over;
    process.statement_cite = statement.cite;
  }
  if (process.statement_in_flight) process.known_from.push_back(*process.statement_cite);
}

}  // namespace laststraw::timeline
