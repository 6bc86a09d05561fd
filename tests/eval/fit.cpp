#include "eval/fit.hpp"

#include <algorithm>
#include <cmath>

namespace laststraw::eval {

namespace {

constexpr double kPerDeciban = 0.23025850929940457;  // ln(10) / 10
constexpr double kLeast = 0.5;                       // a term keeps at least this much of its sign

double score(const Example::Story& story, const Weights& weights) {
  double sum = 0;
  for (const std::string& term : story.terms)
    if (const auto known = weights.find({story.cause, term}); known != weights.end()) sum += known->second;
  return sum;
}

bool has_right(const Example& example) {
  return std::any_of(example.stories.begin(), example.stories.end(), [](const Example::Story& story) { return story.right > 0; });
}

}  // namespace

std::vector<double> probabilities(const Example& example, const Weights& weights) {
  std::vector<double> found;
  double most = -1e9, sum = 0;
  for (const Example::Story& story : example.stories) found.push_back(score(story, weights)), most = std::max(most, found.back());
  for (double& value : found) value = std::exp((value - most) * kPerDeciban), sum += value;
  for (double& value : found) value /= sum;
  return found;
}

double log_loss(const std::vector<Example>& examples, const Weights& weights) {
  double loss = 0;
  std::size_t n = 0;
  for (const Example& example : examples) {
    if (!has_right(example)) continue;
    const std::vector<double> p = probabilities(example, weights);
    double right = 0;
    for (std::size_t i = 0; i < p.size(); ++i) right += example.stories[i].right * p[i];
    loss -= std::log(std::max(right, 1e-12));
    ++n;
  }
  return n == 0 ? 0 : loss / static_cast<double>(n);
}

Weights fit(const std::vector<Example>& examples, const Weights& start, const FitOptions& options) {
  Weights weights = start;
  Weights step;  // Rprop: the size of each weight's next step
  Weights before;
  for (const auto& [id, value] : start) step[id] = options.rate, before[id] = 0;
  for (int n = 0; n < options.steps; ++n) {
    Weights slope;  // of the posterior's negative logarithm
    for (const auto& [id, value] : weights) {
      const double spread = id.second == "prior" ? options.prior_spread : options.spread;
      slope[id] = (value - start.at(id)) / (spread * spread);
    }
    for (const Example& example : examples) {
      if (!has_right(example)) continue;
      const std::vector<double> p = probabilities(example, weights);
      double right = 0;
      for (std::size_t i = 0; i < p.size(); ++i) right += example.stories[i].right * p[i];
      for (std::size_t i = 0; i < p.size(); ++i) {
        const double share_of_right = example.stories[i].right * p[i] / std::max(right, 1e-12);
        for (const std::string& term : example.stories[i].terms)
          if (const auto at = slope.find({example.stories[i].cause, term}); at != slope.end())
            at->second += kPerDeciban * (p[i] - share_of_right);
      }
    }
    for (auto& [id, value] : weights) {
      const double now = slope[id];
      step[id] = std::clamp(now * before[id] > 0 ? step[id] * 1.2 : now * before[id] < 0 ? step[id] * 0.5 : step[id], 1e-4, 2.0);
      before[id] = now;
      value -= now > 0 ? step[id] : now < 0 ? -step[id] : 0;
      if (id.second == "prior") continue;
      if (start.at(id) > 0)
        value = std::max(value, kLeast);
      else if (start.at(id) < 0)
        value = std::min(value, -kLeast);
    }
  }
  return weights;
}

}  // namespace laststraw::eval
