// A program that is not PostgreSQL.
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "external_process";
constexpr double kDominant = 0.3;
constexpr int kLargeGib = 4;
constexpr int kTimesAll = 10;
constexpr std::array kTerms{
    Term{"prior", -3, -4.0, "Other programs are on most servers; being the cause is not usual.", kRanking},
    Term{"sufficient", 12, 11.5, "Without it there would have been memory to spare.", kCounterfactual},
    Term{"not_sufficient", -20, -20.0, "Even without it the memory would not have been enough.", kCounterfactual},
    Term{"larger_rival", -12, -12.0, "A process of PostgreSQL held half as much again or more, and would have been enough, too.",
         kCounterfactual},
    Term{"dominant", 6, 6.3, "It alone held {0} % or more of the memory there was.", kRanking, percent_of(kDominant)},
    Term{"larger_than_postgres", 4, 4.1, "It held more private memory than all of PostgreSQL.", "docs/reference/causes.md RC-40"},
    Term{"grew", 4, 3.3, "It took most of its memory in the last stretch before the kill.", kRanking},
    Term{"began_with_decline", 4, 4.0, "It was started when available memory began to fall.", kRanking},
    Term{"stable", -15, -15.0, "It had not grown; what grew was something else.", kRanking},
    Term{"score", 16, 16.0, "The kernel's own score says that it held half of the memory or more.", "mm/oom_kill.c oom_badness()"},
    Term{"chosen", 11, 11.0, "The kernel chose it without any adjustment, it held {0} GiB or more, and nothing of PostgreSQL is in sight.",
         "mm/oom_kill.c select_bad_process()", kLargeGib},
    Term{"only_one_seen", 3, 3.0, "It is the only one the kernel names, and nothing of PostgreSQL is in sight.",
         "mm/oom_kill.c select_bad_process()"},
    Term{"largest_listed", 6, 6.0,
         "Of the processes listed it is {0} times as large as all of PostgreSQL's sessions; the total is not known.",
         "mm/oom_kill.c dump_tasks()", kTimesAll},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// A kill line and no total: the kernel's own arithmetic, and its choice.
void weigh_excerpt(Sum& sum, const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.report->kills.empty() || incident.victims.empty()) return;
  const Process& victim = incident.processes[incident.victims.front()];
  if (victim.role != Role::external) return;
  const Kill& kill = incident.report->kills.front();
  const auto held = share_by_score(incident);
  if (held && held->low >= 0.5)
    sum.add(term("score"), say("score {0}: it held {1} of all memory", held->score, percent(held->low)), held->cite);
  const bool alone = incident.victims.size() == 1 && !is_postgres_in_sight(incident) && kill.oom_score_adj.value_or(0) == 0 && !held;
  if (alone && kill.anon_rss && *kill.anon_rss >= mib(1024 * std::int64_t{kLargeGib}))
    sum.add(term("chosen"), say("the kernel chose it, with {0} of its own and no adjustment", *kill.anon_rss), kill.cite);
  else if (alone)
    sum.add(term("only_one_seen"), say("it is the only process that the kernel names"), kill.cite);
  sum.finding().culprit = {ProcessAtFault{victim.pid, victim.comm}, kill.anon_rss};
  sum.finding().sentence =
      held
          ? say("Not PostgreSQL but another program is the culprit: {0} held {1} of all memory (score {2}).", words(victim),
                percent(held->low), held->score)
          : say("Not PostgreSQL but another program, as far as this excerpt tells: {0}; how much memory there was is not known (give --ram).",
                words(victim));
}

/// A table of tasks and no total.
void weigh_table(Sum& sum, const Facts& facts) {
  const Candidate& candidate = facts.program;
  if (facts.largest_listed() != &candidate) return;
  const Sentence who = words(*candidate.program);
  sum.add(
      term("largest_listed"),
      say("of the processes listed {0} held the most, {1}; all of PostgreSQL's sessions {2}", who, candidate.size, facts.sessions_private),
      facts.place_of(*candidate.process));
  sum.finding().culprit = {ProcessAtFault{candidate.process->pid, candidate.program->name}, candidate.size};
  sum.finding().sentence = say(
      "Not PostgreSQL but another program, as far as the listed processes tell: {0} held {1}; how much memory there was is not known (give --ram).",
      who, candidate.size);
}

Finding ask(const Facts& facts) {
  Sum sum(kId, term("prior"), facts);
  const Candidate& candidate = facts.program;
  if (!candidate.process || !facts.total) {
    weigh_excerpt(sum, facts);
    weigh_table(sum, facts);
    if (facts.incident->processes.empty())
      sum.missing(say("which other programs ran"), Absence::not_supplied, say("the kernel's task table or ps captures"));
    return sum.done();
  }
  const Program& program = *candidate.program;
  const Sentence who = words(program);
  sum.finding().culprit.bytes = candidate.size;
  if (program.processes.size() == 1)
    sum.finding().culprit.who = ProcessAtFault{candidate.process->pid, program.name};
  else
    sum.finding().culprit.who =
        ProgramAtFault{program.programs == 1 ? Sentence(command_name(program.name)) : say("{0} programs", program.programs),
                       static_cast<std::int64_t>(program.processes.size())};
  sum.finding().counterfactual = Counterfactual{candidate.free_without, candidate.sufficient, say("without {0}", who)};

  const Citation& row = facts.place_of(*candidate.process);
  if (candidate.sufficient)
    sum.add(term("sufficient"),
            say("{0} held {1} of private memory; without it {2} would have been free", who, candidate.size, candidate.free_without), row,
            facts.surety_of(candidate));
  else if (candidate.impossible)
    sum.add(term("not_sufficient"), say("the largest other program, {0}, held only {1}", who, candidate.size), row);
  if (const Candidate* rival = facts.larger_rival(candidate))
    sum.add(term("larger_rival"), say("{0} held more, {1}", words(*rival->process), rival->size), facts.place_of(*rival->process));
  if (facts.of_total(candidate.excess.low) >= kDominant)
    sum.add(term("dominant"), say("that is {0} of {1}", percent(facts.of_total(candidate.size)), facts.total_name), row);
  if (const LedgerPart* postgres = facts.part(PartKind::postgres_private); postgres && candidate.excess.low > postgres->size.high)
    sum.add(term("larger_than_postgres"), say("all of PostgreSQL held {0} of private memory at most", postgres->size.high), row);
  if (candidate.growth && candidate.sufficient) {
    if (candidate.growth->value >= candidate.size / 2)
      sum.add(term("grew"), say("it took {0} since the capture before", candidate.growth->value), *candidate.growth);
    else if (facts.stood_still(candidate.growth) && facts.another_grew(candidate))
      sum.add(term("stable"), say("it had hardly grown since the capture before ({0})", candidate.growth->value), *candidate.growth);
  }
  if (const Started* began = facts.began_with_decline(*candidate.process))
    sum.add(term("began_with_decline"), say("memory began to fall just when {0}", began->text), began->cite);
  sum.against_if_no_shortage(term("no_shortage"));
  sum.finding().sentence = say("Not PostgreSQL but another program is the culprit: {0} held {1}, {2} of {3}{4}.", who, candidate.size,
                               percent(facts.of_total(candidate.size)), facts.total_name, victim_words(facts, candidate.process));
  return sum.done();
}

}  // namespace

constinit const Hypothesis external_process{
    kId, "A program that is not PostgreSQL", "Another program's private memory is what the memory went to.", VerdictKind::culprit, kTerms,
    ask};

}  // namespace laststraw::judge
