// Signal 9, and nobody short of memory.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_manual_sigkill(Case& about) {
  Step& now = about.add(
      "find_sender",
      say("Look for who sent signal 9 to {0}: shell histories, cron and timers of that minute, agents, supervisors", about.who()));
  now.command =
      about.environment.is_managed()
          ? ""
          : "grep -rsE 'kill +-(9|KILL|SIGKILL)|pkill|killall' /root/.bash_history /home/*/.bash_history /etc/cron* /usr/local/bin";
  now.applies_to = say("the machine");
  now.effect.text = say("it tells who or what it was");
  if (about.session) now.evidence.push_back(about.facts.place_of(*about.session));
  Step& gently = about.add("terminate_gently", say("End a session with pg_terminate_backend: signal 9 ends every session of the server"));
  gently.command =
      "SELECT pid, usename, state, left(query, 60) AS query FROM pg_stat_activity; -- then, with its pid: SELECT pg_terminate_backend(PID);";
  gently.applies_to = say("whoever ends sessions");
  about.try_out(gently, {{Knob::gentle_termination}});
  if (about.environment.is_managed() || about.environment.is_container()) return;
  Step& audit = about.add("audit_sigkill", say("Record who sends signal 9, until it is found"));
  audit.command = "auditctl -a always,exit -F arch=b64 -S kill -F a1=9 -k sigkill";
  audit.applies_to = say("the machine");
}

}  // namespace laststraw::advise
