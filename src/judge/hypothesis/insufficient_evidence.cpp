// What is left where no story gathers enough evidence.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

Finding insufficient_evidence(const Facts& facts) {
  const Incident& incident = *facts.incident;
  Sum sum("insufficient_evidence", facts);
  if (facts.sessions.empty() && facts.programs.empty()) {
    sum.add_at_anchor("no_sizes", say("nobody's size is known: there is no task table and no capture"));
    sum.missing(say("the sizes of the processes"), incident.report ? Absence::not_printed : Absence::not_supplied,
                say("the kernel's whole OOM report (vm.oom_dump_tasks = 1; journalctl -k --no-pager), or ps captures"));
  }
  if (!incident.report && !incident.kernel_log_covers && !incident.refusal) {
    sum.add_at_anchor("kernel_log_missing", say("no kernel log covers the moment"));
    sum.missing(say("a kernel log that covers the moment"), Absence::not_supplied, say("journalctl -k --since/--until around it"));
  }
  if (!incident.postgres.present)
    sum.missing(say("the PostgreSQL log"), Absence::not_supplied, say("the log file of that day, csvlog or jsonlog best"));
  if (incident.report)
    for (const std::string& defect : incident.report->defects)
      sum.missing(say("the whole kernel report ({0})", in_words(defect)), Absence::not_printed, say("journalctl -k --no-pager, or /var/log/kern.log"));
  sum.finding().sentence = say("Undecided.");
  Finding finding = sum.done();
  finding.outcome = Outcome::undecided;
  return finding;
}

}  // namespace laststraw::judge
