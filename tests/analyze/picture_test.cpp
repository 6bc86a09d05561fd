// Memory until the limit: what is drawn of lists of processes, of the kernel's table and of counters.
#include "analyze/picture/picture.hpp"

#include <gtest/gtest.h>

#include "analyze/analyze.hpp"
#include "judge/scene.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;
using Captures = std::vector<timeline::Timeline::Capture>;
using judge::test::Scene;

struct Listed {
  int pid;
  Bytes rss;
  std::string command;
  std::optional<std::chrono::seconds> elapsed{};
};

/// A group of 1000 MiB, and lists of its processes.
struct Drawn : Scene {
  std::list<ProcessList> lists;
  Captures captures;

  Drawn() {
    records.sources[0].format = "process_list/ps";
    records.cgroup.declared = {mib(1000), judge::test::place(7)};
    setting("shared_buffers", "64MB");
  }
  void list(std::chrono::seconds before, const std::vector<Listed>& rows) {
    ProcessList& one = lists.emplace_back();
    for (const Listed& row : rows) {
      ProcessRow& to = one.rows.emplace_back();
      to.pid = Pid{row.pid}, to.rss = row.rss, to.command = row.command, to.elapsed = row.elapsed, to.ppid = Pid{row.pid == 1 ? 0 : 1};
    }
    captures.push_back({*incident.when.wall - before, &one});
  }
  std::optional<MemoryPicture> picture() const {
    const judge::Facts facts = judge::facts_of(incident);
    return picture::memory_picture(facts, judge::judge(facts), captures);
  }
};

const MemoryLayer* culprit_of(const MemoryPicture& picture) {
  const MemoryLayer* found = nullptr;
  for (const MemoryLayer& layer : picture.layers)
    if (layer.culprit) {
      EXPECT_EQ(std::exchange(found, &layer), nullptr) << "one culprit, one colour";
    }
  return found;
}

void expect_whole(const MemoryPicture& picture) {
  EXPECT_LE(picture.layers.size(), 12U);
  EXPECT_LE(picture.at_ms.size(), 260U);
  EXPECT_TRUE(std::is_sorted(picture.at_ms.begin(), picture.at_ms.end()));
  for (const MemoryLayer& layer : picture.layers) {
    EXPECT_EQ(layer.bytes.size(), picture.at_ms.size());
    for (const auto& size : layer.bytes) EXPECT_GE(size.value_or(0), 0);
  }
}

/// One session of 900 MiB, that began 15 s before, between two lists.
struct OneSession : Drawn {
  OneSession() {
    Process& hog = add(7, Role::backend, mib(900));
    hog.user = "report", hog.database = "shop", hog.statement = "select array_agg(x) from t", hog.age = 15s, hog.victim = true;
    sessions(3, mib(4));
    for (const auto before : {40s, 30s, 20s})
      list(before, {{1, mib(20), "postgres"},
                    {100, mib(10), "postgres: app shop 10.0.0.1(1) idle"},
                    {101, mib(10), "postgres: app shop 10.0.0.1(2) idle"}});
  }
};

TEST(Picture, TheCulpritIsNothingBeforeItBeginsAndWhatTheKernelSaysAtTheEnd) {
  const OneSession scene;
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  expect_whole(*picture);
  EXPECT_EQ(picture->from, "captures");
  EXPECT_EQ(picture->of, "cgroup limit");
  EXPECT_EQ(picture->limit_bytes, mib(1000).count);
  ASSERT_EQ(picture->at_ms.size(), 5U) << "three lists, its beginning, the kill";
  const MemoryLayer* culprit = culprit_of(*picture);
  ASSERT_TRUE(culprit);
  EXPECT_EQ(culprit, &picture->layers.back()) << "on top";
  EXPECT_EQ(culprit->pid, 7);
  EXPECT_EQ(culprit->bytes, (std::vector<std::optional<std::int64_t>>{0, 0, 0, 0, mib(900).count}));
  EXPECT_EQ(picture->at_ms[4] - picture->at_ms[3], 15000);
  ASSERT_EQ(picture->marks.size(), 2U);
  EXPECT_EQ(english()(picture->marks[0].what), "report@shop starts");
  EXPECT_EQ(english()(picture->marks[1].what), "kill");
  EXPECT_NE(english()(picture->text).find("900.0 MiB"), std::string::npos) << english()(picture->text);
}

TEST(Picture, WhatIsSharedIsNotCountedInEachProcess) {
  OneSession scene;
  for (Process& process : scene.incident.processes) process.shmem = mib(8);
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  std::int64_t first = 0;
  for (const MemoryLayer& layer : picture->layers)
    if (layer.kind != "shared_memory") first += layer.bytes.front().value_or(0);
  EXPECT_EQ(first, mib(12 + 2 + 2).count) << "20, 10 and 10 MiB are resident, of which each touched 8";
}

TEST(Picture, CountedPrivateMemoryIsNotExceeded) {
  OneSession scene;
  std::vector<AlignedSeries::Point> counted;
  for (int before = 60; before >= 0; --before)
    counted.push_back({*scene.incident.when.wall - std::chrono::seconds(before), static_cast<double>(mib(9).count), 1});
  scene.series("memcg_anon_bytes", counted);
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  std::int64_t first = 0;
  for (const MemoryLayer& layer : picture->layers)
    if (layer.kind != "shared_memory") first += layer.bytes.front().value_or(0);
  EXPECT_EQ(first, mib(9).count);
}

