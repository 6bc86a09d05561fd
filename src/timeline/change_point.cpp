#include "timeline/change_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace laststraw::timeline {

namespace {

/// A piece before the rise belongs to it while it rises at least this fraction as fast.
constexpr double kAsFast = 0.5;
constexpr std::size_t kLook = 400;        // samples
constexpr double kToDeviation = 1.4826;   // median absolute deviation to standard deviation, of normal noise
constexpr double kSecondDifferences = 6;  // 1 + 4 + 1: the variance of x[i-1] - 2 x[i] + x[i+1] of independent noise

double noise_of(const std::vector<Sample>& samples, double floor) {
  std::vector<double> bends;
  for (std::size_t i = 1; i + 1 < samples.size(); ++i) {
    // Against the straight line between the neighbours, wherever between them the sample lies.
    const double part = (samples[i].at - samples[i - 1].at) / std::max(1e-9, samples[i + 1].at - samples[i - 1].at);
    bends.push_back(2 * std::abs(samples[i].value - (samples[i - 1].value * (1 - part) + samples[i + 1].value * part)));
  }
  if (bends.empty()) return floor;
  const auto middle = bends.begin() + static_cast<std::ptrdiff_t>(bends.size() / 2);
  std::nth_element(bends.begin(), middle, bends.end());
  return std::max(floor, *middle * kToDeviation / std::sqrt(kSecondDifferences));
}

struct Line {
  double start, end, squares;
};  ///< fitted values at its first and last sample; what it leaves unexplained

/// Least-squares lines through any stretch of the samples, from running sums.
class Lines {
 public:
  explicit Lines(std::span<const Sample> samples) : samples_(samples), sums_(samples.size() + 1) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double x = samples[i].at - samples.front().at, y = samples[i].value - samples.front().value;
      const Sums& s = sums_[i];
      sums_[i + 1] = {s.x + x, s.y + y, s.xx + x * x, s.xy + x * y, s.yy + y * y};
    }
  }
  /// Of samples [from, to).
  Line through(std::size_t from, std::size_t to) const {
    const auto n = static_cast<double>(to - from);
    const Sums &a = sums_[from], &b = sums_[to];
    const double mean_x = (b.x - a.x) / n, mean_y = (b.y - a.y) / n;
    const double xx = b.xx - a.xx - n * mean_x * mean_x, xy = b.xy - a.xy - n * mean_x * mean_y, yy = b.yy - a.yy - n * mean_y * mean_y;
    const double slope = xx > 0 ? xy / xx : 0;
    const double origin = samples_.front().at, base = samples_.front().value;
    const auto at = [&](std::size_t i) { return base + mean_y + slope * (samples_[i].at - origin - mean_x); };
    return {at(from), at(to - 1), std::max(0.0, yy - slope * xy)};
  }

 private:
  struct Sums {
    double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  };
  std::span<const Sample> samples_;
  std::vector<Sums> sums_;
};

/// First samples of the pieces, ascending; at least two samples a piece.
std::vector<std::size_t> cut(const Lines& lines, std::size_t n, double price) {
  std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
  std::vector<std::size_t> last(n + 1, 0);
  best[0] = -price;
  for (std::size_t end = 2; end <= n; ++end)
    for (std::size_t start = 0; start + 2 <= end; ++start) {
      const double cost = best[start] + price;
      if (cost >= best[end]) continue;
      if (const double whole = cost + lines.through(start, end).squares; whole < best[end]) {
        best[end] = whole;
        last[end] = start;
      }
    }
  std::vector<std::size_t> starts;
  for (std::size_t end = n; end > 0; end = last[end]) starts.push_back(last[end]);
  std::reverse(starts.begin(), starts.end());
  return starts;
}

/// One stretch of the fitted line: along a piece, or from one piece to the next.
struct Step {
  std::size_t from, to;
  double rise, rate;
  bool jump;
};

std::vector<Step> steps_of(std::span<const Sample> samples, const Lines& lines, const std::vector<std::size_t>& starts) {
  std::vector<Step> steps;
  const auto add = [&](std::size_t from, std::size_t to, double rise, bool jump) {
    steps.push_back({from, to, rise, rise / std::max(1e-9, samples[to].at - samples[from].at), jump});
  };
  double reached = 0;
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::size_t end = k + 1 < starts.size() ? starts[k + 1] : samples.size();
    const Line line = lines.through(starts[k], end);
    if (k > 0) add(starts[k] - 1, starts[k], line.start - reached, true);
    add(starts[k], end - 1, line.end - line.start, false);
    reached = line.end;
  }
  return steps;
}

/// What the last samples say of the rise at the end.
struct Look {
  std::optional<Rise> rise;
  std::size_t before = 0;  ///< so many samples are of what was before the rise
};

Look look_back(std::span<const Sample> samples, double least, double noise, double price) {
  const Lines lines(samples);
  const std::vector<Step> steps = steps_of(samples, lines, cut(lines, samples.size(), price));
  const double notable = least / 5;
  std::optional<Rise> rise;
  double rate = 0;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const bool rises = step->rise >= notable, falls = step->rise <= -notable;
    if (!rise) {
      if (falls) return {std::nullopt, step->to};
      if (!rises) continue;  // it stands at the top
      rise = Rise{step->from, step->to, step->rise, noise, 1};
      rate = step->rate;
    } else {
      if (step->jump && !rises && !falls) continue;  // two pieces meet
      if (!rises || (step->rate < rate * kAsFast && step->rise < rise->by)) return {rise, step->to};
      rise->from = step->from;
      rise->by += step->rise;
      rate = std::min(rate, step->rate);
    }
  }
  return {rise, 0};
}

}  // namespace

std::optional<Rise> final_rise(const std::vector<Sample>& samples, double least, double noise_floor) {
  const std::size_t n = samples.size();
  if (n < 3) return std::nullopt;
  const double noise = noise_of(samples, noise_floor);
  // The cutting is quadratic and most declines are short: a longer stretch is looked at, by fewer of its samples, only where a
  // shorter one does not hold enough of what was before the rise.
  for (std::size_t step = 1;; step *= 2) {
    std::vector<Sample> looked_at;
    for (std::size_t back = 0; back < n && looked_at.size() < kLook; back += step) looked_at.push_back(samples[n - 1 - back]);
    std::reverse(looked_at.begin(), looked_at.end());
    const std::size_t count = looked_at.size(), first = n - 1 - (count - 1) * step;
    auto [rise, before] = look_back(looked_at, least, noise, 3 * std::log(static_cast<double>(count)) * noise * noise);
    if (first >= step && before < kLook / 4) continue;
    if (!rise || rise->by < least) return std::nullopt;
    rise->from = first + rise->from * step;
    rise->to = first + rise->to * step;
    rise->step = step;
    return rise;
  }
}

}  // namespace laststraw::timeline
