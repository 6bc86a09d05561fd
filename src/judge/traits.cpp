#include "judge/traits.hpp"

#include "judge/words.hpp"
#include "sql/statement.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

std::string key(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const std::string_view part : parts) whole.append(part).append(1, '\0');
  return whole;
}

Trait program(std::string_view name) {
  return {SharedTrait::program, std::string(name), say("the program {0}", command_name(std::string(name)))};
}

/// A session that nothing names has nothing to share but its program.
void add_session(std::vector<Trait>& list, const SessionAtFault& session) {
  if (const std::string print = sql::fingerprint(session.statement); !print.empty())
    list.push_back({SharedTrait::statement, print, say("the statement {0}", quoted_statement(session.statement))});
  if (!session.application.empty())
    list.push_back({SharedTrait::application, key({session.application, session.user}),
                    say("sessions of {0}", Identity{{}, {}, session.user, session.database, session.application})});
  if (!session.user.empty())
    list.push_back({SharedTrait::role, key({session.user, session.database}),
                    say("sessions of {0}", Identity{{}, {}, session.user, session.database, {}})});
  if (list.empty() && !session.comm.empty()) list.push_back(program(session.comm));
}

/// `cause`: of the finding, which a setting or a limit shares only with its like.
struct TraitsOf {
  std::vector<Trait>& list;
  std::string_view cause;

  void operator()(std::monostate) const { by_cause(); }
  void operator()(const SessionAtFault& session) const { add_session(list, session); }
  void operator()(const ProcessAtFault& process) const { list.push_back(program(process.name)); }
  void operator()(const ProgramAtFault& at_fault) const {
    for (const Argument& part : at_fault.name.arguments)
      if (const auto* name = std::get_if<Name>(&part.value)) list.push_back(program(name->words));
    if (list.empty()) list.push_back(program(at_fault.name.message));
  }
  void operator()(const GroupAtFault& group) const {
    if (!group.application.empty() || !group.user.empty()) add_session(list, {Pid{}, {}, group.user, {}, group.application, {}});
    by_cause();
  }
  void operator()(const auto&) const { by_cause(); }

 private:
  void by_cause() const { list.push_back({SharedTrait::cause, std::string(cause), Sentence(ContractWord{std::string(cause)})}); }
};

void add_unit(std::vector<Trait>& list, const Incident& incident) {
  if (incident.report && !incident.report->oom_memcg.empty())
    list.push_back(
        {SharedTrait::unit, incident.report->oom_memcg, say("a process of the group {0}", place_name(incident.report->oom_memcg))});
}

}  // namespace

Traits traits_of(const Incident& incident, const Judgement& judgement) {
  Traits traits;
  if (judgement.verdict != VerdictKind::undecided && !judgement.findings.empty()) {
    const Finding& leading = judgement.findings.front();
    traits.size = leading.culprit.bytes;
    std::visit(TraitsOf{traits.list, leading.cause}, leading.culprit.who);
    return traits;
  }
  traits.of_victim = true;
  if (!incident.victims.empty()) {
    const Process& victim = incident.processes[incident.victims.front()];
    if (victim.anon) traits.size = victim.anon->middle();
    if (is_postgres(victim.role))
      add_session(traits.list, session_at_fault(victim));
    else if (!victim.comm.empty())
      traits.list.push_back(program(victim.comm));
  }
  add_unit(traits.list, incident);
  return traits;
}

}  // namespace laststraw::judge
