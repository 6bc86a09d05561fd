// Since when memory fell, and what began then.
#include <gtest/gtest.h>

#include <cmath>

#include "timeline/change_point.hpp"
#include "timeline/context_tree.hpp"

namespace laststraw::timeline {
namespace {

/// A deterministic wiggle of about +-1.
double wiggle(int i) { return std::sin(i * 12.9898) + std::sin(i * 78.233) / 2; }

struct Shape {
  const char* name;
  int every;
  double (*value)(double at);
  double onset;
  double off_by;
};

/// Totals are 1000; a day's history ends at 0.
const Shape kShapes[] = {
    {"FlatThenSteep", 10, [](double t) { return t < -300 ? 100.0 : 100 + (t + 300) * 3; }, -300, 20},
    {"FlatThenSteepEveryTenMinutes", 600, [](double t) { return t < -3000 ? 100.0 : 100 + (t + 3000) * 0.3; }, -3000, 600},
    {"OneSampleAfterTheJump", 600, [](double t) { return t < -700 ? 200.0 : 900.0; }, -1200, 600},
    {"NightlyHumpIsOver", 60, [](double t) { return t < -40000 && t > -50000 ? 700.0
                                                    : t < -600               ? 100.0
                                                                             : 100 + (t + 600) * 1.4; }, -600,
     60},
    {"SlowLeakOfAllDay", 600, [](double t) { return t < -60000 ? 50.0 : 50 + (t + 60000) / 70; }, -60000, 3600},
    {"LeakThenHog", 60, [](double t) { return t < -1200 ? 100 + (t + 86400) / 1000 : 185 + (t + 1200) * 0.6; }, -1200, 60},
    {"StandsFullBeforeTheKill", 60, [](double t) { return t < -3000 ? 100.0 : std::min(950.0, 100 + (t + 3000) * 0.7); }, -3000, 60},
};

class Onset : public testing::TestWithParam<Shape> {};

TEST_P(Onset, IsFoundWithinASampleOrTwo) {
  const Shape& shape = GetParam();
  std::vector<Sample> samples;
  for (int t = -std::min(86400, shape.every * 1400) / shape.every * shape.every; t <= 0; t += shape.every)
    samples.push_back({static_cast<double>(t), shape.value(t) + 3 * wiggle(t)});
  const auto rise = final_rise(samples, 100, 5);
  ASSERT_TRUE(rise);
  EXPECT_NEAR(samples[rise->from].at, shape.onset, shape.off_by + shape.every / 2.0);
  EXPECT_NEAR(rise->by, shape.value(0) - shape.value(shape.onset), 60);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Onset, testing::ValuesIn(kShapes), [](const auto& instance) { return instance.param.name; });

TEST(FinalRise, NeedsARiseAtTheEnd) {
  std::vector<Sample> flat, fallen, noisy, few{{0, 1}, {1, 500}};
  for (int i = 0; i < 200; ++i) {
    flat.push_back({i * 10.0, 400 + wiggle(i)});
    fallen.push_back({i * 10.0, i < 100 ? 900.0 : 100.0});
    noisy.push_back({i * 10.0, 400 + 120 * wiggle(i)});
  }
  EXPECT_FALSE(final_rise(flat, 100, 5));
  EXPECT_FALSE(final_rise(fallen, 100, 5));
  EXPECT_FALSE(final_rise(noisy, 300, 5));
  EXPECT_FALSE(final_rise(few, 100, 5));
  EXPECT_FALSE(final_rise({}, 100, 5));
}

MemoryContext context(int depth, const char* name, std::int64_t size) { return {depth, name, {}, Bytes{size}, Bytes{size / 2}, {}}; }

TEST(ContextTree, SumsUpAndPutsTheLargestFirst) {
  MemoryContextDump dump;
  dump.contexts = {context(0, "TopMemoryContext", 100), context(1, "CacheMemoryContext", 500), context(2, "CachedPlan", 30),
                   context(2, "CachedPlan", 40),        context(1, "PortalContext", 10),       context(2, "ExecutorState", 9000)};
  const auto tree = context_tree(dump);
  ASSERT_EQ(tree.size(), 5U);
  EXPECT_EQ(tree[0].subtree.count, 9680);
  EXPECT_EQ(tree[1].name, "PortalContext");
  EXPECT_EQ(tree[2].name, "ExecutorState");
  EXPECT_EQ(tree[2].depth, 2);
  EXPECT_EQ(tree[3].subtree.count, 570);
  EXPECT_EQ(tree[4].count, 2U);
  EXPECT_EQ(tree[4].own.count, 70);
}

TEST(ContextTree, StaysSmallAndKeepsTheSums) {
  MemoryContextDump dump;
  dump.contexts.push_back(context(0, "Top", 1));
  std::int64_t sum = 1;
  for (int i = 0; i < 50'000; ++i) {
    dump.contexts.push_back(context(1 + i % 3000, ("c" + std::to_string(i)).c_str(), i));
    sum += i;
  }
  const auto tree = context_tree(dump);
  EXPECT_EQ(tree.front().subtree.count, sum);
  EXPECT_LT(tree.size(), 300U);
}

}  // namespace
}  // namespace laststraw::timeline
