// The one table of weights of evidence.
#pragma once

#include <span>
#include <string_view>

namespace laststraw::judge {

/// A piece of evidence for or against a hypothesis: 10 x log10 of how much likelier it is where the hypothesis holds
/// than where a rival does.
struct Term {
  std::string_view cause;      ///< the hypothesis' id
  std::string_view id;         ///< unique within the hypothesis; "prior" is there for each
  double judged;               ///< as set by judgement: where the fit starts from and is held to
  double decibans;
  std::string_view means;      ///< in one sentence
  std::string_view source;
};

std::span<const Term> terms();

/// The weight of a term; 0 and an assertion failure where there is none.
double weight(std::string_view cause, std::string_view id);

}  // namespace laststraw::judge
