// One session took far more than its peers.
#include <array>

#include "judge/environment.hpp"
#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/mechanism.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"
#include "sql/statement.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "single_backend";
constexpr double kDominant = 0.3;
constexpr int kTimesPeers = 10;
constexpr int kLargeDumpMib = 256;
constexpr int kManyGib = 16;
constexpr std::array kTerms{
    Term{"prior", -3, 2.1, "One session is at fault in many incidents, but never by default.", kRanking},
    Term{"sufficient", 12, 12.0, "At its peers' median there would have been memory to spare.", kCounterfactual},
    Term{"not_sufficient", -20, -14.4, "Even at its peers' median the memory would not have been enough.", kCounterfactual},
    Term{"one_equal", -12, -12.0, "Another session is as large, and nothing tells it from this one.", kCounterfactual},
    Term{"equals", -16, -16.0, "Other sessions are as large, and nothing tells them from it: what holds of it holds of each.",
         kCounterfactual},
    Term{"larger_rival", -12, -12.0, "Another program held half as much again or more, and would have been enough, too.", kCounterfactual},
    Term{"dominant", 6, 6.0, "It alone held {0} % or more of the memory there was.", kRanking, percent_of(kDominant)},
    Term{"outlier", 4, 5.4, "It held at least {0} times the median of the other sessions.", kRanking, kTimesPeers},
    Term{"grew", 5, 8.5, "It took most of its memory in the last stretch before the kill.", kRanking},
    Term{"began_with_decline", 4, 3.9, "It connected, or began its statement, when available memory began to fall.", kRanking},
    Term{"stable", -15, -15.0, "It had not grown; what grew was something else.", kRanking},
    Term{"refused", 6, 6.0, "It is the session that was refused memory, and it is the largest.", kReading},
    Term{"statement", 2, 5.7, "A log line names what it was running.", kRanking},
    Term{"shared_by_workers", -6, -6.0, "Its parallel workers and their shared memory hold the memory, not its own heap.", kReading},
    Term{"mechanism", 1, 1.0, "Its memory contexts, settings or plans show what it did with the memory.", "docs/reference/postgres.md 2.7"},
    Term{"many_nodes", -12, -12.3, "A statement with this many nodes may use that much: work_mem_multiplication explains it better.",
         "docs/reference/causes.md RC-02"},
    Term{"unbounded_statement", 9, 9.0, "What it ran grows with its data: no setting bounds it.",
         "PostgreSQL documentation, Resource Consumption, work_mem: what it does not bound"},
    Term{"many_rows", 3, 3.0, "It collects ten million rows or more.",
         "PostgreSQL documentation, Aggregate Functions: the result holds every row"},
    Term{"small_statement", -12, -12.0, "What it ran takes next to nothing, whatever the data.",
         "PostgreSQL documentation, Resource Consumption"},
    Term{"score", 16, 16.0, "The kernel's own score says that it held half of the memory or more.", "mm/oom_kill.c oom_badness()"},
    Term{"own_limit", 14, 14.0, "One value of this session reached PostgreSQL's limit of 1 GB.",
         "PostgreSQL, utils/memutils.h MaxAllocSize"},
    Term{"dump_large", 12, 12.0, "Its memory contexts alone hold {0} MiB or more.", "PostgreSQL, utils/mmgr/mcxt.c MemoryContextStats()",
         kLargeDumpMib},
    Term{"large_request", 6, 6.0, "One piece of {0} MiB or more was asked for.", "PostgreSQL, utils/mmgr/aset.c AllocSetAlloc()",
         kLargeDumpMib},
    Term{"largest_listed", 6, 6.0, "Of the processes listed it is {0} times as large as its peers and any program; the total is not known.",
         "mm/oom_kill.c dump_tasks()", kTimesPeers},
    Term{"gigabytes", 6, 6.0, "The session that was killed held {0} GiB or more of its own; the total is not known.", kRanking, kManyGib},
    Term{"no_shortage", -25, -23.9, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

void weigh_growth(Sum& sum, const Facts& facts, const Candidate& candidate) {
  if (!candidate.growth) return;
  const Bytes grown = candidate.growth->value;
  if (grown >= candidate.size / 2)
    sum.add(term("grew"), say("it took {0} of its {1} since the last capture before", grown, candidate.size), *candidate.growth);
  else if (facts.stood_still(candidate.growth) && facts.another_grew(candidate))
    sum.add(term("stable"), say("it had hardly grown since the capture before ({0})", grown), *candidate.growth);
}

void state_missing(Sum& sum, const Facts& facts, const Process& process) {
  if (process.statement.empty())
    sum.missing(say("what the session was running"), facts.incident->postgres.present ? Absence::not_printed : Absence::not_supplied,
                facts.incident->postgres.present
                    ? say("log_statement = 'ddl' or log_min_duration_statement, and the crash line's DETAIL (9.2+)")
                    : say("the PostgreSQL log of that time"));
  if (!facts.captured_before)
    sum.missing(say("how the processes grew before"), Absence::not_supplied, say("ps, pidstat or atop captures at least once a minute"));
}

/// What the log alone tells of the session that died or was refused.
void weigh_log(Sum& sum, const Facts& facts) {
  const Incident& incident = *facts.incident;
  const auto statement = ran(facts);
  const bool maintains = statement && statement->value.bound == sql::Bound::maintenance;
  if (statement) {
    const sql::Statement& what = statement->value;
    if (what.bound == sql::Bound::none) {
      sum.add(term("unbounded_statement"),
              say("no setting bounds what its statement takes ({0})", what.word.empty() ? what.tag : what.word), *statement);
      if (what.rows.value_or(0) >= 1e7) sum.add(term("many_rows"), say("it collects {0} rows", to_whole(*what.rows)), *statement);
    } else if (what.bound == sql::Bound::small) {
      sum.add(term("small_statement"), say("its statement takes next to nothing"), *statement);
    }
  }
  if (incident.limit && incident.limit->kind == PgEventKind::value_limit)
    sum.add(term("own_limit"), say("one value reached PostgreSQL's limit of 1 GB: {0}", incident.limit->message), incident.limit->cite);
  if (const auto share = share_by_score(incident); share && struck(facts) && share->low >= 0.5 && !facts.total)
    sum.add(term("score"), say("score {0}: it held {1} of all memory", share->score, percent(share->low)), share->cite);
  if (incident.context_dump && incident.context_dump->grand_total && *incident.context_dump->grand_total >= mib(kLargeDumpMib))
    sum.add(term("dump_large"), say("its memory contexts hold {0}", *incident.context_dump->grand_total), incident.context_dump->cite);
  if (!maintains && struck(facts) && incident.refusal && incident.refusal->kind == PgEventKind::out_of_memory &&
      incident.refusal->requested && *incident.refusal->requested >= mib(kLargeDumpMib))
    sum.add(term("large_request"), say("{0} were asked for in one piece", *incident.refusal->requested), incident.refusal->cite);
}

/// A kill line and no total. Few sessions come to gigabytes by ordinary work; on how many machines they do is not known.
void weigh_size(Sum& sum, const Facts& facts) {
  constexpr Bytes kSome = mib(4096), kMany = mib(1024) * kManyGib;
  constexpr double kLean = 0.67;
  const Process* process = struck(facts);
  if (!process || !process->victim || !process->anon || facts.incident->kind != IncidentKind::kernel_oom) return;
  if (facts.total || facts.largest_listed() || process->anon->low < kSome) return;
  sum.add(term("gigabytes"), say("{0} held {1} of private memory", words(*process), process->anon->middle()), facts.place_of(*process),
          process->anon->low >= kMany ? 1 : kLean);
}

/// A table of tasks and no total.
void weigh_table(Sum& sum, const Facts& facts) {
  if (facts.largest_listed() != &facts.session) return;
  const Process& process = *facts.session.process;
  sum.add(term("largest_listed"), say("of the processes listed {0} held the most, {1}", words(process), facts.session.size),
          facts.place_of(process));
}

/// Where the total is not known: the session that died or was refused, and what it ran.
void conclude_from_log(Sum& sum, const Facts& facts) {
  const Process* process = facts.largest_listed() == &facts.session ? facts.session.process : struck(facts);
  if (!process) return;
  const auto& dump = facts.incident->context_dump;
  const auto held = dump ? dump->grand_total : std::nullopt;
  const auto own = process->anon ? std::optional(process->anon->middle()) : held;
  sum.finding().culprit = {session_at_fault(*process), own};
  sum.finding().mechanism = mechanism_of(facts, *process).mechanism;
  const PgEvent* limit = facts.incident->limit;
  if (limit && limit->kind == PgEventKind::value_limit) {
    sum.finding().sentence =
        say("{0}{1} reached PostgreSQL's own limit of 1 GB for one value, whatever the RAM: a value, row or string of it is too large.",
            words(*process), running_words(*process));
    return;
  }
  sum.finding().sentence =
      process->anon ? say("Probably one session: {0} held {1}{2}; how much memory there was is not known (give --ram).", words(*process),
                          *own, running_words(*process))
      : held        ? say("Probably one session: {0}{1}; its memory contexts hold {2}.", words(*process), running_words(*process), *held)
                    : say("Probably one session: {0}{1}; its size is not known.", words(*process), running_words(*process));
}

Finding ask(const Facts& facts) {
  Sum sum(kId, term("prior"), facts);
  const Candidate& candidate = facts.session;
  if (!candidate.process || !facts.total || facts.incident->kind == IncidentKind::postgres_limit) {
    if (facts.incident->kind != IncidentKind::postgres_limit)
      sum.missing(say("the sizes of the sessions"), Absence::not_supplied, how_to_get_sizes(facts));
    weigh_log(sum, facts);
    weigh_table(sum, facts);
    weigh_size(sum, facts);
    conclude_from_log(sum, facts);
    return sum.done();
  }
  const Process& process = *candidate.process;
  const Identity who = words(process);
  sum.finding().culprit = {session_at_fault(process), candidate.size};
  sum.finding().counterfactual =
      Counterfactual{candidate.free_without, candidate.sufficient,
                     facts.sessions.size() > 1 ? say("with {0} at the median of the other sessions ({1})", who, candidate.peers)
                                               : say("without {0}", who)};
  const HowSoMuch how = mechanism_of(facts, process);
  sum.finding().mechanism =
      how.mechanism == Mechanism::sort_or_hash && raised_its_work_mem(facts, process) ? Mechanism::raised_work_mem : how.mechanism;

  const Citation& row = facts.place_of(process);
  // Of an excerpt with one session nothing is known of its peers.
  if (candidate.sufficient && !candidate.equals.empty())
    sum.add(candidate.equals.size() == 1 ? term("one_equal") : term("equals"),
            say_count(candidate.equals.size(), "{0} other session is as large ({1}), and nothing tells it from this one",
                      "{0} other sessions are as large ({1} and less), and nothing tells them from this one",
                      candidate.equals.front()->anon->middle()),
            facts.place_of(*candidate.equals.front()));
  else if (candidate.sufficient && facts.sessions.size() < 2)
    sum.add(term("sufficient"),
            say("{0} held {1} of private memory; without it {2} would have been free", who, candidate.size, candidate.free_without), row,
            facts.surety_of(candidate));
  else if (candidate.sufficient)
    sum.add(term("sufficient"),
            say("{0} held {1} of private memory; at the median of the other sessions ({2}) {3} would have been free", who, candidate.size,
                candidate.peers, candidate.free_without),
            row, facts.surety_of(candidate));
  else if (candidate.impossible)
    sum.add(term("not_sufficient"),
            say("the largest session, {0}, held {1}; without its excess only {2} would have been free", who, candidate.size,
                candidate.free_without),
            row);
  if (const Candidate* rival = facts.larger_rival(candidate))
    sum.add(term("larger_rival"), say("{0} held more, {1}", words(*rival->program), rival->size), facts.place_of(*rival->process));
  if (facts.of_total(candidate.excess.low) >= kDominant)
    sum.add(term("dominant"), say("that is {0} of {1}", percent(facts.of_total(candidate.size)), facts.total_name), row);
  if (candidate.size >= candidate.peers * kTimesPeers && facts.sessions.size() > 2)
    sum.add(term("outlier"), say("median of the other {0} sessions: {1}", facts.sessions.size() - 1, candidate.peers), row);
  if (candidate.equals.empty()) weigh_growth(sum, facts, candidate);  // else they grew as it did
  if (const Started* began = facts.began_with_decline(process))
    sum.add(term("began_with_decline"), say("memory began to fall just when {0}", began->text), began->cite);
  if (facts.incident->refusal && facts.incident->refusal->writer == process.pid)
    sum.add(term("refused"), say("it is the session that was refused memory"), facts.incident->refusal->cite);
  if (!how.claim.empty()) sum.add(term("mechanism"), how.claim, facts.or_anchor(how.cite));
  if (is_work_mem_times_nodes(facts, candidate))
    sum.add(term("many_nodes"),
            say("its size is within what {0} sorts, joins and aggregates may use", sql::read_statement(process.statement).nodes), row);
  if (process.statement_in_flight && !facts.larger_rival(candidate))
    sum.add(term("statement"), say("it was running {0}", statement_words(process)), facts.named_by(process));
  if (!facts.workers.empty() && process.shmem.value_or(Bytes{0}) > candidate.size)
    sum.add(term("shared_by_workers"), say("parallel workers run, and its shared memory exceeds its own"), row);
  sum.against_if_no_shortage(term("no_shortage"));
  state_missing(sum, facts, process);

  sum.finding().sentence =
      say("One session is the culprit: {0} held {1}, {2} of {3}{4}{5}.", who, candidate.size, percent(facts.of_total(candidate.size)),
          facts.total_name, running_words(process), victim_words(facts, &process));
  return sum.done();
}

}  // namespace

constinit const Hypothesis single_backend{
    kId,
    "One session took far more than its peers",
    "One session's private memory is what the memory went to: at its peers' median there would have been no kill.",
    VerdictKind::culprit,
    kTerms,
    ask,
    true};

}  // namespace laststraw::judge
