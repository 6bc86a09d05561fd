// Adds up the evidence for one hypothesis.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "judge/facts.hpp"
#include "judge/weights.hpp"

namespace laststraw::judge {

class Sum {
 public:
  /// Starts with the prior of the cause.
  Sum(std::string_view cause, const Term& prior, const Facts& facts);

  /// The term holds: its weight counts, with the claim and its place. A value given on the command line (--ram) has none: its
  /// claim points at the incident's own line. `surety`, 0 to 1: the part of its weight that what is known allows.
  void add(const Term& term, Sentence claim, const Citation& cite, double surety = 1);
  template <class T>
  void add(const Term& term, Sentence claim, const Cited<T>& fact) {
    add(term, std::move(claim), fact.cite);
  }
  /// The exception: a claim about the incident as a whole, or about what is nowhere to be seen.
  void add_at_anchor(const Term& term, Sentence claim) { add(term, std::move(claim), facts_.anchor); }

  /// All memory hypotheses: against them where there was memory to spare.
  void against_if_no_shortage(const Term& no_shortage);

  void missing(Sentence what, Absence why, Sentence how_to_get_it);

  Finding& finding() { return finding_; }
  /// The finding with its outcome: supported or refuted by the sum, undecided between.
  Finding done();
  /// The hypothesis cannot apply here.
  static Finding not_applicable(std::string_view cause);

 private:
  const Facts& facts_;
  Finding finding_;
};

}  // namespace laststraw::judge
