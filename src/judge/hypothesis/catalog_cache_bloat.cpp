// Long-lived sessions, each with large caches of the catalog.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {
/// Private memory of a fresh session that has touched a handful of relations (docs/reference/postgres.md 6: 1.5 to 5 MiB),
/// generously.
constexpr Bytes kFreshSession = mib(6);
constexpr std::int64_t kNodes = 2;     ///< sorts and hashes an ordinary statement has
}  // namespace

Finding catalog_cache_bloat(const Facts& facts) {
  Sum sum("catalog_cache_bloat", facts);
  if (facts.sessions.size() < 3 || facts.total.count == 0) return Sum::not_applicable("catalog_cache_bloat");
  const Process& largest = *facts.sessions.front();
  const Bytes median = facts.median_of_others(largest);
  const auto row = row_of(largest);
  sum.finding().culprit = {"group", std::nullopt, say("sessions"), {}, {}, {}, {}, facts.sessions_private,
                           static_cast<std::int64_t>(facts.sessions.size())};
  if (facts.work_mem) {
    const Bytes work = scaled(*facts.work_mem, facts.hash_mem_multiplier);
    const Bytes entitled = kFreshSession + work * kNodes;
    sum.add(median > entitled ? "beyond_entitlement" : "within_entitlement",
            say("the sessions hold {0} in the median, where a fresh session and work_mem explain {1}", words(median), words(entitled)), row);
  } else {
    sum.missing("work_mem", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  }
  if (facts.has_outlier()) sum.add("outlier", say("one session or program alone would have been enough"), row);
  else if (facts.has_no_outlier()) sum.add("no_outlier", say("no session stands out"), row);
  const double held = share(facts.sessions_private, facts.total);
  if (held >= 0.4) sum.add("large_share", say("together the sessions held {0} of {1}", percent(held), facts.total_name), row);
  sum.against_if_no_shortage();
  sum.missing(say("what the sessions' memory holds"), Absence::not_printed, say("pg_log_backend_memory_contexts(pid) of a long-lived session (14+)"));
  sum.finding().sentence = say("Nobody in particular: {0} sessions hold {1} each in the median, more than work_mem explains, as catalog and plan caches of long-lived sessions do{2}.",
                               facts.sessions.size(), words(median), last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
