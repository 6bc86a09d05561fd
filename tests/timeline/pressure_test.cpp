// Near misses: memory all but ran out, nobody was killed and nothing refused.
#include <gtest/gtest.h>

#include "timeline/world.hpp"

namespace laststraw::timeline {
namespace {

using namespace test;

/// A machine of 16 GiB without swap, once a minute: `left` in percent of it.
struct Machine : World {
  Machine() {
    records.meminfo.total = {kib(16777216), at(2, 1)};
    records.meminfo.swap_total = {Bytes{0}, at(2, 15)};
  }
  void history(const char* name, Micros from, Micros step, std::initializer_list<double> values, bool dated = true) {
    Series& series = records.series.emplace_back();
    series.name = name;
    series.source = SourceId{3};
    std::uint32_t line = 0;
    for (const double value : values) {
      series.points.push_back({dated ? utc(from + step * line) : Stamp{}, value, line + 1});
      ++line;
    }
  }
  void available(Micros from, Micros step, std::initializer_list<double> percents) {
    history("mem_available_bytes", from, step, percents);
    for (SeriesPoint& point : records.series.back().points) point.value *= 16.0 * 1073741824 / 100;
  }
};

TEST(NearMiss, AvailableMemoryAllButGoneIsOneIncidentAtItsWorst) {
  Machine machine;
  machine.available(10h, 1min, {40, 12, 4, 1.5, 3, 20, 4, 30});
  const auto& incidents = machine.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::memory_pressure);
  EXPECT_EQ(incidents[0].when.wall, kDay + 10h + 3min);
  ASSERT_TRUE(incidents[0].pressure);
  EXPECT_EQ(english()(incidents[0].pressure->text), "1.5 % of the RAM was available, and no swap was left");
  EXPECT_EQ(incidents[0].pressure->cite.at.first_line, 4u);
  EXPECT_EQ(incidents[0].pressure->from, kDay + 10h + 2min);
  EXPECT_EQ(incidents[0].pressure->to, kDay + 10h + 6min);
  EXPECT_TRUE(incidents[0].victims.empty());
}

TEST(NearMiss, SwapToFallBackOnIsNone) {
  Machine machine;
  machine.records.meminfo.swap_total = {kib(4194304), at(2, 15)};
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  machine.history("swap_free_bytes", 10h, 1min, {3e9, 2.5e9, 2e9, 2e9, 2e9});
  EXPECT_TRUE(machine.find().empty());
}

TEST(NearMiss, SwapUsedUpIsOne) {
  Machine machine;
  machine.records.meminfo.swap_total.reset();
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  machine.history("swap_free_bytes", 10h, 1min, {3e9, 5e6, 1e6, 1e6, 2e9});
  machine.history("swap_used_bytes", 10h, 1min, {1e9, 4e9, 4e9, 4e9, 2e9});
  EXPECT_EQ(machine.find().size(), 1u);
}

TEST(NearMiss, UnknownSwapIsNotNone) {
  Machine machine;
  machine.records.meminfo.swap_total.reset();
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  EXPECT_TRUE(machine.find().empty());
}

TEST(NearMiss, AMachineThatIsAlwaysLikeThatHasNone) {
  Machine machine;
  machine.available(10h, 30min, {4, 4, 4, 3.9, 4, 4});
  EXPECT_TRUE(machine.find().empty());
}

TEST(NearMiss, OfASecondIsNone) {
  Machine machine;
  machine.available(10h, 1s, {40, 30, 3, 30, 40});
  EXPECT_TRUE(machine.find().empty());
}

TEST(NearMiss, AKillNearItIsTheIncident) {
  Machine machine;
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  machine.died(10h + 3min, 372);
  const auto& incidents = machine.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::sigkill_no_oom);
}

TEST(NearMiss, InAHistoryWithoutAZoneMayBeTheKillHoursAway) {
  Machine machine;
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  for (SeriesPoint& point : machine.records.series.back().points) point.stamp.utc_offset.reset();
  machine.died(13h + 3min, 372);
  EXPECT_EQ(machine.find().size(), 1u);
}

TEST(NearMiss, AKillOfAnotherTimeIsAnother) {
  Machine machine;
  machine.available(10h, 1min, {40, 4, 1.5, 3, 20});
  machine.died(13h + 3min, 372);
  EXPECT_EQ(machine.find().size(), 2u);
}

TEST(NearMiss, FileCacheAtTheLimitIsAnOrdinaryDay) {
  Machine machine;
  machine.records.cgroup.max = {MemoryLimit{.size = Bytes{1000000000}}, at(2, 1)};
  machine.history("memcg_usage_bytes", 10h, 1min, {9e8, 1e9, 1e9, 1e9});
  machine.history("memcg_anon_bytes", 10h, 1min, {3e8, 4e8, 4e8, 3e8});
  EXPECT_TRUE(machine.find().empty());
}

TEST(NearMiss, AnonymousAndSharedMemoryAtTheLimitIsOne) {
  Machine machine;
  machine.records.cgroup.max = {MemoryLimit{.size = Bytes{1000000000}}, at(2, 1)};
  machine.history("memcg_anon_bytes", 10h, 1min, {3e8, 7e8, 8e8, 3e8});
  machine.history("memcg_shmem_bytes", 10h, 1min, {1e8, 1e8, 1.8e8, 1e8});
  const auto& incidents = machine.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(english()(incidents[0].pressure->text), "98.0 % of the cgroup limit was memory that cannot be given back");
}

TEST(NearMiss, EverythingStandingStill) {
  Machine machine;
  machine.history("psi_memory_full_avg10_percent", 10h, 10s, {0, 2, 61, 88, 75, 70, 3});
  const auto& incidents = machine.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].when.wall, kDay + 10h + 30s);
}

TEST(NearMiss, TheCounterOfStalledTimeTellsTheSame) {
  Machine machine;
  machine.history("psi_memory_full_total_us", 10h, 1min, {1e6, 2e6, 50e6, 55e6});
  ASSERT_EQ(machine.find().size(), 1u);
  EXPECT_EQ(english()(machine.incidents[0].pressure->text), "everything stood still for want of memory 80.0 % of the time");
}

TEST(NearMiss, OfASnapshotWithoutATime) {
  Machine machine;
  machine.records.meminfo.available = {kib(104346), at(2, 3)};
  const auto& incidents = machine.find();
  ASSERT_EQ(incidents.size(), 1u);
  EXPECT_EQ(incidents[0].kind, IncidentKind::memory_pressure);
  EXPECT_FALSE(incidents[0].when.wall);
  EXPECT_EQ(incidents[0].pressure->cite.at.first_line, 3u);
}

TEST(NearMiss, ASnapshotBesideAKillIsNone) {
  Machine machine;
  machine.records.meminfo.available = {kib(104346), at(2, 3)};
  machine.died(13h + 3min, 372);
  EXPECT_EQ(machine.find().size(), 1u);
}

}  // namespace
}  // namespace laststraw::timeline
