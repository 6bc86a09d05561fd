// How what there was is known: each derivation, what follows from others, and what does not go together.
#include "judge/quantity/quantities.hpp"

#include <gtest/gtest.h>

#include "judge/scene.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

/// Null: nothing tells it.
const Quantity* of(const std::vector<Quantity>& known, std::string_view name) {
  for (const Quantity& one : known)
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<Quantity> known(const Scene& scene) { return quantities_of(facts_of(scene.incident)); }

Kill& killed(Scene& scene, int score, Bytes anon) {
  Kill& kill = scene.reports.front().kills.front();
  kill.pid = Pid(7), kill.comm = "postgres", kill.anon_rss = anon;
  kill.candidate = laststraw::Candidate{Pid(7), "postgres", score, place(98)};
  return kill;
}

TEST(Quantities, RamFromTheReportAndFromMeminfoAgree) {
  Scene scene(IncidentKind::kernel_oom);
  OomReport& report = scene.reports.front();
  report.ram = mib(4096), report.reserved = mib(96), report.ram_cite = place(3);
  scene.records.meminfo.total = {mib(3996), place(4)};
  const auto all = known(scene);
  const Quantity* ram = of(all, "ram_bytes");
  ASSERT_TRUE(ram);
  EXPECT_EQ(ram->derivations.size(), 2u);
  EXPECT_TRUE(ram->contradiction.empty()) << "MemTotal lacks what the kernel took at boot";
  EXPECT_EQ(ram->derivations[0].cite.at.first_line, 3u);
}

TEST(Quantities, RamOfAnotherMachineIsAContradiction) {
  Scene scene(IncidentKind::kernel_oom);
  scene.reports.front().ram = mib(4096);
  scene.records.meminfo.total = {mib(16384), place(4)};
  const auto all = known(scene);
  EXPECT_EQ(of(all, "ram_bytes")->size, exactly(mib(4096))) << "the first counts";
  EXPECT_NE(english()(of(all, "ram_bytes")->contradiction).find("16.0 GiB"), std::string::npos);
}

TEST(Quantities, ZonesTellTheRamWhereAllOfThemArePrinted) {
  Scene scene(IncidentKind::kernel_oom);
  OomReport& report = scene.reports.front();
  for (const std::int64_t size : {16, 1000, 3000}) {
    ZoneRow zone;
    zone.managed = mib(size), zone.cite = place(20);
    report.zones.push_back(zone);
  }
  EXPECT_FALSE(of(known(scene), "ram_bytes")) << "the first zones may be cut off";
  report.mem_info = place(10);
  EXPECT_FALSE(of(known(scene), "ram_bytes")) << "and the last";
  report.zones.back().free_blocks = {1, 2, 3};
  EXPECT_EQ(of(known(scene), "ram_bytes")->size, exactly(mib(4016)));
}

TEST(Quantities, AScoreTellsTheTotalAndWithTheSwapTheRam) {
  Scene scene(IncidentKind::kernel_oom);
  scene.incident.ledger.total.reset();
  killed(scene, 850, mib(81920)).swap = Bytes{0};
  auto all = known(scene);
  const Quantity* total = of(all, "total_bytes");
  ASSERT_TRUE(total);
  EXPECT_LE(total->size.low, mib(81920) * 1000 / 850);
  EXPECT_GE(total->size.high, mib(81920) * 1000 / 851);
  EXPECT_FALSE(of(all, "ram_bytes"));
  scene.records.meminfo.swap_total = {mib(4096), place(5)};
  all = known(scene);
  ASSERT_TRUE(of(all, "ram_bytes"));
  EXPECT_EQ(of(all, "ram_bytes")->size.high, of(all, "total_bytes")->size.high - mib(4096));
}

TEST(Quantities, WhatMayBeSwappedOutWidensWhatAScoreTells) {
  Scene scene(IncidentKind::kernel_oom);
  killed(scene, 500, mib(1000));
  scene.records.meminfo.total = {mib(2000), place(4)};
  scene.records.meminfo.swap_total = {mib(1000), place(5)};
  const auto all = known(scene);
  EXPECT_TRUE(of(all, "total_bytes")->contradiction.empty()) << "500 MiB of the victim were swapped out";
  EXPECT_EQ(of(all, "total_bytes")->size, exactly(mib(3000)));
}

TEST(Quantities, TheLimitByAllThatNameIt) {
  Scene scene;
  scene.records.cgroup.max = {MemoryLimit{mib(512), {}}, place(30)};
  scene.records.cgroup.declared = {mib(512), place(31)};
  auto all = known(scene);
  ASSERT_TRUE(of(all, "limit_bytes"));
  EXPECT_EQ(of(all, "limit_bytes")->derivations.size(), 2u);
  scene.records.cgroup.declared = {mib(2048), place(31)};
  all = known(scene);
  EXPECT_EQ(of(all, "limit_bytes")->size, exactly(mib(512)));
  EXPECT_FALSE(of(all, "limit_bytes")->contradiction.empty());
}

TEST(Quantities, TheCommitLimitAsTheKernelReckonsIt) {
  Scene scene(IncidentKind::enomem);
  scene.records.meminfo.total = {kib(252656), place(1)};
  scene.records.meminfo.swap_total = {kib(249848), place(2)};
  scene.records.sysctl["vm.overcommit_ratio"] = {"60", {}, place(3)};
  const auto all = known(scene);
  ASSERT_TRUE(of(all, "commit_limit_bytes"));
  EXPECT_EQ(of(all, "commit_limit_bytes")->size, exactly(kib(401440)));
}

TEST(Quantities, AVictimBoundsTheSharedMemory) {
  Scene scene(IncidentKind::kernel_oom);
  Kill& kill = killed(scene, 100, mib(10));
  kill.shmem_rss = mib(700), kill.total_vm = mib(1200);
  const auto all = known(scene);
  ASSERT_TRUE(of(all, "shared_memory_bytes"));
  EXPECT_EQ(of(all, "shared_memory_bytes")->size, (Interval{mib(700), mib(1200)}));
  scene.setting("shared_memory_size", "1024MB");
  EXPECT_EQ(of(known(scene), "shared_memory_bytes")->size, exactly(mib(1024)));
}

TEST(Quantities, NothingIsSaidOfWhatNothingTells) {
  const Scene scene(IncidentKind::sigkill_no_oom);
  EXPECT_TRUE(known(scene).empty());
}

}  // namespace
}  // namespace laststraw::judge
