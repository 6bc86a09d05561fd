// Whole scans: what they find, in what order, in parts, and after having been killed.
#include "scan/scan.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "scan/state.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

/// Bundles of real incidents and of none, called so that order matters.
const fs::path& archive() {
  static const fs::path made = [] {
    fs::path root = test::scratch() / "archive";
    fs::create_directories(root);
    const fs::path incidents = test::samples_dir() / "incidents";
    int n = 0;
    for (int copy = 0; copy < 3; ++copy)
      for (const auto& entry : fs::directory_iterator(incidents)) {
        if (!entry.is_directory()) continue;
        fs::copy(entry.path() / "bundle", root / ("host-" + std::to_string(10 + n++)), fs::copy_options::recursive);
      }
    for (int quiet = 0; quiet < 12; ++quiet) {
      fs::create_directories(root / ("quiet-" + std::to_string(quiet)));
      std::ofstream(root / ("quiet-" + std::to_string(quiet)) / "kern.log") << "Jan  5 10:00:00 db1 kernel: [    1.000000] all is well\n";
    }
    return root;
  }();
  return made;
}

struct ScanRun {
  std::vector<std::string> lines, problems;
  Summary summary;
};

/// `stop_after`: interrupted once so many incidents are out.
ScanRun run(ScanOptions options, std::size_t stop_after = std::size_t{1} << 30, const OnReport& on_report = {}) {
  if (options.paths.empty()) options.paths = {archive().string()};
  ScanRun done;
  std::atomic<bool> stop{false};
  OnIncident on_incident;
  on_incident.put_out = [&](const std::string& line, const std::vector<std::string>&) {
    done.lines.push_back(line);
    stop = done.lines.size() >= stop_after;
  };
  done.summary = scan(
      options, on_incident, [&](const std::string& shown, const std::string& why) { done.problems.push_back(shown + ": " + why); },
      [](const Progress&) {}, stop, on_report);
  return done;
}

const ScanRun& undisturbed() {
  static const ScanRun done = run({});
  return done;
}

TEST(Scan, FindsEveryIncidentInOrderWithItsCase) {
  const ScanRun& done = undisturbed();
  EXPECT_EQ(done.lines.size(), 24U);
  EXPECT_EQ(done.summary.done.cases, 36U);
  EXPECT_EQ(done.summary.cases_with_incidents, 24U);
  std::string before;
  for (const std::string& line : done.lines) {
    const auto json = nlohmann::json::parse(line);
    EXPECT_LT(before, json.at("case").get<std::string>());
    before = json.at("case").get<std::string>();
    EXPECT_FALSE(json.contains("series"));
    EXPECT_EQ(json.at("grouped_by"), "folder");
    EXPECT_FALSE(json.at("summary").get<std::string>().empty());
  }
}

TEST(Scan, SaysTheSameWithAnyNumberOfThreads) {
  ScanOptions one, four;
  one.jobs = 1;
  four.jobs = 4;
  EXPECT_EQ(run(one).lines, undisturbed().lines);
  EXPECT_EQ(run(four).lines, undisturbed().lines);
}

TEST(Scan, ShardsAreThePartsOfTheWhole) {
  std::vector<std::string> all;
  for (std::uint64_t shard = 1; shard <= 3; ++shard) {
    ScanOptions options;
    options.shard = shard;
    options.shards = 3;
    const ScanRun part = run(options);
    EXPECT_LT(part.lines.size(), undisturbed().lines.size());
    all.insert(all.end(), part.lines.begin(), part.lines.end());
  }
  std::vector<std::string> whole = undisturbed().lines;
  std::sort(all.begin(), all.end());
  std::sort(whole.begin(), whole.end());
  EXPECT_EQ(all, whole) << "no incident twice, none lost";
}

TEST(Scan, ResumesWithoutDoingItAgain) {
  ScanOptions options;
  options.resume = (test::scratch() / "state").string();
  EXPECT_EQ(run(options).lines, undisturbed().lines);
  const ScanRun again = run(options);
  EXPECT_EQ(again.lines, undisturbed().lines);
  EXPECT_EQ(again.summary.resumed, 36U);
  std::ofstream(archive() / "quiet-3/kern.log", std::ios::app) << "Jan  5 10:00:01 db1 kernel: [    2.000000] still\n";
  EXPECT_EQ(run(options).summary.resumed, 35U);
}

