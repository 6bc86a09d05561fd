// What is left where no story gathers enough evidence.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"

namespace laststraw::judge {

Finding insufficient_evidence(const Facts& facts) {
  const Incident& incident = *facts.incident;
  Sum sum("insufficient_evidence", facts);
  if (facts.sessions.empty() && facts.programs.empty()) {
    sum.add("no_sizes", "nobody's size is known: there is no task table and no capture");
    sum.missing("the sizes of the processes", incident.report ? Absence::not_printed : Absence::not_supplied,
                "the kernel's whole OOM report (vm.oom_dump_tasks = 1; journalctl -k --no-pager), or ps captures");
  }
  if (!incident.report && !incident.kernel_log_covers && !incident.refusal) {
    sum.add("kernel_log_missing", "no kernel log covers the moment");
    sum.missing("a kernel log that covers the moment", Absence::not_supplied, "journalctl -k --since/--until around it");
  }
  if (!incident.postgres.present)
    sum.missing("the PostgreSQL log", Absence::not_supplied, "the log file of that day, csvlog or jsonlog best");
  if (incident.report)
    for (const std::string& defect : incident.report->defects)
      sum.missing("the whole kernel report (" + defect + ")", Absence::not_printed, "journalctl -k --no-pager, or /var/log/kern.log");
  sum.finding().sentence = "Undecided.";
  Finding finding = sum.done();
  finding.outcome = Outcome::undecided;
  return finding;
}

}  // namespace laststraw::judge
