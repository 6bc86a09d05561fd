// Archives whose headers lie, are damaged, or are many.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "input/archive.hpp"
#include "input/inputs.hpp"
#include "support/compress.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

namespace fs = std::filesystem;
using test::zst;

std::string dmesg() { return test::slurp(test::samples_dir() / "framings" / "dmesg.txt"); }

/// A ustar header written by hand (POSIX.1-1988): libarchive's writer makes no false ones. `type`: '0' file, '1' hard link, '2' symbolic link, '5' folder.
std::string header(const std::string& path, std::uint64_t size, char type = '0') {
  std::string block(512, '\0');
  const auto put = [&](std::size_t at, const std::string& field) { block.replace(at, field.size(), field); };
  put(0, path);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(136, "15260335275");
  block[156] = type;
  if (type == '1' || type == '2') put(157, "elsewhere");
  put(257, std::string("ustar\0"
                       "00",
                       8));
  // GNU tar's binary form for what does not fit into eleven octal digits.
  for (std::size_t i = 0; i < 8; ++i) block[135 - i] = static_cast<char>(size >> (8 * i) & 0xff);
  block[124] = '\x80';
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  std::string octal;
  for (int shift = 15; shift >= 0; shift -= 3) octal += static_cast<char>('0' + (sum >> shift & 7));
  put(148, octal + std::string("\0 ", 2));
  return block;
}

std::string file(const std::string& path, const std::string& text) {
  return header(path, text.size()) + text + std::string((512 - text.size() % 512) % 512, '\0');
}

const std::string kEnd(1024, '\0');

Unpacked read_all(const std::string& bytes, const ArchiveLimits& limits = {}) {
  ArchiveBudget budget(limits);
  return read_archive(bytes, budget, [](std::string_view, std::string_view head) { return head.find('\0') == std::string_view::npos; });
}

/// 32 GiB of zeros in a file nobody wants: what is passed over is unpacked, too.
TEST(OddArchives, AMemberThatIsOnlyPassedOverIsBounded) {
  constexpr std::size_t kFrame = std::size_t{64} << 20, kFrames = 512;
  std::string bomb = zst(file("dmesg.txt", dmesg()) + header("zeros", std::uint64_t{kFrame} * kFrames));
  const std::string zeros = zst(std::string(kFrame, '\0'));
  for (std::size_t i = 0; i < kFrames; ++i) bomb += zeros;
  const Unpacked unpacked = read_all(bomb);
  ASSERT_EQ(unpacked.members.size(), 2U);
  EXPECT_EQ(*unpacked.members[0].bytes, dmesg());
  EXPECT_NE(english()(unpacked.problem).find("taken for a bomb"), std::string::npos) << english()(unpacked.problem);
  const Held held = archive_may_hold(bomb, TriggerSearch(), [](std::uint64_t) {});
  EXPECT_TRUE(held.maybe);
  // Where it does not shrink so much, the sum counts.
  ArchiveLimits limits;
  limits.passed_bytes = std::uint64_t{1} << 20;
  EXPECT_NE(english()(read_all(zst(header("zeros", kFrame) + std::string(kFrame, '\0')), limits).problem).find("more than 1 MiB unpacked"),
            std::string::npos);
}

TEST(OddArchives, OneTextOfNothingButRepetitionIsBoundedInASearch) {
  std::string bomb;
  const std::string zeros = zst(std::string(std::size_t{64} << 20, 'x'));
  for (int i = 0; i < 8; ++i) bomb += zeros;
  EXPECT_FALSE(taken_for_a_bomb(std::size_t{512} << 20, bomb.size()).empty());
  EXPECT_TRUE(taken_for_a_bomb(std::size_t{60} << 20, 1).empty()) << "a small one may be anything";
}

TEST(OddArchives, MembersWithoutTextCountAsFiles) {
  ArchiveLimits limits;
  limits.files = 2000;
  for (const char type : {'0', '1', '2', '5'}) {
    std::string tar;
    for (int i = 0; i < 3000; ++i) tar += header("m" + std::to_string(i), 0, type);
    const Unpacked unpacked = read_all(tar + kEnd, limits);
    EXPECT_EQ(english()(unpacked.problem), "more than 2000 files") << type;
    EXPECT_EQ(unpacked.members.size(), type == '5' ? 0U : 1000U) << type;
    EXPECT_EQ(english()(unpacked.passed_over), type == '5' ? "" : "1000 more members that are links, empty or of no known format") << type;
    EXPECT_TRUE(archive_may_hold(zst(std::string(512, ' ')), TriggerSearch(), [](std::uint64_t) {}).problem.empty());
  }
}

