// A picture shows no more points than can be told apart.
#pragma once

#include <cstddef>
#include <vector>

namespace laststraw::picture {

/// At most some 240: every so many, and the last four, which tell how it ended.
template <class T>
std::vector<T> thinned(const std::vector<T>& all) {
  constexpr std::size_t kMost = 240, kLast = 4;
  const std::size_t step = (all.size() + kMost - 1) / kMost;
  if (step < 2) return all;
  std::vector<T> kept;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i % step == 0 || i + kLast >= all.size()) kept.push_back(all[i]);
  return kept;
}

}  // namespace laststraw::picture
