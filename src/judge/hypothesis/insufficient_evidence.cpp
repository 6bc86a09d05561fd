// What is left where no story gathers enough evidence.
#include <array>

#include "judge/environment.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "laststraw/words.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "insufficient_evidence";
constexpr std::array kTerms{
    Term{"prior", 5, -0.6, "What is left where no story gathers enough evidence.", "docs/reference/causes.md 8, priors"},
    Term{"no_sizes", 6, 4.5, "No task table and no capture: nobody's size is known.", "docs/reference/causes.md 8, absent is not zero"},
    Term{"kernel_log_missing", 4, 0.5, "No kernel log covers the moment.", "docs/reference/causes.md 8, absent is not zero"},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  Sum sum(kId, term("prior"), facts);
  if (facts.sessions.empty() && facts.programs.empty()) {
    sum.add_at_anchor(term("no_sizes"), say("nobody's size is known: there is no task table and no capture"));
    sum.missing(say("the sizes of the processes"), incident.report ? Absence::not_printed : Absence::not_supplied, how_to_get_sizes(facts));
  }
  if (!incident.report && !incident.kernel_log_covers && !incident.refusal) {
    sum.add_at_anchor(term("kernel_log_missing"), say("no kernel log covers the moment"));
    sum.missing(say("a kernel log that covers the moment"), Absence::not_supplied, say("journalctl -k --since/--until around it"));
  }
  if (!incident.postgres.present)
    sum.missing(say("the PostgreSQL log"), Absence::not_supplied, say("the log file of that day, csvlog or jsonlog best"));
  if (incident.report)
    for (const Defect defect : incident.report->defects)
      sum.missing(say("the whole kernel report ({0})", in_words(word(defect))), Absence::not_printed,
                  say("journalctl -k --no-pager, or /var/log/kern.log"));
  sum.finding().sentence = say("Undecided.");
  Finding finding = sum.done();
  finding.outcome = Outcome::undecided;
  return finding;
}

}  // namespace

constinit const Hypothesis insufficient_evidence{
    kId, "The inputs do not decide", "What would have to be seen to tell is missing.", VerdictKind::undecided, kTerms, ask};

}  // namespace laststraw::judge
