// How certainty falls when inputs are withheld: it must fall as the accuracy does.
#pragma once

#include <string>
#include <vector>

#include "eval/fit.hpp"

namespace laststraw::eval {

/// One answer: how sure of its likeliest cause, and was that right?
struct Answer {
  double confidence;
  bool right;
};

/// Expected calibration error over ten equal bins of confidence (Naeini et al., 2015): the share-weighted mean distance between
/// how sure the answers of a bin are and how often they are right.
double expected_calibration_error(const std::vector<Answer>& answers);

/// Every case, whole and with inputs withheld, as the fit sees it; an excerpt whose text leans to a cause, by its shape.
std::vector<Example> examples_of(const std::string& corpus);

/// Fits on all scenarios but one and asks the one, for each; prints accuracy, Brier score, confusion and reliability. Then fits on all and, where
/// `table` is not empty, writes the weights into that source file (src/judge/hypothesis/).
void fit_weights(const std::string& corpus, const std::string& table, const FitOptions& options);

/// Runs every case whole and with inputs withheld, prints accuracy, mean confidence and the reliability table. True where nothing
/// is sure and wrong, and what is decided is as often right as it is sure.
bool evaluate_withheld(const std::string& corpus);

}  // namespace laststraw::eval
