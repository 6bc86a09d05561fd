// The evidence does not decide: what to give, and what is safe whatever the cause.
#include "advise/case.hpp"
#include "judge/refusals.hpp"

namespace laststraw::advise {

namespace {

/// PostgreSQL's own limits are told apart from the machine's memory whatever else is missing.
void own_limit(Case& about) {
  const PgEvent* limit = about.incident().limit;
  if (!limit || judge::is_nobodys_request(*limit)) return;
  const bool locks = limit->kind == PgEventKind::lock_table_full;
  Step& step = locks ? about.add("max_locks", say("Raise max_locks_per_transaction: the lock table was full"))
                     : about.add("split_value", say("Split the value, row or string: one of them reached PostgreSQL's limit of 1 GB"));
  step.evidence.push_back(limit->cite);
  if (!locks) step.effect = {EffectKind::error_instead, say("the statement would have gone through in pieces"), std::nullopt};
  if (!locks) return;
  const std::int64_t now = integer(about.records().pg_settings, "max_locks_per_transaction").value_or(64);
  about.set_server(step, "max_locks_per_transaction", std::to_string(std::min<std::int64_t>(now, 1'000'000) * 4));
  step.effect = {EffectKind::error_instead, say("four times the locks would have been there"), std::nullopt};
}

}  // namespace

void play_insufficient_evidence(Case& about) {
  if (about.incident().kind == IncidentKind::postgres_limit) return own_limit(about);
  const std::size_t before = about.steps.size();
  if (about.incident().kind != IncidentKind::not_memory && about.incident().kind != IncidentKind::sysrq_oom) give_inputs(about);
  if (about.steps.size() > before) return;
  for (const Finding& finding : about.judgement.findings) {
    if (finding.missing.empty() || finding.outcome == Outcome::not_applicable) continue;
    const Missing& missing = finding.missing.front();
    Step& step = about.add("give_input", say("Give {0}: {1}", missing.what, missing.how_to_get_it));
    step.effect = {EffectKind::unknown, say("it would help to tell the causes apart"), std::nullopt};
    return;  // the likeliest cause's comes first
  }
}

}  // namespace laststraw::advise
