#include "laststraw/parsers/pcp.hpp"

#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

std::string sample(const std::string& name) { return test::slurp(test::samples_dir() / "pcp" / name); }

Unwrapped text_of(const std::string& metadata, const std::string& volume) { return std::move(unwrap_pcp(metadata, {volume}).at(0)); }

const Series* series(const Records& records, std::string_view name) {
  for (const Series& found : records.series)
    if (found.name == name) return &found;
  return nullptr;
}

Records read_archive(const std::string& metadata, const std::string& volume) {
  return test::read(read_pcp, text_of(metadata, volume).text);
}

/// What pmdumplog of PCP 6.0.3 says of the same files.
TEST(Pcp, ArchivesOfPmlogger) {
  for (const char* version : {"pmlogger-v2", "pmlogger-v3"}) {
    const Unwrapped text = text_of(sample(version + std::string(".meta")), sample(version + std::string(".0")));
    EXPECT_EQ(english()(text.note), "") << version;
    const Records records = test::read(read_pcp, text.text);
    EXPECT_TRUE(records.unrecognised.empty()) << version << ": " << records.unrecognised.at(0).text;
    const Series* available = series(records, "mem_available_bytes");
    ASSERT_TRUE(available) << version;
    EXPECT_GE(available->points.size(), 9u) << version;
    EXPECT_EQ(available->points.at(0).value, 22558324.0 * 1024) << version;
    EXPECT_EQ(available->points.at(1).value, 22574620.0 * 1024) << version;
    ASSERT_TRUE(series(records, "load_1")) << version;
    EXPECT_NEAR(series(records, "load_1")->points.at(0).value, 3.49, 1e-6) << version << ": of one minute, not of five";
    EXPECT_EQ(records.meminfo.total.value().value, kib(24684096)) << version << ": not hinv.physmem's MB";
    EXPECT_EQ(records.host.kernel_release.value().value, "6.18.44-fc-v595") << version;
    EXPECT_EQ(records.host.hostname.value().value, "db-lab") << version;
    EXPECT_FALSE(records.host.vmstat_oom_kills) << version << ": 37 at its beginning and at its end";
  }
}

TEST(Pcp, ProcessesHaveTheirTitles) {
  for (const char* version : {"pmlogger-v2", "pmlogger-v3"}) {
    const Records records = read_archive(sample(version + std::string(".meta")), sample(version + std::string(".0")));
    ASSERT_EQ(records.process_lists.size(), 5u) << version;
    const auto of = [&](std::size_t list, int pid) -> const ProcessRow* {
      for (const ProcessRow& row : records.process_lists.at(list).rows)
        if (row.pid == Pid(pid)) return &row;
      return nullptr;
    };
    ASSERT_TRUE(of(0, 18)) << version;
    EXPECT_EQ(of(0, 18)->command, "postgres: app shop 10.0.0.5(40772) SELECT");
    EXPECT_EQ(of(0, 18)->rss, kib(54020));
    EXPECT_EQ(of(0, 18)->vsz, kib(57064));
    EXPECT_EQ(of(0, 18)->ppid, Pid(1));
    EXPECT_EQ(of(1, 18)->rss, kib(version == std::string("pmlogger-v2") ? 63236 : 70404)) << version;
    EXPECT_FALSE(of(1, 34)) << version;
    ASSERT_TRUE(of(2, 34)) << version << ": came later";
    EXPECT_EQ(of(2, 34)->command, "postgres: late shop [local] idle");
    EXPECT_FALSE(of(4, 34)) << version << ": gone";
  }
}

TEST(Pcp, TheFilesOfAnArchiveKnowEachOther) {
  for (const char* version : {"pmlogger-v2", "pmlogger-v3"}) {
    const auto volume = pcp_label(sample(version + std::string(".0"))), names = pcp_label(sample(version + std::string(".meta"))),
               index = pcp_label(sample(version + std::string(".index")));
    ASSERT_TRUE(volume && names && index) << version;
    EXPECT_EQ(volume->volume, 0);
    EXPECT_EQ(names->volume, PcpLabel::kMetadata);
    EXPECT_EQ(index->volume, PcpLabel::kIndex);
    EXPECT_EQ(volume->archive, names->archive);
    EXPECT_EQ(volume->archive, index->archive);
  }
  EXPECT_NE(pcp_label(sample("pmlogger-v2.0"))->archive, pcp_label(sample("pmlogger-v3.0"))->archive);
  EXPECT_FALSE(pcp_label(""));
  EXPECT_FALSE(pcp_label(sample("pmlogger-v2.0").substr(0, 100)));
}

// --- archives made here, after LOGARCHIVE(5) ---

std::string u32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}
std::string framed(const std::string& payload) {
  const std::string size = u32(static_cast<std::uint32_t>(payload.size() + 8));
  return size + payload + size;
}
std::string label(std::int32_t volume) {
  std::string payload = u32(0x50052602) + u32(7) + u32(1767607200) + u32(0) + u32(static_cast<std::uint32_t>(volume));
  payload.resize(124);
  return framed(payload);
}
constexpr std::uint32_t kNone = 0xffffffff, kKbyte = 0x10010000, kSingle = 1, kList = 2, kTitle = 3, kKills = 4;
std::string metric(std::uint32_t id, std::uint32_t type, std::uint32_t domain, std::uint32_t units, const std::string& name) {
  return framed(u32(1) + u32(id) + u32(type) + u32(domain) + u32(3) + u32(units) + u32(1) + u32(static_cast<std::uint32_t>(name.size())) +
                name);
}
std::string record(std::uint32_t second, std::uint32_t metrics, const std::string& sets) {
  return framed(u32(1767607200 + second) + u32(0) + u32(metrics) + sets);
}
std::string in_place(std::uint32_t id, std::uint32_t value, std::uint32_t instance = kNone) {
  return u32(id) + u32(1) + u32(0) + u32(instance) + u32(value);
}
/// Metrics whose values take 4 bytes.
std::string names() {
  const std::string list =
      u32(2) + u32(1767607200) + u32(0) + u32(9) + u32(1) + u32(24021) + u32(0) + "024021 postgres:" + std::string(1, '\0');
  return label(-1) + metric(kSingle, 1, kNone, kKbyte, "mem.util.free") + metric(kList, 1, 9, kKbyte, "proc.psinfo.rss") + framed(list) +
         metric(kKills, 1, kNone, 0x00100000, "mem.vmstat.oom_kill") + metric(5, 1, kNone, 0x00100000, "mem.vmstat.pgmajfault") +
         framed(u32(99) + "a record of a later version");
}

