// What each step is, whatever the incident: for `explain`, `list steps` and docs/STEPS.md. The reports fill in the numbers.
#pragma once

#include <span>
#include <string_view>

#include "laststraw/advice.hpp"

namespace laststraw::advise {

struct StepText {
  std::string_view id;
  StepWhen when;
  std::string_view title, what, risk, undo;
  Needs needs;
  std::string_view source;
};

std::span<const StepText> step_texts();
/// Throws std::out_of_range: a playbook names only what is in the table.
const StepText& step_text(std::string_view id);

}  // namespace laststraw::advise
