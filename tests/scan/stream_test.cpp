// Standard input: a tar of many cases says what its folder says, whatever it is packed with; nothing of it is left behind.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <thread>

#include "scan/scan.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

/// Hosts in folders, two that meet by their paths only, a bundle in an archive, and what is no file.
const fs::path& hosts() {
  static const fs::path made = [] {
    fs::path root = test::scratch() / "streamed";
    const fs::path incidents = test::samples_dir() / "incidents";
    fs::create_directories(root / "kernel");
    for (const char* name : {"two-large-sessions", "too-many-sessions"})
      fs::copy(incidents / name / "bundle", root / name, fs::copy_options::recursive);
    fs::create_directories(root / "kernel" / "db9");
    fs::copy(test::samples_dir() / "system_log" / "global-6.12-dmesg.log", root / "kernel" / "db9" / "dmesg");
    std::system(
        ("tar -C '" + (incidents / "two-large-sessions" / "bundle").string() + "' -czf '" + (root / "packed.tar.gz").string() + "' .")
            .c_str());
    fs::create_symlink("/etc/passwd", root / "too-many-sessions" / "link");
    return root;
  }();
  return made;
}

fs::path tar_of(const fs::path& folder, const std::string& packing) {
  const fs::path tar = test::scratch() / ("hosts.tar" + packing);
  // pax keeps the parts of a second that files have.
  EXPECT_EQ(std::system(("tar -C '" + folder.string() + "' --format=pax -caf '" + tar.string() + "' .").c_str()), 0);
  return tar;
}

/// What a scan finds there, on descriptor 0 where `standard_input` is given.
struct Found {
  std::vector<std::string> lines, problems;
  Summary summary;
};
Found found(const std::string& path, const fs::path& standard_input = "/dev/null") {
  const int before = ::dup(STDIN_FILENO), file = ::open(standard_input.c_str(), O_RDONLY | O_CLOEXEC);
  ::dup2(file, STDIN_FILENO);
  Found all;
  ScanOptions options;
  options.paths = {path};
  options.jobs = 2;
  const std::atomic<bool> stop{false};
  OnIncident on_incident;
  on_incident.put_out = [&](const std::string& line, const std::vector<std::string>&) { all.lines.push_back(line); };
  all.summary = scan(
      options, on_incident, [&](const std::string& shown, const std::string& why) { all.problems.push_back(shown + ": " + why); },
      [](const Progress&) {}, stop);
  ::dup2(before, STDIN_FILENO);
  ::close(before), ::close(file);
  return all;
}

/// A folder of a test's own for what is put aside.
fs::path put_aside_in(const char* name) {
  fs::path folder = test::scratch() / name;
  fs::create_directories(folder);
  ::setenv("TMPDIR", folder.c_str(), 1);
  return folder;
}

TEST(Stream, ATarOfManyCasesSaysWhatItsFolderSays) {
  const fs::path aside = put_aside_in("aside");
  const Found folder = found(hosts().string());
  ASSERT_EQ(folder.lines.size(), 4U);
  for (const char* packing : {"", ".gz", ".xz", ".bz2"}) {
    const Found stream = found("-", tar_of(hosts(), packing));
    EXPECT_EQ(stream.lines, folder.lines) << packing;
    EXPECT_EQ(stream.summary.done.cases, folder.summary.done.cases) << packing;
    EXPECT_EQ(stream.summary.done.files, folder.summary.done.files) << packing;
    ASSERT_EQ(stream.problems.size(), 1U) << packing;
    EXPECT_EQ(stream.problems[0], "too-many-sessions/link: a link; not followed");
    EXPECT_TRUE(fs::is_empty(aside)) << packing;
  }
}

TEST(Stream, WhatIsCutIsSaidAndWhatCameBeforeCounts) {
  put_aside_in("aside-cut");
  const fs::path tar = tar_of(hosts(), "");
  const auto size = fs::file_size(tar);
  const Found whole = found("-", tar);
  for (const std::uint64_t at : {size / 4, size / 2, size - size / 8}) {
    const fs::path cut = test::scratch() / "cut.tar";
    fs::copy_file(tar, cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, at);
    const Found part = found("-", cut);
    EXPECT_GT(part.summary.refused, 0U) << at;
    bool said = false;
    for (const std::string& problem : part.problems) said |= problem.find("(standard input): the rest could not be read") == 0;
    EXPECT_TRUE(said) << at << (part.problems.empty() ? "" : part.problems[0]);
    EXPECT_LE(part.lines.size(), whole.lines.size());
  }
}

TEST(Stream, WhatIsNoTarIsOneCase) {
  put_aside_in("aside-plain");
  const Found plain = found("-", test::samples_dir() / "system_log" / "global-6.12-dmesg.log");
  ASSERT_EQ(plain.lines.size(), 1U);
  EXPECT_NE(plain.lines[0].find("\"case\":\".\""), std::string::npos);
  EXPECT_NE(plain.lines[0].find("(standard input)"), std::string::npos);
  EXPECT_TRUE(found("-", "/dev/null").lines.empty());
}

TEST(Stream, OfTwoFilesOfOneNameTheLastCounts) {
  put_aside_in("aside-twice");
  const fs::path folder = test::scratch() / "twice", tar = test::scratch() / "twice.tar";
  fs::create_directories(folder / "db1");
  std::ofstream(folder / "db1" / "kern.log") << "Jan  5 10:00:00 db1 kernel: [    1.000000] all is well\n";
  ASSERT_EQ(std::system(("tar -C '" + folder.string() + "' -cf '" + tar.string() + "' .").c_str()), 0);
  fs::copy_file(test::samples_dir() / "system_log" / "global-6.12-syslog.log", folder / "db1" / "kern.log",
                fs::copy_options::overwrite_existing);
  ASSERT_EQ(std::system(("tar -C '" + folder.string() + "' -rf '" + tar.string() + "' .").c_str()), 0);
  const Found stream = found("-", tar);
  EXPECT_EQ(stream.lines, found(folder.string()).lines);
  EXPECT_EQ(stream.lines.size(), 1U);
}

TEST(Stream, NothingIsLeftOfAScanThatIsKilled) {
  const fs::path aside = put_aside_in("aside-killed");
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]), ::close(ends[1]);
    found("-", "/proc/self/fd/0");
    ::_exit(0);
  }
  ::close(ends[0]);
  const fs::path folder = test::scratch() / "large";
  fs::create_directories(folder);
  std::ofstream(folder / "kern.log") << std::string(std::size_t{4} << 20, 'x');
  const std::string begin = test::slurp(tar_of(folder, "")).substr(0, std::size_t{2} << 20);
  ASSERT_EQ(::write(ends[1], begin.data(), begin.size()), static_cast<ssize_t>(begin.size()));
  const auto files = [&] {
    std::error_code gone;  // while it is looked at
    return std::distance(fs::recursive_directory_iterator(aside, gone), fs::recursive_directory_iterator());
  };
  const auto wait_until = [&](const std::function<bool()>& is_so) {
    for (int i = 0; i < 600 && !is_so(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return is_so();
  };
  EXPECT_TRUE(wait_until([&] { return files() > 1; })) << "the folder and a file in it";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(wait_until([&] { return fs::is_empty(aside); }));
  ::close(ends[1]);
}

}  // namespace
}  // namespace laststraw::scan
