// shared_buffers leaves too little for everything else.
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/refusals.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "shared_buffers_too_large";
constexpr double kMost = 0.6;
constexpr double kHalf = 0.5;
constexpr double kGenerous = 0.4;
constexpr double kOrdinary = 0.25;  ///< the share PostgreSQL's documentation starts from
constexpr std::array kTerms{
    Term{"prior", -3, -3.2, "A configuration error that most servers do not have.", kRanking},
    Term{"most", 17, 18.3, "shared_buffers is configured to, and holds, {0} % or more of the total.", "docs/reference/causes.md RC-20",
         percent_of(kMost)},
    Term{"half", 8, 8.0, "It is configured to, and holds, between {0} and {1} % of the total.", "docs/reference/causes.md RC-20",
         percent_of(kHalf), percent_of(kMost)},
    Term{"generous", 1, 0.8, "It is configured to, and holds, between {0} and {1} % of the total.", "docs/reference/causes.md RC-20",
         percent_of(kGenerous), percent_of(kHalf)},
    Term{"ordinary", -10, -10.0, "It holds less than {0} % of the total.", "PostgreSQL docs, Resource Consumption: 25 to 40 %",
         percent_of(kGenerous)},
    Term{"small", -18, -18.0, "It holds less than {0} % of the total.", "PostgreSQL docs, Resource Consumption: 25 to 40 %",
         percent_of(kOrdinary)},
    Term{"not_known", -10, -9.9, "What shared_buffers is set to is not known; shared memory may be something else's.",
         "docs/reference/causes.md 8, absent is not zero"},
    Term{"outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"not_started", 20, 20.0, "The server could not start: its shared memory was refused.",
         "PostgreSQL, port/sysv_shmem.c CreateAnonymousSegment()"},
    Term{"victim_shares", 12, 12.0, "Most of what the killed process held, and half of the total or more, is shared memory.", kReading},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// Where no report tells how much shared memory there was.
void weigh_excerpt(Sum& sum, const Facts& facts) {
  if (refused_at_start(facts)) {
    const PgEvent& refusal = *facts.incident->refusal;
    sum.add(term("not_started"), say("the server's shared memory was refused at its start: {0}", refusal.message), refusal.cite);
    sum.finding().culprit = {SettingAtFault{"shared_buffers", std::nullopt}, refusal.requested};
    const auto huge = short_of_huge_pages(facts);
    sum.finding().sentence =
        huge
            ? say("The server could not start: huge_pages is on, {0} of shared memory were asked for, and {1} of huge pages are free; it takes {2} pages of {3} (vm.nr_hugepages), or huge_pages = try.",
                  *refusal.requested, huge->free, huge->wanted, huge->page)
        : refusal.requested
            ? say("The server could not start: {0} of shared memory were refused, more than there is to give. shared_buffers (or huge pages, or a limit) must fit.",
                  *refusal.requested)
            : say("The server could not start: its shared memory was refused. shared_buffers (or huge pages, or a limit) must fit.");
  }
  if (const Process* process = struck(facts); process && process->shmem && process->anon && facts.total &&
                                              *process->shmem > process->anon->high * 2 && facts.of_total(*process->shmem) >= kHalf) {
    sum.add(term("victim_shares"), say("it held {0} of shared memory and {1} of its own", *process->shmem, process->anon->middle()),
            facts.place_of(*process));
    sum.finding().culprit = {SettingAtFault{"shared_buffers", std::nullopt}, *process->shmem};
    sum.finding().sentence = say("Shared memory is what is large: {0}, {1} of {2}; the process that was killed held {3} of its own.",
                                 *process->shmem, percent(facts.of_total(*process->shmem)), facts.total_name, process->anon->middle());
  }
}

Finding ask(const Facts& facts) {
  Sum sum(kId, term("prior"), facts);
  if (!facts.total || !facts.shmem) {
    sum.missing(say("how much shared memory there was"), Absence::not_supplied,
                say("the kernel's OOM report, or /proc/meminfo of that time"));
    weigh_excerpt(sum, facts);
    return sum.done();
  }
  if (!facts.shared_buffers) sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  // What is configured and not touched takes nothing; what is resident beyond it is something else's.
  const Bytes held = facts.shared_buffers ? std::min(facts.shmem->value, facts.shared_buffers->value) : facts.shmem->value;
  const double of_total = facts.of_total(held);
  const Citation& place = facts.shared_buffers ? facts.shared_buffers->cite : facts.shmem->cite;
  const Sentence claim = facts.shared_buffers
                             ? say("shared_buffers is {0}, of which {1} were resident: {2} of {3}", facts.shared_buffers->value, held,
                                   percent(of_total), facts.total_name)
                             : say("of shared memory {0} were resident: {1} of {2}", held, percent(of_total), facts.total_name);
  if (of_total >= kMost)
    sum.add(term("most"), claim, place);
  else if (of_total >= kHalf)
    sum.add(term("half"), claim, place);
  else if (of_total >= kGenerous)
    sum.add(term("generous"), claim, place);
  else if (of_total >= kOrdinary)
    sum.add(term("ordinary"), claim, place);
  else
    sum.add(term("small"), claim, place);
  if (!facts.shared_buffers && of_total >= kGenerous)
    sum.add(term("not_known"), say("what shared_buffers is set to is not known: the shared memory may be a parallel query's, or files"),
            *facts.shmem);
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage(term("no_shortage"));

  const Bytes freed = facts.free_now + std::max(Bytes{0}, held - facts.total->value / 4);
  sum.finding().culprit = {SettingAtFault{"shared_buffers", std::nullopt}, facts.shared_buffers ? facts.shared_buffers->value : held};
  sum.finding().counterfactual =
      Counterfactual{freed, freed >= facts.reserve, say("with shared_buffers at a quarter of {0}", facts.total_name)};
  sum.finding().sentence =
      say("A setting is the culprit: shared_buffers takes {0}, {1} of {2}, and an ordinary load did not fit beside it{3}.", held,
          percent(of_total), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis shared_buffers_too_large{
    kId,
    "shared_buffers leaves too little for everything else",
    "The configured shared memory takes so much that an ordinary load does not fit beside it.",
    VerdictKind::culprit,
    kTerms,
    ask,
    true};

}  // namespace laststraw::judge
