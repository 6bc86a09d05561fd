#include "eval/advice.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "advise/what_if.hpp"
#include "analyze/analyze.hpp"
#include "text/language.hpp"

namespace laststraw::eval {

namespace {

namespace fs = std::filesystem;

bool changes_outcome(EffectKind kind) {
  return kind == EffectKind::no_kill || kind == EffectKind::error_instead || kind == EffectKind::other_victim;
}

/// Empty: it would have helped, or nothing was decided.
std::string wrong_with_first(const IncidentReport& answer) {
  if (answer.judgement.verdict == VerdictKind::undecided) return {};
  const auto step = std::find_if(answer.steps.begin(), answer.steps.end(),
                                 [](const Step& one) { return one.when == StepWhen::prevent && one.given() && !one.good_practice; });
  if (step == answer.steps.end()) return "no step of prevention";
  return changes_outcome(step->effect.kind) ? std::string() : step->id + ": " + english()(step->effect.text);
}

std::string wrong_with_fragments(const IncidentReport& answer) {
  const judge::Facts facts = judge::facts_of(answer.incident);
  std::vector<advise::Change> together;
  for (const Fragment& line : answer.fragments) {
    const auto change = advise::change_of(line.setting, line.value);
    if (!change) continue;
    together.push_back(*change);
    if (line.setting.starts_with("vm.overcommit")) continue;  // these two only together
    if (advise::what_if(facts, answer.judgement, {&*change, 1}).kind == EffectKind::harm)
      return line.setting + " = " + line.value + " harms";
  }
  return advise::what_if(facts, answer.judgement, together).kind == EffectKind::harm ? "the fragments together harm" : "";
}

/// On a suspicion nothing is written down to be applied.
std::string wrong_with_suspicion(const IncidentReport& answer) {
  for (const Step& step : answer.steps) {
    if (step.given() && step.effect.kind == EffectKind::harm) return step.id + " harms";
    if (step.if_causes.empty()) continue;
    if (answer.judgement.verdict != VerdictKind::undecided) return step.id + " is given on suspicion of a decided verdict";
    for (const Fragment& line : answer.fragments)
      if (line.why == step.id) return step.id + " is applied on suspicion";
  }
  return {};
}

}  // namespace

bool check_advice(const fs::path& corpus) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(corpus))
    if (fs::exists(entry.path() / "bundle")) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::size_t incidents = 0, decided = 0, wrong = 0;
  for (const fs::path& folder : folders) {
    AnalyzeOptions options;
    options.paths = {(folder / "bundle").string()};
    const Report report = analyze(options);
    for (const IncidentReport& answer : report.incidents) {
      ++incidents, decided += answer.judgement.verdict != VerdictKind::undecided;
      for (const std::string& what : {wrong_with_first(answer), wrong_with_fragments(answer), wrong_with_suspicion(answer)})
        if (!what.empty()) ++wrong, std::printf("%s, incident %d: %s\n", folder.filename().c_str(), answer.incident.id, what.c_str());
    }
  }
  std::printf("%zu incidents, %zu decided; %zu times the advice is wrong\n", incidents, decided, wrong);
  return wrong == 0;
}

}  // namespace laststraw::eval
