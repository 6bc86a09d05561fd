// Autovacuum workers, CREATE INDEX, VACUUM, CLUSTER, COPY: each with maintenance_work_mem.
#include <algorithm>
#include <array>

#include "judge/environment.hpp"
#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "maintenance_storm";
constexpr double kLargeShare = 0.3;
constexpr double kEntitled = 0.25;
constexpr int kGenerousMib = 1024;
constexpr int kLargePieceMib = 64;
constexpr std::array kTerms{
    Term{"prior", -6, -6.3, "Needs maintenance work at that moment.", "docs/reference/causes.md RC-06, RC-07"},
    Term{"large_share", 20, 20.0, "Maintenance processes held {0} % or more of the total.", "docs/reference/causes.md RC-06, RC-07",
         percent_of(kLargeShare)},
    Term{"small_share", -15, -15.0, "Maintenance processes held less than {0} %, or none ran.", "docs/reference/causes.md RC-06, RC-07",
         percent_of(kLargeShare)},
    Term{"several", 3, 3.0, "Two or more ran at the same time.", "docs/reference/causes.md RC-07"},
    Term{"entitled", 4, 4.0, "maintenance_work_mem entitles them to {0} % of the total or more.", "docs/reference/causes.md RC-07",
         percent_of(kEntitled)},
    Term{"it_died", 14, 14.0, "What died or was refused memory was maintenance, and no size says otherwise.",
         "PostgreSQL documentation, Resource Consumption, maintenance_work_mem"},
    Term{"generous", 5, 5.0, "maintenance_work_mem is {0} MiB or more.",
         "PostgreSQL documentation, Resource Consumption, maintenance_work_mem", kGenerousMib},
    Term{"large_request", 6, 6.0, "It asked for {0} MiB or more in one piece.",
         "PostgreSQL, access/heap/vacuumlazy.c and utils/sort/tuplesort.c", kLargePieceMib},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

}  // namespace

bool is_maintenance(const Process& process) {
  if (process.role == Role::autovacuum_worker) return true;
  return !process.statement.empty() && sql::is_maintenance(process.statement);
}

namespace {

struct Maintenance {
  std::vector<const Process*> processes;
  std::size_t taken_for_it = 0;   ///< of them: nothing says what they run, but they are of the same handful, application or query
  Bytes size;                     ///< of those whose size is known
  bool sizes_known = true;        ///< of all of them
  bool statements_known = false;  ///< of any PostgreSQL process
};

/// One of the handful of equals whose statement no line tells, where others of them are seen to maintain: workers of an index
/// build, sessions of the same application.
bool is_taken_for_it(const Facts& facts, const Process& process) {
  const std::vector<const Process*>& handful = facts.handful.sessions;
  if (!process.statement.empty() || std::find(handful.begin(), handful.end(), &process) == handful.end()) return false;
  return std::any_of(handful.begin(), handful.end(), [&](const Process* other) {
    return is_maintenance(*other) && (process.application.empty() || process.application == other->application);
  });
}

}  // namespace

bool maintains(const Facts& facts, const Process& process) { return is_maintenance(process) || is_taken_for_it(facts, process); }

bool handful_maintains(const Facts& facts) {
  const std::vector<const Process*>& handful = facts.handful.sessions;
  return !handful.empty() &&
         std::all_of(handful.begin(), handful.end(), [&](const Process* process) { return maintains(facts, *process); });
}

