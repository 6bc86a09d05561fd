// What to do, and why the kernel chose whom it chose.
#include <algorithm>

#include "report/compose.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

Effect effect_of(const laststraw::Effect& from) {
  return {from.kind, from.text, from.free_after ? Number(from.free_after->count) : std::nullopt};
}

/// The largest, as many as tell the story.
std::vector<BadnessRow> rows_of(const std::vector<laststraw::BadnessRow>& from, const Places& places) {
  constexpr std::size_t kMost = 10;
  std::vector<BadnessRow> rows;
  for (std::size_t i = 0; i < std::min(from.size(), kMost); ++i)
    rows.push_back({number(from[i].pid), from[i].comm, from[i].points, from[i].of_adjustment, places(from[i].cite.at)});
  return rows;
}

/// "It had the most points, 752 of 1000 (0 of them by oom_score_adj); next would have been pid 371."
Text text_of(const laststraw::WhyVictim& why) {
  if (!why.rank) return say("The victim is not among the rows of the table: it cannot be reckoned why it was chosen.");
  const laststraw::BadnessRow& victim = why.rows[*why.rank];
  if (*why.rank > 0)
    return say(
        "By its size and oom_score_adj pid {0} had {1} points; {2} processes had more, of which the rows do not tell why they were passed over.",
        number(victim.pid), victim.points, *why.rank);
  if (!why.next)
    return say("It had the most points, {0} of 1000, {1} of them by oom_score_adj; nothing else could be killed.", victim.points,
               victim.of_adjustment);
  return say("It had the most points, {0} of 1000, {1} of them by oom_score_adj; next would have been pid {2}.", victim.points,
             victim.of_adjustment, number(*why.next));
}

}  // namespace

std::vector<Step> compose_steps(const std::vector<laststraw::Step>& steps, const Places& places) {
  std::vector<Step> to;
  for (const laststraw::Step& from : steps) {
    Step& step = to.emplace_back();
    step.id = from.id;
    step.when = from.when;
    step.text = from.text;
    step.command = from.command;
    if (from.fragment) step.fragment = Line{from.fragment->file, from.fragment->setting, from.fragment->value};
    step.applies_to = from.applies_to;
    step.precondition = from.precondition;
    step.condition = from.condition;
    step.evidence = places(from.evidence);
    step.effect = effect_of(from.effect);
    step.risk = from.risk;
    step.needs = from.needs;
    step.undo = from.undo;
    step.sources = from.sources;
    step.good_practice = from.good_practice;
    step.given = from.given();
    step.user = from.role;
    step.if_causes.assign(from.if_causes.begin(), from.if_causes.end());
    step.names = from.names;
  }
  return to;
}

std::vector<Tried> compose_tried(const std::vector<laststraw::Tried>& tried) {
  std::vector<Tried> to;
  for (const laststraw::Tried& one : tried) to.push_back({one.question, effect_of(one.effect)});
  return to;
}

std::optional<WhyVictim> compose_why_victim(const IncidentReport& answer, const Places& places) {
  if (!answer.why_victim || answer.why_victim->rows.empty()) return std::nullopt;
  const laststraw::WhyVictim& from = *answer.why_victim;
  WhyVictim to{std::string(era_name(from.era)), rows_of(from.rows, places), {}, {}, rows_of(from.spared, places), {}, text_of(from)};
  if (from.rank) to.rank = static_cast<std::int64_t>(*from.rank) + 1;
  if (from.next) to.next = number(*from.next);
  const auto& candidate = answer.incident.report->kills.front().candidate;
  if (candidate && candidate->score) to.printed_score = *candidate->score;
  return to;
}

}  // namespace laststraw::report
