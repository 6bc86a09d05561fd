// Fits the weights of evidence to labelled incidents: softmax regression, held to the weights that were set by judgement.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace laststraw::eval {

/// A term of the table: cause and id.
using TermId = std::pair<std::string, std::string>;
using Weights = std::map<TermId, double>;  ///< decibans

/// One answer of the tool, as the fit sees it: which terms each applicable hypothesis gathered, and which are right.
struct Example {
  std::string scenario;  ///< examples of one scenario are held out together
  /// `right`: 0 wrong, 1 the truth's cause; a cause that also counts as right is in between, so that the fit prefers the other.
  struct Story {
    std::string cause;
    std::vector<std::string> terms;
    double right;
  };
  std::vector<Story> stories;
};

struct FitOptions {
  double spread = 2;  ///< decibans by which a weight may plausibly differ from what judgement set (a normal prior's sigma)
  int steps = 400;
  double rate = 0.5;          ///< decibans a step
  double prior_spread = 1.4;  ///< the same for the terms called "prior"
};

/// Probability of each story, in order.
std::vector<double> probabilities(const Example& example, const Weights& weights);

/// Maximum a posteriori weights. The terms called "prior" are held tighter: how often a cause occurs in a corpus that was made on
/// purpose is not how often it occurs. A term that supports never comes to contradict, nor the other way round: more supporting
/// evidence can then never lower a likelihood.
Weights fit(const std::vector<Example>& examples, const Weights& start, const FitOptions& options = {});

/// Mean negative log of the probability of the right stories.
double log_loss(const std::vector<Example>& examples, const Weights& weights);

}  // namespace laststraw::eval
