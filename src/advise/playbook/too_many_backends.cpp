// Many sessions of about equal size, or a handful of them.
#include "advise/called.hpp"

namespace laststraw::advise {

namespace {

void end_idle(Case& about) {
  Step& step = about.add("end_idle_sessions", say("End sessions that have been idle for ten minutes"));
  step.command =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND state_change < now() - interval '10 min' AND pid <> pg_backend_pid();";
  step.applies_to = say("the server");
  step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how many sessions were idle")), std::nullopt};
}

/// The sessions of the handful that would have fitted, one at least; nullopt: not even one.
std::optional<std::int64_t> equals_that_fit(const judge::Facts& facts) {
  const auto count = static_cast<std::int64_t>(facts.handful.sessions.size());
  for (std::int64_t fit = count - 1; fit > 0; --fit)
    if (facts.free_now + facts.handful.each * (count - fit) >= facts.reserve) return fit;
  return std::nullopt;
}

/// A handful of equals: fewer of them at once.
void hold_handful(Case& about) {
  const judge::Handful& handful = about.facts.handful;
  const Sentence whose =
      handful.application.empty() ? say("these sessions") : say("the sessions of application {0}", thing_name(handful.application));
  Step& list = about.add("cancel_statement", say("If they come again, let fewer of {0} run at once; this lists them", whose));
  list.role = handful.user;
  list.command = "SELECT pid, now() - query_start AS running, left(query, 60) AS query FROM pg_stat_activity WHERE " +
                 (!handful.application.empty() ? "application_name = " + sql_text(handful.application)
                  : handful.user.empty()       ? std::string("state = 'active'")
                                               : "usename = " + sql_text(handful.user)) +
                 " ORDER BY query_start; -- then, with its pid: SELECT pg_cancel_backend(PID);";
  list.applies_to = whose;
  list.evidence.push_back(about.facts.place_of(*handful.sessions.front()));
  const auto fit = equals_that_fit(about.facts);
  if (!fit) return;
  about.try_out(list, {{Knob::equals_at_once, *fit}});
  Step& most = about.add("role_connections", say("Allow {0} at most of these sessions at once; {1} ran, of {2} each", *fit,
                                                 handful.sessions.size(), handful.each));
  most.role = handful.user;
  const Called role = role_called(handful.user);
  most.command = "ALTER ROLE " + role.word + " CONNECTION LIMIT " + std::to_string(*fit) + ";";
  explain(most, {role});
  most.applies_to = handful.user.empty() ? say("their role") : say("role {0}", Case::role_name(handful.user));
  about.try_out(most, {{Knob::equals_at_once, *fit}});
}

}  // namespace

void play_too_many_backends(Case& about) {
  if (about.cause && about.cause->verdict == VerdictKind::culprit) {
    hold_handful(about);
    limit_one_process(about);
    raise_limit(about);
    more_memory(about);
    return;
  }
  end_idle(about);
  limit_sessions(about);
  if (!sessions_of(about.facts)) {
    Step& step = about.add("pooler", say("Put PgBouncer in front: few server sessions for many clients"));
    step.applies_to = say("the clients");
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("the number and sizes of the sessions")), std::nullopt};
  }
  raise_limit(about);
  more_memory(about);
  if (about.version() >= 14) {
    Step& step = about.add("idle_session_timeout", say("End sessions that have been idle for ten minutes"));
    about.set_server(step, "idle_session_timeout", "10min");
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how many sessions were idle")), std::nullopt};
  }
}

}  // namespace laststraw::advise
