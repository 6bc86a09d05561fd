// The cgroup limit is below what the configuration needs.
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::judge {

namespace {
bool load_is_ordinary(const Facts& facts) {
  if (!facts.work_mem || facts.sessions.empty() || facts.sessions.size() >= 40) return false;
  const Bytes work = scaled(facts.work_mem->value, facts.hash_mem_multiplier);
  return facts.sessions.front()->anon->middle() <= kFreshSession + work * kOrdinaryNodes;
}

void weigh_need(Sum& sum, const Facts& facts) {
  if (!facts.shared_buffers || !facts.max_connections || facts.sessions.empty()) {
    sum.missing(say("shared_buffers and max_connections"), Absence::not_supplied, say("postgresql.conf or pg_settings"));
    return;
  }
  const Bytes each = facts.median_of_others(*facts.sessions.front());
  const Bytes need = facts.shared_buffers->value + each * facts.max_connections->value;
  const std::string claim = say("shared_buffers ({0}) and max_connections ({1}) sessions of {2} need {3}; the limit is {4}", words(facts.shared_buffers->value),
                                facts.max_connections->value, words(each), words(need), words(facts.total->value));
  if (need > facts.total->value) sum.add("need_exceeds_limit", claim, *facts.shared_buffers);
  else sum.add("need_fits", claim, *facts.shared_buffers);
  const double buffers = facts.of_total(facts.shared_buffers->value);
  if (buffers >= 0.4 && buffers < 0.6)
    sum.add("shared_buffers_half", say("shared_buffers alone is {0} of the limit", percent(buffers)), *facts.shared_buffers);
}

}  // namespace

Finding cgroup_limit_too_small(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind != IncidentKind::memcg_oom || !facts.total || !incident.report) return Sum::not_applicable("cgroup_limit_too_small");
  Sum sum("cgroup_limit_too_small", facts);
  if (facts.has_outlier())
    sum.add("outlier", say("one session or program alone would have been enough"),
            facts.place_of(facts.outlier()));
  else if (facts.has_no_outlier())
    sum.add("no_outlier", say("no session and no program alone would have been enough"), *facts.total);
  if (facts.host_available) {
    const std::string claim = say("the host had {0} available", words(facts.host_available->value));
    if (facts.host_available->value >= facts.reserve) sum.add("host_had_memory", claim, *facts.host_available);
    else sum.add("host_full", claim, *facts.host_available);
  } else {
    sum.missing(say("whether the host had memory"), Absence::not_supplied, say("sar or /proc/meminfo of the host"));
  }
  weigh_need(sum, facts);
  if (facts.sizes_at_kill && load_is_ordinary(facts))
    sum.add("few_sessions", say("the load was ordinary: {0} sessions, the largest {1}", facts.sessions.size(), words(facts.sessions.front()->anon->middle())),
            facts.place_of(*facts.sessions.front()));
  sum.finding().culprit = {"limit", std::nullopt, say("memory limit of {0}", incident.report->oom_memcg.empty() ? say("the cgroup") : incident.report->oom_memcg), {}, {}, {}, {}, facts.total->value, std::nullopt};
  if (facts.host_available)
    sum.finding().counterfactual = Counterfactual{facts.host_available->value, facts.host_available->value >= facts.reserve, say("without the limit")};
  sum.finding().sentence = facts.host_available
      ? say("A limit is the culprit: the cgroup's {0} are less than what the configuration needs under an ordinary load, while the host had {1} available{2}.",
            words(facts.total->value), words(facts.host_available->value), last_straw_words(facts))
      : say("A limit is the culprit: the cgroup's {0} are less than what the configuration needs under an ordinary load{1}.", words(facts.total->value), last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
