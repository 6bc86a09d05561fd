// Many sessions of about equal size.
#include "advise/case.hpp"

namespace laststraw::advise {

namespace {

void end_idle(Case& about) {
  Step& step = about.add("end_idle_sessions", say("End sessions that have been idle for ten minutes"));
  step.command =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle' AND state_change < now() - interval '10 min' AND pid <> pg_backend_pid();";
  step.applies_to = say("the server");
  step.effect = {EffectKind::unknown, say("cannot be told: {0} is not known", say("how many sessions were idle")), std::nullopt};
}

}  // namespace

void play_too_many_backends(Case& about) {
  end_idle(about);
  limit_sessions(about);
  if (!sessions_of(about.facts)) {
    Step& step = about.add("pooler", say("Put PgBouncer in front: few server sessions for many clients"));
    step.applies_to = say("the clients");
    step.effect = {EffectKind::unknown, say("cannot be told: {0} is not known", say("the number and sizes of the sessions")), std::nullopt};
  }
  raise_limit(about);
  more_memory(about);
  if (about.version() >= 14) {
    Step& step = about.add("idle_session_timeout", say("End sessions that have been idle for ten minutes"));
    about.set_server(step, "idle_session_timeout", "10min");
    step.effect = {EffectKind::unknown, say("cannot be told: {0} is not known", say("how many sessions were idle")), std::nullopt};
  }
}

}  // namespace laststraw::advise
