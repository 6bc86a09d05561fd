// Where a series that ends in a rise began to rise.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace laststraw::timeline {

struct Sample {
  double at, value;
};

/// The rise a series ends in: a run of rising pieces, and what stands still at the top behind them.
struct Rise {
  std::size_t from = 0, to = 0;  ///< the samples between which it rises; from < to
  double by = 0;                 ///< value at `to` minus value at `from`, along the fitted lines
  double noise = 0;              ///< standard deviation of the samples around the lines
  std::size_t step = 1;          ///< of so many samples one was looked at
};

/// Cuts the series into straight pieces and follows the rising ones back from the end; nullopt where the series does not end in a
/// rise of at least `least`. `samples` ascend in time; `noise_floor` is what a value may be off at the least.
///
/// The pieces: optimal partitioning (Jackson et al., An algorithm for optimal partitioning of data on an interval, IEEE
/// Signal Processing Letters 12, 2005) with a least-squares line a piece, and Schwarz' criterion (three numbers a piece) as the
/// price of a cut. The noise is estimated by the median of second differences, which no trend and few jumps move
/// (Hampel, The influence curve and its role in robust estimation, JASA 69, 1974), so that seconds and ten minutes do alike.
std::optional<Rise> final_rise(const std::vector<Sample>& samples, double least, double noise_floor);

}  // namespace laststraw::timeline