TEST(Scan, InterruptedHasTheFirstOnesAndGoesOnFromThere) {
  ScanOptions options;
  options.jobs = 2;
  options.resume = (test::scratch() / "interrupted-state").string();
  const ScanRun first = run(options, 3);
  EXPECT_TRUE(first.summary.interrupted);
  ASSERT_GE(first.lines.size(), 3U);
  ASSERT_LE(first.lines.size(), undisturbed().lines.size());
  EXPECT_TRUE(std::equal(first.lines.begin(), first.lines.end(), undisturbed().lines.begin())) << "in order, none left out";
  const ScanRun rest = run(options);
  EXPECT_EQ(rest.lines, undisturbed().lines);
  EXPECT_EQ(rest.summary.resumed, first.summary.done.cases);
}

bool has_ended(pid_t child) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == child;
}

TEST(Scan, KilledAtAnyPointLosesAndDoublesNothing) {
  const fs::path state = test::scratch() / "killed-state", out = test::scratch() / "killed.ndjson";
  const std::string folder = archive().string();  // made before there is a child
  std::minstd_rand random(7);
  for (int round = 0; round < 8; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl(LASTSTRAW_BINARY, "laststraw", "scan", folder.c_str(), "--ndjson", out.c_str(), "--resume", state.c_str(), "-j1", nullptr);
      ::_exit(127);
    }
    // At any moment; every other time when something new has been remembered, so that the next one has what to go on from.
    std::error_code error;
    const auto size = [&] { return fs::exists(state, error) ? fs::file_size(state, error) : 0; };
    const std::uintmax_t before = size();
    if (round % 2 == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
    else
      while (!has_ended(child) && size() <= before + 100) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  ScanOptions options;
  options.resume = state.string();
  // What was under way at two kills may have been their cause: one run passes it over and says so, the next tries it again.
  const ScanRun last = run(options);
  EXPECT_EQ(last.lines.size() + last.summary.failed, undisturbed().lines.size());
  EXPECT_EQ(last.problems.size(), last.summary.failed);
  for (const std::string& problem : last.problems) EXPECT_NE(problem.find("passed over in this run"), std::string::npos) << problem;
  const ScanRun whole = run(options);
  EXPECT_TRUE(whole.lines == undisturbed().lines);
  EXPECT_GT(whole.summary.resumed, 0U);
}

std::string kernel_report() {
  std::ifstream file(test::samples_dir() / "system_log/global-6.12-syslog.log", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// More small files than are kept while the case is searched: they are read again, not forgotten.
TEST(Scan, ManySmallFilesAreAllPartOfTheirCase) {
  const fs::path root = test::scratch() / "many-small/db1";
  fs::create_directories(root);
  const std::string filler((std::size_t{4} << 20) - 100, 'x');
  for (int i = 0; i < 18; ++i) std::ofstream(root / ("a" + std::to_string(10 + i))) << filler;
  std::ofstream(root / "kern.log") << kernel_report();
  std::ofstream(root / "postgresql.csv")
      << "2026-11-21 03:02:20.000 UTC,,,330,,6b01.14a,6,,2026-01-05 00:00:00 UTC,,0,LOG,00000,\"database system is ready to accept connections\",,,,,,,,,\"\",\"postmaster\",,0\n";
  ScanOptions options;
  options.paths = {root.parent_path().string()};
  const ScanRun done = run(options);
  ASSERT_EQ(done.lines.size(), 1U);
  EXPECT_NE(done.lines[0].find("db1/postgresql.csv"), std::string::npos) << "its line is in the timeline";
}

/// A log that was truncated while its writer went on at the old offset.
TEST(Scan, AHoleBeforeTheTextIsPassedOver) {
  const fs::path root = test::scratch() / "holes";
  for (const auto& [name, hole] : {std::pair{"small", 2'000'100}, {"large", 20'000'100}}) {
    fs::create_directories(root / name);
    std::ofstream log(root / name / "kern.log", std::ios::binary);
    log.seekp(hole);
    log << kernel_report();
  }
  ScanOptions options;
  options.paths = {root.string()};
  EXPECT_EQ(run(options).lines.size(), 2U);
}

TEST(Scan, NamesWhatItCannotRead) {
  const fs::path root = test::scratch() / "odd";
  fs::create_directories(root / "db1");
  std::ofstream(root / "db1/broken.gz", std::ios::binary) << "\x1f\x8b broken";
  fs::create_symlink("/etc/passwd", root / "db1/link");
  ScanOptions options;
  options.paths = {root.string()};
  const ScanRun done = run(options);
  ASSERT_EQ(done.problems.size(), 2U);
  EXPECT_NE(done.problems[0].find("symbolic link"), std::string::npos);
  EXPECT_NE(done.problems[1].find("broken.gz"), std::string::npos);
}

}  // namespace
}  // namespace laststraw::scan