/// Pages that children share with the postmaster are counted in each of them: the verdict takes the group's total, and so does the picture.
TEST(Picture, TheCulpritsSizeIsTheVerdicts) {
  Drawn scene;
  scene.sessions(40, mib(25));
  scene.part(PartKind::postgres_private, mib(900));
  std::vector<Listed> rows;
  for (int i = 0; i < 40; ++i) rows.push_back({100 + i, mib(12), "postgres: app shop 10.0.0.1(1) idle"});
  scene.list(20s, rows), scene.list(10s, rows);
  const Judgement judgement = scene.judged();
  ASSERT_TRUE(judgement.findings.at(0).culprit.bytes);
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  const MemoryLayer* culprit = culprit_of(*picture);
  ASSERT_TRUE(culprit);
  EXPECT_EQ(english()(culprit->name), "40 sessions");
  EXPECT_NEAR(static_cast<double>(culprit->bytes.back().value_or(0)), static_cast<double>(judgement.findings.at(0).culprit.bytes->count),
              40 * 1024.0);
  std::int64_t all = 0;
  for (const MemoryLayer& layer : picture->layers)
    if (layer.kind != "shared_memory") all += layer.bytes.back().value_or(0);
  EXPECT_LE(all, mib(1000).count);
}

TEST(Picture, BetweenTheKillAndTheNextListNothingIsKnown) {
  OneSession scene;
  scene.list(-5s, {{1, mib(20), "postgres"}});
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  ASSERT_EQ(picture->at_ms.size(), 7U);
  for (const MemoryLayer& layer : picture->layers) EXPECT_FALSE(layer.bytes[5]) << "a gap, not a line down";
}

TEST(Picture, AListThatWasMadeLateStandsWhereItWasMade) {
  Drawn scene;
  scene.sessions(3, mib(300));
  const auto rows = [](std::chrono::seconds ran, int pid) {
    return std::vector<Listed>{{1, mib(20), "postgres", ran},
                               {2, mib(9), "postgres: checkpointer", ran},
                               {3, mib(9), "postgres: walwriter", ran},
                               {pid, mib(90), "sh"}};
  };
  scene.list(100s, rows(1000s, 4)), scene.list(80s, rows(1020s, 4));
  scene.list(60s, rows(1110s, 5));  // 50 s late by its processes: 10 s after the kill
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->at_ms[2], picture->at_ms[0] + 100000) << "the kill is the third time";
  EXPECT_EQ(picture->at_ms.back(), picture->at_ms[0] + 110000);
}

TEST(Picture, ThousandsOfListsAndProgramsAreDrawnAsAFew) {
  OneSession scene;
  scene.captures.clear();
  for (int i = 3000; i > 0; --i) {
    std::vector<Listed> rows{{1, mib(20), "postgres"}};
    for (int k = 0; k < 30; ++k) rows.push_back({1000 + k, mib(30), "postgres: app shop 10.0.0.1(1) idle"});
    scene.list(std::chrono::seconds(30 + i), rows);
  }
  scene.incident.decline.emplace().onset = *scene.incident.when.wall - 3000s;
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  expect_whole(*picture);
  EXPECT_GT(picture->at_ms.size(), 200U);
}

TEST(Picture, WithoutListsTheCountersAreDrawn) {
  OneSession scene;
  scene.captures.clear();
  std::vector<AlignedSeries::Point> anon, shared;
  for (int before = 60; before >= 0; before -= 5) {
    anon.push_back({*scene.incident.when.wall - std::chrono::seconds(before),
                    static_cast<double>(mib(before > 15 ? 50 : 50 + 57 * (15 - before)).count), 1});
    shared.push_back({anon.back().at, static_cast<double>(mib(60).count), 1});
  }
  scene.series("memcg_anon_bytes", anon), scene.series("memcg_shmem_bytes", shared);
  const auto picture = scene.picture();
  ASSERT_TRUE(picture);
  expect_whole(*picture);
  EXPECT_EQ(picture->from, "counters");
  const MemoryLayer* culprit = culprit_of(*picture);
  ASSERT_TRUE(culprit);
  EXPECT_EQ(culprit->bytes.front(), 0);
  EXPECT_EQ(culprit->bytes.back(), mib(900).count);
}

TEST(Picture, WhereNothingShowsHowItCameToThatThereIsNone) {
  OneSession scene;
  scene.captures.clear();
  EXPECT_FALSE(scene.picture()) << "the kernel's table alone is one moment";
  OneSession undated;
  undated.incident.when.wall.reset();
  EXPECT_FALSE(undated.picture());
}

TEST(Picture, OfSamplesIsDrawnWhereTheyHaveOne) {
  const auto picture_of = [](const char* name, bool asked = true) {
    AnalyzeOptions options;
    options.paths = {(test::samples_dir() / "incidents" / name / "bundle").string()};
    options.pictures = asked;
    return analyze(options).incidents.at(0).memory_picture;
  };
  for (const char* name : {"two-large-sessions", "refused-memory", "greedy-neighbour"}) {
    const auto picture = picture_of(name);
    ASSERT_TRUE(picture) << name;
    expect_whole(*picture);
    EXPECT_TRUE(culprit_of(*picture)) << name;
  }
  for (const char* name : {"one-kill-line", "cut-kernel-log", "killed-while-aggregating", "too-many-sessions"})
    EXPECT_FALSE(picture_of(name)) << name;
  EXPECT_FALSE(picture_of("two-large-sessions", false));
}

}  // namespace
}  // namespace laststraw
