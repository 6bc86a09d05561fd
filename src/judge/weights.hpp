// Weights of evidence. Each hypothesis has its terms in a table of its own file; a term that is not there does not compile.
#pragma once

#include <array>
#include <string_view>

#include "laststraw/sentence.hpp"

namespace laststraw::judge {

/// A piece of evidence for or against a hypothesis: 10 x log10 of how much likelier it is where the hypothesis holds
/// than where a rival does. The first number is set by judgement, the second is fitted to labelled incidents with and without
/// inputs withheld and is the one that counts (laststraw_eval CORPUS --fit src/judge/hypothesis; docs/EVALUATION.md).
struct Term {
  std::string_view id;  ///< unique within the hypothesis; "prior" is there for each
  double judged;        ///< where the fit starts from and is held to
  double decibans;
  std::string_view means;  ///< a sentence; {0} and {1} are the thresholds
  std::string_view source;
  int first = 0, second = 0;  ///< the thresholds, as the sentence says them
};

/// A share as the sentence says it.
constexpr int percent_of(double share) { return static_cast<int>(share * 100 + 0.5); }

/// Evaluated by the compiler: an id that is not in the table is an error.
template <std::size_t n>
consteval const Term& find(const std::array<Term, n>& terms, std::string_view id) {
  for (const Term& term : terms)
    if (term.id == id) return term;
  throw "no such term";
}

/// What the term means.
Sentence sentence(const Term& term);

/// Sources that many terms have.
constexpr std::string_view kCounterfactual = "docs/reference/causes.md 8, counterfactual";
constexpr std::string_view kRanking = "docs/reference/causes.md 7, rule 5 (shares, counts, peers)";
constexpr std::string_view kReading = "docs/reference/kernel.md 5 (reading rules)";
constexpr std::string_view kExclusion = "docs/reference/causes.md F (look-alikes are excluded first)";

}  // namespace laststraw::judge
