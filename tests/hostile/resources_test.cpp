// Little memory, little disk, nothing left behind.
#include <csignal>

#include "hostile/hostile.hpp"

namespace laststraw::test {
namespace {

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__)
/// The sanitizer reserves terabytes of addresses: it limits itself by what is resident. Its own books and the pages of mapped files count.
void limit_memory(std::size_t mib) {
  ::setenv("ASAN_OPTIONS", ("quarantine_size_mb=8:hard_rss_limit_mb=" + std::to_string(mib + 320)).c_str(), 1);
}
#else
void limit_memory(std::size_t mib) {
  const rlimit limit{mib << 20, mib << 20};
  ::setrlimit(RLIMIT_AS, &limit);
}
#endif

/// A csvlog of `mib` MiB in which nothing happens, and a kernel log with one incident.
fs::path long_quiet_log(std::size_t mib) {
  fs::path folder = fresh("quiet");
  std::ofstream log(folder / "postgresql.csv", std::ios::binary);
  std::string block;
  for (int i = 0; block.size() < std::size_t{1} << 20; ++i)
    block += "2026-11-20 22:00:00." + std::to_string(100 + i % 900) + " UTC,\"app\",\"shop\"," + std::to_string(1000 + i % 300) +
             ",\"10.0.0.7:5000\",abc." + std::to_string(i % 300) + "," + std::to_string(i) +
             ",\"SELECT\",2026-11-20 21:00:00 UTC,3/77,0,LOG,00000,\"duration: 1.234 ms  statement: select * from orders where id = " +
             std::to_string(i * 7919) + "\",,,,,,,,,\"web\",\"client backend\",,0\n";
  for (std::size_t i = 0; i < mib; ++i) log << block;
  log.close();
  put(folder / "kern.log", sample_log());
  return folder;
}

TEST(HostileResources, MemoryIsBoundedByWhatMatched) {
  const std::size_t mib = full_size() ? 2048 : 192;
  const fs::path folder = long_quiet_log(mib);
  // analyze() maps the log, which takes as many addresses as it is long; a scan reads it in pieces.
  const Ran analyzed = run({"analyze", folder.string()}, [&] { limit_memory(mib + 192); });
  EXPECT_TRUE(says_culprit(analyzed)) << analyzed.status << analyzed.out << analyzed.err.substr(0, 600);
  const Ran scanned = run({"scan", "-j", "2", "--max-memory", "64MiB", folder.string()}, [] { limit_memory(192); });
  EXPECT_EQ(scanned.status, 0) << scanned.out << scanned.err.substr(0, 600);
}

void limit_file_size(rlim_t bytes) {
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(HostileResources, AFullDiskIsSaidAndWhatWasThereStays) {
  const fs::path folder = fresh("full"), log = fresh("full-log") / "kern.log";
  put(log, sample_log());
  for (const char* form : {"--json", "--md", "--html"}) {
    const fs::path file = folder / "report";
    put(file, "the report of yesterday\n");
    const Ran ran = run({"analyze", form, file.string(), log.string()}, [] { limit_file_size(1000); });
    EXPECT_EQ(ran.status, 2) << form << ran.err;
    EXPECT_NE(ran.err.find("report: File too large"), std::string::npos) << form << ran.err;
    EXPECT_EQ(slurp(file), "the report of yesterday\n") << form;
  }
  const Ran scanned = run({"scan", "--ndjson", (folder / "all.ndjson").string(), log.string()}, [] { limit_file_size(1000); });
  EXPECT_EQ(scanned.status, 2);
  EXPECT_FALSE(fs::exists(folder / "all.ndjson"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1) << "nothing half done is left";
  const Ran to_full = run({"analyze", log.string()}, [] {
    if (!std::freopen("/dev/full", "w", stdout)) ::_exit(126);
  });
  EXPECT_EQ(to_full.status, 2);
  EXPECT_NE(to_full.err.find("standard output: No space left on device"), std::string::npos) << to_full.err;
}

TEST(HostileResources, AStateThatCannotGrowIsSaidAndGoodForTheNextRun) {
  const fs::path folder = fresh("state"), log = fresh("state-log") / "kern.log";
  put(log, sample_log());
  const std::string state = (folder / "state").string();
  EXPECT_EQ(run({"scan", "--resume", state, log.string()}, [] { limit_file_size(1000); }).status, 2);
  const Ran again = run({"scan", "--resume", state, log.string()});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_NE(run({"scan", "--resume", state, log.string()}).err.find("1 cases unchanged"), std::string::npos);
}

TEST(HostileResources, NoTemporaryFileIsLeftBehind) {
  const fs::path temporary = fresh("tmp"), journals = samples_dir() / "framings";
  std::vector<std::string> shm_before, shm_after;
  const auto names = [](std::vector<std::string>& into) {
    for (const auto& entry : fs::directory_iterator("/dev/shm"))
      if (entry.path().filename().string().find("laststraw") != std::string::npos) into.push_back(entry.path().string());
  };
  if (fs::exists("/dev/shm")) names(shm_before);
  const Ran ran = run({"analyze", journals.string()}, [&] { ::setenv("TMPDIR", temporary.c_str(), 1); });
  EXPECT_NE(ran.status, 2) << ran.err;
  EXPECT_TRUE(fs::is_empty(temporary));
  if (fs::exists("/dev/shm")) names(shm_after);
  EXPECT_EQ(shm_before, shm_after);
}

}  // namespace
}  // namespace laststraw::test
