// From where on a piece of evidence counts, to the MiB: below the threshold it is not there, at it and above it is (or the reverse).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "judge/scene.hpp"

namespace laststraw::judge::test {

enum class Holds { from, below };
constexpr auto kFrom = Holds::from, kBelow = Holds::below;
constexpr auto kOom = IncidentKind::kernel_oom, kGroup = IncidentKind::memcg_oom, kRefused = IncidentKind::enomem;

struct Threshold {
  const char *cause, *term;
  Holds holds;
  int at;  ///< MiB, of a total of 1000, or a number
  void (*set)(Scene& scene, int value);
  IncidentKind kind = kGroup;
};

inline bool weighs(const Threshold& threshold, int value) {
  Scene scene(threshold.kind);
  threshold.set(scene, value);
  const Judgement judgement = scene.judged();
  const auto& evidence = finding(judgement, threshold.cause).evidence;
  return std::any_of(evidence.begin(), evidence.end(), [&](const Evidence& one) { return one.term == threshold.term; });
}

inline void expect(std::span<const Threshold> thresholds) {
  for (const Threshold& threshold : thresholds)
    for (const int value : {threshold.at - 1, threshold.at})
      EXPECT_EQ(weighs(threshold, value), (value == threshold.at) == (threshold.holds == Holds::from))
          << threshold.cause << " " << threshold.term << " at " << value;
}

}  // namespace laststraw::judge::test
