// What to do about one incident: the playbook of its cause, tried on it, ranked by effect.
#pragma once

#include <vector>

#include "judge/facts.hpp"
#include "laststraw/advice.hpp"

namespace laststraw::advise {

struct Advice {
  Environment environment;
  std::vector<Step> steps;  ///< by heading, most effect first; what would have done harm among them (Step::given())
};

Advice advise(const judge::Facts& facts, const Judgement& judgement, const std::vector<ChecklistItem>& checklist);

/// Configuration to put in place: what the given steps write, each setting once.
std::vector<Fragment> fragments_of(const std::vector<Step>& steps);

/// The answers to questions of the reader's. Throws std::invalid_argument for what is no question.
std::vector<Tried> answers(const judge::Facts& facts, const Judgement& judgement, const std::vector<std::string>& questions);

}  // namespace laststraw::advise
