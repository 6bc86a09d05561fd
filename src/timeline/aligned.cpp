#include "timeline/aligned.hpp"

#include "timeline/shared_events.hpp"

namespace laststraw::timeline {

namespace {

/// The clocks, brought together by what several inputs saw.
Clocks aligned_clocks(const Records& records, const PgHistory& history, const std::vector<CopiedReport>& reports,
                      const ClockOptions& options) {
  Clocks clocks(records, options);
  clocks.learn(history.zones);
  clocks.align(shared_among_copies(reports, clocks));
  clocks.align(shared_with_postgres(reports, history, clocks));
  clocks.align(shared_with_captures(reports, records, clocks));
  clocks.align(shared_with_series(reports, records, clocks));
  clocks.align(shared_among_copies(reports, clocks));
  for (const ZoneConflict& conflict : zone_conflicts(reports, history, clocks)) clocks.resolve(conflict);
  return clocks;
}

}  // namespace

Aligned::Aligned(const Records& given, const PgHistory& given_history, const ClockOptions& options)
    : records(given),
      history(given_history),
      reports(match_copies(given.oom_reports)),
      clocks(aligned_clocks(given, given_history, reports, options)),
      hosts(given),
      crashes(timeline::crashes(given_history, clocks, hosts)),
      outages(timeline::outages(given_history, clocks, hosts)),
      histories(given, clocks, hosts),
      identities(given, given_history, clocks, hosts) {
  for (const PgEvent& event : history.events) pg_events.add(event, clocks.when(event.cite, event.stamp));
  for (const SystemEvent& event : records.system_events) {
    const Instant when = clocks.when(event.cite, event.stamp);
    system_events.add(event, when);
    if (event.kind == SystemEventKind::sysrq_oom) manual_kills.emplace_back(when, &event);
  }
  for (const PgSession& session : history.sessions) {
    if (session.start) connections.add(session, clocks.when(session.cite, *session.start));
    for (const PgStatement& statement : session.statements)
      if (statement.logged_at_start) statements.add(session, clocks.when(session.cite, statement.stamp));
  }
  pg_events.sort();
  system_events.sort();
  connections.sort();
  statements.sort();
}

}  // namespace laststraw::timeline
