// One query with many nodes, each entitled to work_mem (hashes to work_mem x hash_mem_multiplier).
#include <algorithm>
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"
#include "sql/statement.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "work_mem_multiplication";
constexpr std::array kTerms{
    Term{"prior", -6, -5.9, "Needs a statement with many nodes.", "docs/reference/causes.md RC-02"},
    Term{"many_nodes", 12, 12.4, "The statement has {0} or more sorts, joins or aggregates.", "docs/reference/causes.md RC-02", kManyNodes},
    Term{"few_nodes", -15, -15.0, "The statement has fewer than {0} nodes that work_mem allows to grow.", "docs/reference/causes.md RC-02",
         kManyNodes},
    Term{"within_entitlement", 8, 8.3, "Its size is what nodes x work_mem x hash_mem_multiplier allow, and more than one node's.",
         "docs/reference/postgres.md 6"},
    Term{"beyond_entitlement", -8, -8.0, "It held far more than its nodes are entitled to.", "docs/reference/postgres.md 6"},
    Term{"sufficient", 12, 12.3, "At its peers' median there would have been memory to spare.", kCounterfactual},
    Term{"not_sufficient", -20, -20.0, "Even at its peers' median the memory would not have been enough.", kCounterfactual},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Candidate& candidate = facts.session;
  if (!candidate.process || !facts.total) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Process& process = *candidate.process;
  const Citation& row = facts.place_of(process);
  int nodes = sql::read_statement(process.statement).nodes;
  Citation nodes_cite = facts.named_by(process);
  // The same statement's plan, logged when it ran before, tells exactly.
  for (const PgPlan& plan : facts.incident->history->plans)
    if (!process.statement.empty() && plan.query.compare(0, 60, process.statement, 0, 60) == 0 && plan.memory_nodes > 0)
      nodes = plan.memory_nodes * (1 + plan.workers), nodes_cite = plan.cite;
  const auto work_mem = work_mem_of(facts, process);
  if (process.statement.empty())
    sum.missing(say("what the session was running"), Absence::not_printed,
                say("the crash line's DETAIL (9.2+), log_min_duration_statement, auto_explain"));
  else if (nodes >= kManyNodes)
    sum.add(term("many_nodes"), say("its statement has {0} sorts, joins or aggregates, each entitled to work_mem", nodes), nodes_cite);
  else
    sum.add(term("few_nodes"),
            say_count(static_cast<std::size_t>(nodes), "its statement has {0} node that work_mem allows to grow",
                      "its statement has {0} nodes that work_mem allows to grow"),
            nodes_cite);
  if (!work_mem) {
    sum.missing("work_mem", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else if (!process.statement.empty()) {
    const Bytes entitled = entitlement(facts, work_mem->value, std::max(nodes, 1));
    const Sentence claim = say("work_mem of {0} entitles it to {1}; it held {2}", work_mem->value, entitled, candidate.size);
    if (candidate.size <= entitled && candidate.size >= work_mem->value * 2)
      sum.add(term("within_entitlement"), claim, row);
    else if (candidate.size > entitled + entitled / 2)
      sum.add(term("beyond_entitlement"), claim, row);
  }
  if (candidate.alone())
    sum.add(term("sufficient"), say("at the median of the other sessions {0} would have been free", candidate.free_without), row,
            facts.surety_of(candidate));
  else if (candidate.impossible)
    sum.add(term("not_sufficient"), say("even at the median of the other sessions the memory would not have been enough"), row);
  sum.against_if_no_shortage(term("no_shortage"));
  sum.finding().mechanism = Mechanism::work_mem_times_nodes;
  sum.finding().culprit = {session_at_fault(process), candidate.size};
  sum.finding().counterfactual =
      Counterfactual{candidate.free_without, candidate.sufficient, say("with {0} at the median of the other sessions", words(process))};
  sum.finding().sentence =
      work_mem
          ? say("One query with many nodes is the culprit: {0} held {1}, {2} of {3}, in {4} sorts, joins and aggregates of {5} work_mem each{6}.",
                words(process), candidate.size, percent(facts.of_total(candidate.size)), facts.total_name, nodes, work_mem->value,
                victim_words(facts, &process))
          : say("One query with many nodes is the culprit: {0} held {1}, {2} of {3}, in {4} sorts, joins and aggregates{5}.",
                words(process), candidate.size, percent(facts.of_total(candidate.size)), facts.total_name, nodes,
                victim_words(facts, &process));
  return sum.done();
}

}  // namespace

constinit const Hypothesis work_mem_multiplication{
    kId,
    "One query with many nodes, each entitled to work_mem",
    "Every sort and hash of a query may take work_mem, in every worker; many of them together are many times work_mem.",
    VerdictKind::culprit,
    kTerms,
    ask,
    true};

}  // namespace laststraw::judge