TEST(OddArchives, ADamagedHeaderIsDamageAndNoMember) {
  const std::string large(300'000, 'x');
  std::string tar = file("a/dmesg.txt", dmesg()) + file("b/large.txt", large) + file("c/dmesg.txt", dmesg()) + kEnd;
  const std::size_t at = file("a/dmesg.txt", dmesg()).size();
  tar[at + 3] = static_cast<char>(tar[at + 3] ^ 1);
  for (const std::string& bytes : {tar, zst(tar)}) {
    const Unpacked unpacked = read_all(bytes);
    ASSERT_EQ(unpacked.members.size(), 2U) << "the two whole ones";
    EXPECT_EQ(unpacked.members[0].path, "a/dmesg.txt");
    EXPECT_EQ(unpacked.members[1].path, "c/dmesg.txt");
    EXPECT_EQ(english()(unpacked.problem), "");
    EXPECT_EQ(english()(unpacked.passed_over), "damaged: 587 blocks of 512 bytes are no member's and were passed over");
  }
}

/// pax allows it (POSIX.1-2001, pax, "-o linkdata"); other readers take what follows for headers.
TEST(OddArchives, AHardLinkMayHaveData) {
  std::string extended = "20 comment=anything\n";
  std::string tar = header("pax", extended.size(), 'x') + extended + std::string(512 - extended.size(), '\0');
  tar += header("link/dmesg.txt", dmesg().size(), '1') + file("x", dmesg()).substr(512) + file("after", "text") + kEnd;
  const Unpacked unpacked = read_all(tar);
  ASSERT_EQ(unpacked.members.size(), 2U);
  ASSERT_TRUE(unpacked.members[0].bytes) << english()(unpacked.members[0].note);
  EXPECT_EQ(*unpacked.members[0].bytes, dmesg());
  EXPECT_EQ(unpacked.members[1].path, "after");
}

TEST(OddArchives, ATimeNoClockShowsIsNone) {
  for (const char* time : {"9999999999999", "-9999999999999", "9223372036854775807"}) {
    const std::string record = " mtime=" + std::string(time) + "\n";
    const std::string extended = std::to_string(record.size() + 2) + record;
    const Unpacked unpacked = read_all(header("pax", extended.size(), 'x') + extended + std::string(512 - extended.size(), '\0') +
                                       file("dmesg.txt", dmesg()) + kEnd);
    ASSERT_EQ(unpacked.members.size(), 1U) << time;
    EXPECT_FALSE(unpacked.members[0].modified) << time;
  }
  EXPECT_FALSE(wall_time(std::numeric_limits<std::int64_t>::max(), 0));
  EXPECT_EQ(wall_time(1, 2'000), WallTime{std::chrono::microseconds{1'000'002}});
}

TEST(OddArchives, AFileOfTheYear2300HasItsTime) {
  const fs::path path = test::scratch() / "of-2300";
  std::ofstream(path) << "x";
  const timespec times[2] = {{10'413'792'000, 0}, {10'413'792'000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  struct stat status {};
  ::stat(path.c_str(), &status);
  if (status.st_mtim.tv_sec != 10'413'792'000) GTEST_SKIP() << "this file system has no such time";
  EXPECT_EQ(modification_time(path.string()), WallTime{std::chrono::seconds{10'413'792'000}});
}

std::vector<Input> open_text(const std::string& text) {
  const fs::path path = test::scratch() / "sections.txt";
  std::ofstream(path, std::ios::binary) << text;
  const Detector detector(rooms());
  return open_inputs({path.string()}, detector);
}

TEST(Sections, UnknownOnesAreSaidAndCounted) {
  std::string noise;
  for (int i = 0; i < 50; ++i) noise += "the quick brown fox\n";
  const std::vector<Input> unknown = open_text("==> /srv/a <==\n" + noise + "\n==> /srv/b <==\n" + noise);
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_EQ(unknown[0].room, nullptr);
  EXPECT_EQ(english()(unknown[0].note), "sections of no known format: /srv/a, /srv/b");
  EXPECT_EQ(unknown[0].unread_lines, 103U);
  // Every line of the file is some input's: its text, its mark, or the rest.
  const std::string log = dmesg();
  const std::vector<Input> some = open_text("==> /srv/a <==\n" + noise + "\n==> /var/log/dmesg <==\n" + log);
  ASSERT_EQ(some.size(), 2U);
  ASSERT_TRUE(some[0].room);
  EXPECT_EQ(some[0].left_out(), 1U) << "the mark";
  EXPECT_EQ(some[1].unread_lines, 52U);
  EXPECT_EQ(open_text("==> /var/log/dmesg <==\n" + log).size(), 1U) << "nothing is left";
}

}  // namespace
}  // namespace laststraw::input
