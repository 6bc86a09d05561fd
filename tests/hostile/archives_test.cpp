// The program on archives and compressed files made to harm.
#include "hostile/hostile.hpp"
#include "support/compress.hpp"

namespace laststraw::test {
namespace {

namespace fs = std::filesystem;

/// libarchive would start these programs for these beginnings, with the input as theirs.
TEST(HostileArchives, NoProgramIsStarted) {
  using namespace std::string_view_literals;
  const fs::path programs = fresh("programs"), inputs = fresh("for-programs"), mark = programs / "was-started";
  for (const char* name :
       {"lrzip", "lzop", "grzip", "gzip", "bzip2", "xz", "zstd", "lz4", "lzip", "compress", "uncompress", "unrar", "rpm2cpio"}) {
    put(programs / name, "#!/bin/sh\n: > '" + mark.string() + "'\nexec /bin/cat\n");
    fs::permissions(programs / name, fs::perms::owner_all);
  }
  const std::string_view beginnings[] = {"LRZI\0\6"sv,     "\x89LZO\0\r\n\x1a\n"sv,  "GRZipII\0\2\4:)"sv,     "LZIP\1\x0c"sv,
                                         "\x1f\x9d\x90"sv, "\xed\xab\xee\xdb\3\0"sv, "begin 644 kern.log\n"sv};
  int n = 0;
  for (const std::string_view beginning : beginnings)
    for (const bool packed : {false, true}) {
      const std::string bytes = std::string(beginning) + std::string(600, 'x');
      put(inputs / ("kern.log." + std::to_string(++n)), packed ? gz(bytes) : bytes);
    }
  const auto with_programs = [&] { ::setenv("PATH", programs.c_str(), 1); };
  const Ran analyzed = run({"analyze", "-v", inputs.string()}, with_programs), scanned = run({"scan", inputs.string()}, with_programs);
  EXPECT_EQ(analyzed.status, 4) << analyzed.err;
  EXPECT_FALSE(fs::exists(mark));
  for (const char* name : {"lrzip", "lzop", "grzip"}) {
    EXPECT_NE(analyzed.out.find("packed by " + std::string(name)), std::string::npos) << analyzed.out;
    EXPECT_NE(scanned.err.find("packed by " + std::string(name)), std::string::npos) << scanned.err;
  }
}

/// analyze and scan see the same: a log compressed again, joined with something else, cut.
TEST(HostileArchives, AnalysisAndScanReadTheSameOfDamagedFiles) {
  const std::string log = sample_log();
  struct Case {
    const char* name;
    std::string bytes;
    const char* said;
  };
  const Case cases[] = {
      {"twice.gz", gz(gz(log)), ""},
      {"thrice.zst", zst(gz(zst(log))), ""},
      {"garbage.gz", gz(log.substr(0, 500)) + "something else, which is not compressed" + gz(log.substr(500)), "passed over"},
      {"behind.zst", zst(log) + "something else", "passed over"},
      {"cut.gz", gz(log) + gz(log).substr(0, 100), "cut off"},
      {"five.gz", gz(gz(gz(gz(gz(log))))), "compressed more than 4 times over"}};
  for (const auto& [name, bytes, said] : cases) {
    const fs::path folder = fresh("damaged");
    put(folder / ("kern.log." + std::string(name)), bytes);
    const Ran analyzed = run({"analyze", "-v", folder.string()}), scanned = run({"scan", folder.string()});
    const bool found = std::string_view(name) != "five.gz";
    EXPECT_EQ(analyzed.out.find("pid 372") != std::string::npos, found) << name << analyzed.out;
    EXPECT_EQ(scanned.out.find("pid 372") != std::string::npos, found) << name << scanned.out;
    EXPECT_NE(analyzed.out.find(said), std::string::npos) << name << analyzed.out;
    EXPECT_NE(scanned.err.find(said), std::string::npos) << name << scanned.err;
  }
}

TEST(HostileArchives, ARepeatedTextIsTakenForABomb) {
  const fs::path folder = fresh("repeated");
  std::string bomb = zst(sample_log());
  const std::string lines = zst(std::string(std::size_t{64} << 20, 'x'));
  for (int i = 0; i < (full_size() ? 4000 : 40); ++i) bomb += lines;
  put(folder / "kern.log.zst", bomb);
  const Ran analyzed = run({"analyze", "-v", folder.string()}), scanned = run({"scan", folder.string()});
  EXPECT_NE(analyzed.out.find("taken for a bomb"), std::string::npos) << analyzed.out;
  EXPECT_NE(scanned.err.find("taken for a bomb"), std::string::npos) << scanned.err;
  EXPECT_NE(scanned.out.find("pid 372"), std::string::npos) << scanned.out;
}

}  // namespace
}  // namespace laststraw::test
