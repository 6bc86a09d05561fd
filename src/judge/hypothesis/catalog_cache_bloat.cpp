// Long-lived sessions, each with large caches of the catalog.
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "catalog_cache_bloat";
constexpr double kLargeShare = 0.4;
constexpr double kSmallShare = 0.2;
constexpr std::size_t kLeastPool = 4;  ///< a pair or three large sessions are no pool
constexpr int kLargeCacheMib = 32;     ///< of caches; a fresh session has one or two
constexpr std::array kTerms{
    Term{"prior", -6, -6.0, "Needs long-lived sessions that are large while doing nothing large.", kRanking},
    Term{"idle", 8, 8.0, "The large ones wait for their clients and run nothing: what they hold is not a statement's.",
         "docs/reference/causes.md RC-12"},
    Term{"prepares", 8, 8.0, "One of the large ones prepared statements, whose plans stay with the session.",
         "docs/reference/causes.md RC-12"},
    Term{"small_share", -8, -8.0, "The sessions' private memory is below {0} % of the total.", kRanking, percent_of(kSmallShare)},
    Term{"beyond_entitlement", 12, 12.3, "The median session holds clearly more than a fresh session plus what work_mem entitles it to.",
         "docs/reference/causes.md RC-12"},
    Term{"within_entitlement", -18, -18.0, "The median session holds no more than work_mem explains.", "docs/reference/causes.md RC-12"},
    Term{"no_outlier", 5, 5.3, "No session alone would have been enough.", kCounterfactual},
    Term{"outlier", -15, -15.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"large_share", 4, 4.9, "The sessions' private memory is {0} % or more of the total.", kRanking, percent_of(kLargeShare)},
    Term{"cache_context", 22, 22.0, "Half of the session's memory or more is in its caches of the catalog and of plans.",
         "PostgreSQL, utils/cache/catcache.c and relcache.c: CacheMemoryContext"},
    Term{"asked", 6, 6.0, "A session that was asked for its memory contexts held {0} MiB or more in such caches.",
         "PostgreSQL documentation, pg_backend_memory_contexts", kLargeCacheMib},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// What of a dump is in caches: CacheMemoryContext and what is below it.
Bytes cached(const MemoryContextDump& dump) {
  Bytes caches{};
  std::optional<int> below;  // the depth of the open CacheMemoryContext
  for (const MemoryContext& context : dump.contexts) {
    if (below && context.depth <= *below) below.reset();
    if (!below && context.name == "CacheMemoryContext") below = context.depth;
    if (below) caches += context.total;
  }
  return caches;
}

/// A session like them that was asked (pg_backend_memory_contexts) has large caches, too.
void weigh_asked(Sum& sum, const Facts& facts) {
  for (const MemoryContextDump& dump : facts.incident->records->context_dumps) {
    const Bytes caches = dump.of_view ? cached(dump) : Bytes{0};
    if (caches >= mib(kLargeCacheMib))
      return sum.add(term("asked"), say("a session that was asked held {0} in caches of the catalog and of plans", caches), dump.cite);
  }
}

std::optional<Finding> by_contexts(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.context_dump || !incident.context_dump->grand_total) return std::nullopt;
  const Bytes whole = *incident.context_dump->grand_total, caches = cached(*incident.context_dump);
  if (share(caches, whole) < 0.5) return std::nullopt;
  Sum sum(kId, term("prior"), facts);
  sum.add(term("cache_context"), say("of the {0} of its memory contexts {1} are caches of the catalog and of plans", whole, caches),
          incident.context_dump->cite);
  if (const Process* process = struck(facts)) sum.finding().culprit = {session_at_fault(*process), whole};
  sum.finding().sentence = say("Caches of the catalog and of plans: {0} of the {1} that the refused session held.", caches, whole);
  return sum.done();
}

/// Who may hold caches: the handful that holds most of what sessions hold, else all sessions. In a mixed pool the median of all
/// sessions is that of the small ones.
struct Pool {
  std::size_t count;
  Bytes size;     ///< together
  Interval each;  ///< of the one in the middle
};

Pool pool_of(const Facts& facts) {
  const bool mixed = facts.handful.sessions.size() >= kLeastPool;
  const std::vector<const Process*>& sessions = mixed ? facts.handful.sessions : facts.sessions;
  return {sessions.size(), mixed ? facts.handful.size : facts.sessions_private, *sessions[sessions.size() / 2]->anon};
}

void weigh_entitlement(Sum& sum, const Facts& facts, const Pool& pool) {
  // Where a configuration is there and does not set it, it has its default.
  if (!facts.work_mem && facts.incident->records->pg_settings.empty()) {
    sum.missing("work_mem", Absence::not_supplied, say("postgresql.conf or pg_settings"));
    return;
  }
  const Bytes work_mem = facts.work_mem ? facts.work_mem->value : kDefaultWorkMem;
  const Bytes entitled = kFreshSession + scaled(work_mem, facts.hash_mem_multiplier) * kOrdinaryNodes;
  const Sentence claim =
      say("{0} sessions hold {1} in the median, where a fresh session and work_mem explain {2}", pool.count, pool.each.middle(), entitled);
  const Citation& row = facts.place_of(*facts.sessions.front());
  // Where shared pages may be counted in it, the least that it can be must exceed.
  if (pool.each.low > entitled)
    sum.add(term("beyond_entitlement"), claim, row);
  else if (pool.each.middle() <= entitled)
    sum.add(term("within_entitlement"), claim, row);
}

Finding ask(const Facts& facts) {
  if (auto found = by_contexts(facts)) return *found;
  Sum sum(kId, term("prior"), facts);
  if (facts.sessions.size() < 3 || !facts.total) return Sum::not_applicable(kId);
  const Process& largest = *facts.sessions.front();
  const Citation& row = facts.place_of(largest);
  const Pool pool = pool_of(facts);
  sum.finding().culprit = {
      GroupAtFault{GroupOf::sessions, static_cast<std::int64_t>(pool.count), facts.handful.application, facts.handful.user}, pool.size};
  weigh_entitlement(sum, facts, pool);
  weigh_asked(sum, facts);
  if (facts.handful.waits()) sum.add(term("idle"), say("{0} of them wait for their clients", facts.handful.idle), row);
  if (const Process* preparer = facts.handful.prepares)
    sum.add(term("prepares"), say("{0} prepared statements: {1}", words(*preparer), statement_words(*preparer)), facts.named_by(*preparer));
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), row);
  else if (facts.has_no_outlier() || !facts.handful.sessions.empty())
    sum.add(term("no_outlier"), say("no session stands out"), row);
  const double held = facts.of_total(facts.sessions_private);
  const Sentence together = say("together the sessions held {0} of {1}", percent(held), facts.total_name);
  if (held >= kLargeShare)
    sum.add(term("large_share"), together, row);
  else if (held < kSmallShare)
    sum.add(term("small_share"), together, row);
  sum.against_if_no_shortage(term("no_shortage"));
  sum.missing(say("what the sessions' memory holds"), Absence::not_printed,
              say("pg_log_backend_memory_contexts(pid) of a long-lived session (14+)"));
  sum.finding().sentence = say(
      "Nobody in particular: {0} sessions hold {1} each in the median, more than work_mem explains, as catalog and plan caches of long-lived sessions do{2}.",
      pool.count, pool.each.middle(), last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis catalog_cache_bloat{
    kId,
    "Long-lived sessions with large catalog caches",
    "Sessions that touched many relations keep relation, catalog and plan caches for as long as they live.",
    VerdictKind::last_straw,
    kTerms,
    ask,
    true};

}  // namespace laststraw::judge
