// What one case does to the process that works on it costs that case only.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "scan/scan.hpp"
#include "scan/threads.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

/// Six cases, each with one incident.
const fs::path& archive() {
  static const fs::path made = [] {
    const fs::path root = test::scratch() / "failing";
    for (int i = 1; i <= 6; ++i) {
      fs::create_directories(root / ("host-" + std::to_string(i)));
      fs::copy_file(test::samples_dir() / "system_log/global-6.12-syslog.log", root / ("host-" + std::to_string(i)) / "kern.log");
    }
    return root;
  }();
  return made;
}

struct ScanRun {
  std::vector<std::string> cases, problems;
  Summary summary;
};

ScanRun run(ScanOptions options, const OnReport& on_report,
            const std::function<std::vector<std::string>(const report::CaseIncident&)>& prepare = {}) {
  options.paths = {archive().string()};
  options.jobs = 2;
  ScanRun done;
  const std::atomic<bool> stop{false};
  const OnIncident on_incident{prepare, [&](const std::string& line, const auto&) {
                                 done.cases.push_back(nlohmann::json::parse(line).at("case").get<std::string>());
                               }};
  done.summary = scan(
      options, on_incident, [&](const std::string& shown, const std::string& why) { done.problems.push_back(shown + ": " + why); },
      [](const Progress&) {}, stop, on_report);
  return done;
}

/// What happens in the process of host-3.
OnReport at_host_3(const std::function<void()>& what) {
  return {[what](const std::string& name, const Report&, const report::Document&) {
            if (name == "host-3") what();
            return std::string();
          },
          {}};
}

const std::vector<std::string> kAllButThird{"host-1", "host-2", "host-4", "host-5", "host-6"};

TEST(Failures, ADeadWorkerCostsItsCase) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGKILL, SIGBUS}) {
    const ScanRun done = run({}, at_host_3([signal] {
                               ::signal(signal, SIG_DFL);  // a sanitizer would print first
                               ::raise(signal);
                             }));
    EXPECT_EQ(done.cases, kAllButThird);
    ASSERT_EQ(done.problems.size(), 1U);
    EXPECT_TRUE(done.problems[0].starts_with("host-3: the program failed on this case (signal " + std::to_string(signal) + " "))
        << done.problems[0];
    EXPECT_EQ(done.summary.failed, 1U);
    EXPECT_EQ(done.summary.done.cases, 6U);
  }
  EXPECT_EQ(run({}, at_host_3([] { ::_exit(7); })).problems,
            std::vector<std::string>{"host-3: the program failed on this case (exit status 7); please report it"});
}

TEST(Failures, WhatARendererThrowsIsSaidOfItsCase) {
  const ScanRun reports = run({}, at_host_3([] { throw std::runtime_error("no room left"); }));
  EXPECT_EQ(reports.cases.size(), 6U) << "the incident itself is known";
  EXPECT_EQ(reports.problems, std::vector<std::string>{"host-3: its report could not be made: no room left"});
  EXPECT_EQ(reports.summary.failed, 1U);
  const ScanRun rows = run({}, {}, [](const report::CaseIncident& one) -> std::vector<std::string> {
    if (one.case_name == "host-3") throw std::bad_alloc();
    return {};
  });
  EXPECT_EQ(rows.cases, kAllButThird);
  ASSERT_EQ(rows.problems.size(), 1U);
  EXPECT_EQ(rows.summary.failed, 1U);
}

TEST(Failures, WhatFailedTwiceIsPassedOverAfterwards) {
  ScanOptions options;
  options.resume = (test::scratch() / "failing-state").string();
  // The process that works can write no file to tell.
  void* const shared = ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(shared, MAP_FAILED);
  auto* const worked = new (shared) std::atomic<int>(0);
  for (const char* said : {"failed on this case (signal 9", "failed on this case (signal 9",
                           "passed over: the program failed on this case 2 times", "passed over"}) {
    const ScanRun done = run(options, at_host_3([&] {
                               ++*worked;
                               ::raise(SIGKILL);
                             }));
    EXPECT_EQ(done.cases, kAllButThird);
    ASSERT_EQ(done.problems.size(), 1U);
    EXPECT_NE(done.problems[0].find(said), std::string::npos) << done.problems[0];
    EXPECT_EQ(done.summary.failed, 1U);
  }
  EXPECT_EQ(*worked, 2);
}

TEST(Failures, WithStandardNamesReplacedNothingOfThemIsLeft) {
  ScanOptions options;
  options.redact = true;
  options.resume = (test::scratch() / "redacted-state").string();
  std::ofstream(archive() / "host-5" / "cut.gz", std::ios::binary) << "\x1f\x8b broken";
  const ScanRun first = run(options, {}), second = run(options, {});
  EXPECT_EQ(first.cases.size(), 6U);
  EXPECT_TRUE(first.cases[0].starts_with("case-")) << first.cases[0];
  EXPECT_TRUE(std::is_sorted(first.cases.begin(), first.cases.end()));
  EXPECT_EQ(second.cases, first.cases);
  EXPECT_EQ(second.problems, first.problems) << "problems are said again";
  ASSERT_EQ(second.problems.size(), 1U);
  EXPECT_EQ(second.summary.resumed, 6U);
  EXPECT_EQ(test::slurp(options.resume).find("host-"), std::string::npos);
  EXPECT_EQ(second.problems[0].find("host-"), std::string::npos) << second.problems[0];
  fs::remove(archive() / "host-5" / "cut.gz");
}

TEST(Failures, ThreadsDoEverythingOnceAndPassOnWhatIsThrown) {
  FixedLeave leave(4);
  std::vector<std::atomic<int>> done(200);
  side_by_side(
      done.size(),
      [&](std::size_t i) {
        ::usleep(100);
        ++done[i];
      },
      leave);
  EXPECT_TRUE(std::all_of(done.begin(), done.end(), [](const auto& times) { return times == 1; }));
  EXPECT_THROW(side_by_side(
                   200,
                   [](std::size_t i) {
                     ::usleep(100);
                     if (i == 150) throw std::runtime_error("this one");
                   },
                   leave),
               std::runtime_error);
}

}  // namespace
}  // namespace laststraw::scan