namespace {

Maintenance maintenance_of(const Facts& facts) {
  Maintenance work;
  for (const Process& process : facts.incident->processes) {
    if (!is_postgres(process.role)) continue;
    work.statements_known = work.statements_known || !process.statement.empty() || process.role == Role::autovacuum_worker;
    const bool taken_for_it = !is_maintenance(process) && is_taken_for_it(facts, process);
    if (!is_maintenance(process) && !taken_for_it) continue;
    work.taken_for_it += taken_for_it;
    work.processes.push_back(&process);
    if (process.anon)
      work.size += process.anon->middle();
    else
      work.sizes_known = false;
  }
  return work;
}

/// Where no sizes are known: what died or was refused.
std::optional<Finding> by_log(const Facts& facts) {
  const Process* process = struck(facts);
  const auto statement = ran(facts);
  if (!(process && process->role == Role::autovacuum_worker) && !(statement && sql::is_maintenance(statement->value))) return std::nullopt;
  Sum sum(kId, term("prior"), facts);
  const Citation& cite = statement ? statement->cite : facts.place_of(*process);
  sum.add(term("it_died"),
          facts.incident->refusal || facts.incident->limit
              ? say("maintenance was refused memory: {0}", statement ? statement->value.tag : "VACUUM")
              : say("what died was maintenance: {0}", statement ? statement->value.tag : "VACUUM"),
          cite);
  if (const PgEvent* refusal = facts.incident->refusal; refusal && refusal->requested && *refusal->requested >= mib(kLargePieceMib))
    sum.add(term("large_request"), say("{0} were asked for in one piece", *refusal->requested), refusal->cite);
  const auto each = cited(pg_bytes(facts.incident->records->pg_settings, "maintenance_work_mem"), facts.incident->records->pg_settings,
                          "maintenance_work_mem");
  if (each && each->value >= mib(kGenerousMib))
    sum.add(term("generous"), say("maintenance_work_mem is {0} for each process", each->value), *each);
  if (!each) sum.missing("maintenance_work_mem", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  sum.finding().culprit = {GroupAtFault{GroupOf::maintenance_processes, 1}, std::nullopt};
  sum.finding().sentence = each ? say("Probably maintenance: {0} with maintenance_work_mem = {1}; its size is not known.",
                                      statement ? statement->value.tag : "VACUUM", each->value)
                                : say("Probably maintenance: {0}; its size is not known.", statement ? statement->value.tag : "VACUUM");
  return sum.done();
}

Finding ask(const Facts& facts) {
  const Process* victim = struck(facts);
  if (!facts.total || facts.incident->processes.empty() || (victim && !victim->anon))
    if (auto found = by_log(facts)) return *found;
  if (!facts.total || facts.incident->processes.empty()) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const Maintenance work = maintenance_of(facts);
  const std::size_t count = work.processes.size();
  const Citation& row = count == 0 ? facts.anchor : facts.place_of(*work.processes.front());
  const double of_total = facts.of_total(work.size);
  const Sentence claim = say_count(count, "{0} maintenance process held {1}, {2} of {3}", "{0} maintenance processes held {1}, {2} of {3}",
                                   work.size, percent(of_total), facts.total_name);
  if (of_total >= kLargeShare)
    sum.add(term("large_share"), claim, row);
  else if (count > 0 && work.sizes_known)
    sum.add(term("small_share"), claim, row);
  else if (count > 0)
    sum.missing(say("the sizes of the maintenance processes"), Absence::not_printed, how_to_get_sizes(facts));
  else if (work.statements_known)
    sum.add_at_anchor(term("small_share"), say("no maintenance work is seen"));
  else
    sum.missing(say("what the sessions were doing"), Absence::not_printed,
                say("csvlog's backend_type (13+), ps captures with titles, log_autovacuum_min_duration"));
  if (work.taken_for_it > 0)
    sum.missing(say_count(work.taken_for_it, "what {0} of them was running: it is of the same size and application",
                          "what {0} of them were running: they are of the same size and application"),
                Absence::not_printed, say("log_statement = 'ddl', or pg_stat_progress_create_index"));
  if (count >= 2) sum.add(term("several"), say("{0} ran at the same time", count), row);
  const Settings& settings = facts.incident->records->pg_settings;
  const auto each = cited(pg_bytes(settings, "maintenance_work_mem"), settings, "maintenance_work_mem");
  if (each && count > 0 && facts.of_total(each->value * static_cast<std::int64_t>(count)) >= kEntitled)
    sum.add(term("entitled"), say("maintenance_work_mem of {0} entitles them to it", each->value), *each);
  sum.against_if_no_shortage(term("no_shortage"));
  if (count == 0) return sum.done();
  sum.finding().culprit = {GroupAtFault{GroupOf::maintenance_processes, static_cast<std::int64_t>(count)},
                           work.sizes_known ? std::optional(work.size) : std::nullopt};
  const Bytes freed = facts.free_now + work.size;
  if (work.sizes_known) sum.finding().counterfactual = Counterfactual{freed, freed >= facts.reserve, say("without the maintenance work")};
  sum.finding().sentence =
      work.sizes_known || of_total >= kLargeShare
          ? say("Maintenance is the culprit: {0}{1}.", claim, last_straw_words(facts))
          : say_count(count, "Maintenance is the culprit: {0} maintenance process was running{1}.",
                      "Maintenance is the culprit: {0} maintenance processes were running{1}.", last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis maintenance_storm{kId,
                                             "Autovacuum, index builds and other maintenance together",
                                             "Each takes up to maintenance_work_mem; several at once are what the memory went to.",
                                             VerdictKind::culprit,
                                             kTerms,
                                             ask,
                                             true};

}  // namespace laststraw::judge