TEST(Pcp, WithoutTitlesAProcessHasTheNameOfItsInstance) {
  const Unwrapped text = text_of(names(), label(0) + record(0, 1, in_place(kList, 2048, 24021)));
  EXPECT_EQ(text.text, "2026-01-05 10:00:00.000000 UTC proc [24021] rss 2048 Kbyte, psargs postgres:\n");
}

TEST(Pcp, TitlesWithoutSizesAreNoList) {
  const std::string titles = label(-1) + metric(kTitle, 6, 9, 0, "proc.psinfo.psargs");
  const std::string block = u32(kTitle) + u32(1) + u32(1) + u32(24021) + u32(11) + u32(0x06000006) + "ls" + std::string(2, '\0');
  const Unwrapped text = text_of(titles, label(0) + record(0, 1, block));
  EXPECT_EQ(english()(text.note), "");
  EXPECT_EQ(text.text, "");
}

TEST(Pcp, AnErrorIsNoValue) {
  // As pmlogger writes it where it lacks the permission (-12387): a metric with a negative number of values has no format.
  const Unwrapped text = text_of(names(), label(0) + record(0, 2, u32(kList) + u32(0xffffcf9d) + in_place(kSingle, 77)));
  EXPECT_EQ(english()(text.note), "");
  EXPECT_EQ(text.text, "2026-01-05 10:00:00.000000 UTC mem.util.free 77 Kbyte\n");
}

TEST(Pcp, KillsThatAreCountedBelongToTheTimeOfTheArchive) {
  const Records records = read_archive(
      names(), label(0) + record(0, 1, in_place(kKills, 37)) + record(60, 1, in_place(kKills, 38)) + record(120, 1, in_place(kKills, 38)));
  ASSERT_TRUE(records.host.vmstat_oom_kills);
  EXPECT_EQ(records.host.vmstat_oom_kills->value, 1) << "37 were before";
  EXPECT_EQ(records.host.vmstat_oom_kills->cite.quote, "2026-01-05 10:01:00.000000 UTC mem.vmstat.oom_kill 38");
}

TEST(Pcp, NoRateOverAMarkOrARestart) {
  const Records records =
      read_archive(names(), label(0) + record(0, 1, in_place(5, 100)) + record(10, 1, in_place(5, 150)) + record(11, 0, "") +
                                record(20, 1, in_place(5, 900)) + record(30, 1, in_place(5, 20)) + record(40, 1, in_place(5, 60)));
  const Series* faults = series(records, "major_faults_per_s");
  ASSERT_TRUE(faults);
  ASSERT_EQ(faults->points.size(), 2u);
  EXPECT_EQ(faults->points[0].value, 5);
  EXPECT_EQ(faults->points[1].value, 4);
}

TEST(Pcp, MoreThanFitsIsThinnedOutAndSaidSo) {
  std::string volume = label(0);
  constexpr std::uint32_t kRecords = 900;
  volume.reserve(kRecords * 40);
  for (std::uint32_t i = 0; i < kRecords; ++i) volume += record(i, 1, in_place(kSingle, i));
  const Unwrapped text = std::move(unwrap_pcp(names(), {volume}, 400).at(0));
  EXPECT_EQ(english()(text.note), "of 900 values one in 3 was read: they are more than fit");
  EXPECT_EQ(test::line_count(text.text), kRecords / 3);
}

TEST(Pcp, WhatIsDamagedIsSaid) {
  const std::string sound = label(0) + record(0, 1, in_place(kSingle, 77));
  EXPECT_EQ(english()(text_of(names(), sound + u32(32) + "half").note), "record 3 is cut or damaged; what comes before it was read");
  const std::string elsewhere = u32(kSingle) + u32(1) + u32(1) + u32(kNone) + u32(5000);
  EXPECT_EQ(english()(text_of(names(), sound + record(1, 1, elsewhere)).note), "record 3 is cut or damaged; what comes before it was read");
  const Unwrapped nameless = text_of(names().substr(0, 250), sound);
  EXPECT_EQ(english()(nameless.note), "record 4 of its metadata is cut or damaged");
}

TEST(Pcp, SurvivesAnyDamage) {
  std::mt19937 random(7);
  for (int i = 0; i < 600; ++i) {
    const std::string version = i % 2 ? "pmlogger-v2" : "pmlogger-v3";
    std::string meta = sample(version + ".meta"), volume = sample(version + ".0");
    std::string& damaged = i % 3 ? volume : meta;
    if (i % 5 == 0) damaged.resize(random() % damaged.size());
    for (int n = 0; n < 8 && !damaged.empty(); ++n) damaged[random() % damaged.size()] = static_cast<char>(random());
    read_archive(std::string(meta), std::string(volume));
  }
  test::expect_survives_damage(read_pcp, text_of(sample("pmlogger-v3.meta"), sample("pmlogger-v3.0")).text.substr(0, 6000));
}

}  // namespace
}  // namespace laststraw
