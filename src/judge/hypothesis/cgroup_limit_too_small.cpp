// The cgroup limit is below what the configuration needs.
#include <array>

#include "judge/excerpt.hpp"
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "cgroup_limit_too_small";
constexpr double kHalfFrom = 0.4;
constexpr double kHalfTo = 0.6;
constexpr int kOrdinarySessions = 40;
constexpr double kFills = 0.7;
constexpr int kTinyMib = 512;
constexpr std::array kTerms{
    Term{"prior", -4, -3.5, "A limit is usually set on purpose and holds.", "docs/reference/causes.md RC-41"},
    Term{"no_outlier", 6, 6.3, "No session and no other program alone would have been enough.", kCounterfactual},
    Term{"outlier", -15, -15.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"host_had_memory", 4, 4.5, "The host had at least a tenth of the limit to spare.", "docs/reference/causes.md RC-41"},
    Term{"host_full", -8, -8.0, "The host itself had nothing to spare.", "docs/reference/causes.md RC-41"},
    Term{"need_exceeds_limit", 3, 1.6, "shared_buffers and max_connections sessions of the size seen exceed the limit.",
         "docs/reference/causes.md 7, rule 6"},
    Term{"need_fits", -6, -5.7, "The configuration's need, at the size seen, fits the limit.", "docs/reference/causes.md 7, rule 6"},
    Term{"shared_buffers_half", 3, 3.6, "shared_buffers alone is configured to {0} to {1} % of the limit.",
         "docs/reference/causes.md RC-41", percent_of(kHalfFrom), percent_of(kHalfTo)},
    Term{"few_sessions", 3, 3.0, "The load was ordinary: fewer than {0} sessions, none beyond what work_mem entitles it to.",
         "docs/reference/causes.md RC-41", kOrdinarySessions},
    Term{"settings_fill_it", 14, 14.0, "shared_buffers alone is configured to {0} % of the limit or more.",
         "kernel Documentation/admin-guide/cgroup-v2.rst, memory.max", percent_of(kFills)},
    Term{"small_victims", 10, 10.0, "Processes that hold next to nothing of their own were killed.", kReading},
    Term{"tiny", 6, 6.0, "The limit is {0} MiB or less.", "kernel Documentation/admin-guide/cgroup-v2.rst, memory.max", kTinyMib},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

bool load_is_ordinary(const Facts& facts) {
  if (!facts.work_mem || facts.sessions.empty() || facts.sessions.size() >= kOrdinarySessions) return false;
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
  const Sentence claim = say("shared_buffers ({0}) and max_connections ({1}) sessions of {2} need {3}; the limit is {4}",
                             facts.shared_buffers->value, facts.max_connections->value, each, need, facts.total->value);
  if (need > facts.total->value)
    sum.add(term("need_exceeds_limit"), claim, *facts.shared_buffers);
  else
    sum.add(term("need_fits"), claim, *facts.shared_buffers);
  const double buffers = facts.of_total(facts.shared_buffers->value);
  if (buffers >= kHalfFrom && buffers < kHalfTo)
    sum.add(term("shared_buffers_half"), say("shared_buffers alone is {0} of the limit", percent(buffers)), *facts.shared_buffers);
}

/// A limit that a witness names, and no sizes of the kernel's: what the settings and the victims tell.
Finding by_witness(const Facts& facts) {
  const auto limit = named_limit(*facts.incident);
  const bool died = facts.incident->kind == IncidentKind::memcg_oom || facts.incident->kind == IncidentKind::sigkill_no_oom;
  if (!limit || !died) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  if (facts.shared_buffers && share(facts.shared_buffers->value, limit->value) >= kFills)
    sum.add(term("settings_fill_it"),
            say("shared_buffers of {0} leave little of the limit of {1}", facts.shared_buffers->value, limit->value),
            *facts.shared_buffers);
  if (const Process* process = struck(facts); process && (process->role == Role::checkpointer || process->role == Role::background_writer ||
                                                          process->role == Role::walwriter || process->role == Role::startup))
    sum.add(term("small_victims"),
            say("{0} died, which holds shared memory and next to nothing of its own", ContractWord{std::string(role_name(process->role))}),
            facts.place_of(*process));
  if (limit->value <= mib(kTinyMib)) sum.add(term("tiny"), say("the limit is {0}", limit->value), *limit);
  if (!facts.shared_buffers) sum.missing("shared_buffers", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  sum.finding().culprit = {LimitAtFault{say("memory limit of {0}", say("the cgroup"))}, limit->value};
  sum.finding().sentence = say("Probably the limit: {0} are too little for this configuration{1}.", limit->value, last_straw_words(facts));
  return sum.done();
}

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report) return by_witness(facts);
  if (incident.kind != IncidentKind::memcg_oom || !facts.total) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  else if (facts.has_no_outlier())
    sum.add(term("no_outlier"), say("no session and no program alone would have been enough"), *facts.total);
  if (facts.host_available) {
    const Sentence claim = say("the host had {0} available", facts.host_available->value);
    if (facts.host_available->value >= facts.reserve)
      sum.add(term("host_had_memory"), claim, *facts.host_available);
    else
      sum.add(term("host_full"), claim, *facts.host_available);
  } else {
    sum.missing(say("whether the host had memory"), Absence::not_supplied, say("sar or /proc/meminfo of the host"));
  }
  weigh_need(sum, facts);
  if (facts.sizes_at_kill && load_is_ordinary(facts))
    sum.add(term("few_sessions"),
            say("the load was ordinary: {0} sessions, the largest {1}", facts.sessions.size(), facts.sessions.front()->anon->middle()),
            facts.place_of(*facts.sessions.front()));
  sum.finding().culprit = {
      LimitAtFault{say("memory limit of {0}",
                       incident.report->oom_memcg.empty() ? say("the cgroup") : Sentence(place_name(incident.report->oom_memcg)))},
      facts.total->value};
  if (facts.host_available)
    sum.finding().counterfactual =
        Counterfactual{facts.host_available->value, facts.host_available->value >= facts.reserve, say("without the limit")};
  sum.finding().sentence =
      facts.host_available
          ? say("A limit is the culprit: the cgroup's {0} are less than what the configuration needs under an ordinary load, while the host had {1} available{2}.",
                facts.total->value, facts.host_available->value, last_straw_words(facts))
          : say("A limit is the culprit: the cgroup's {0} are less than what the configuration needs under an ordinary load{1}.",
                facts.total->value, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis cgroup_limit_too_small{kId,
                                                  "The cgroup limit is below what the configuration needs",
                                                  "The group's limit was hit by an ordinary load while the host had memory.",
                                                  VerdictKind::culprit,
                                                  kTerms,
                                                  ask};

}  // namespace laststraw::judge
