// The n-th read, write, sync, rename, open, fork or allocation fails, is interrupted, or is the last thing a process does: nothing is lost, nothing doubled,
// nothing half done left, the exit status right. LASTSTRAW_FULL=1 tries up to 400 n of each kind; a commit's run some.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <map>

#include "hostile/hostile.hpp"

namespace laststraw::test {
namespace {

namespace fs = std::filesystem;

struct Fault {
  const char* call;
  int error;  ///< 0: half of it is done; kKill: the process is killed there
};

constexpr int kKill = -1;

/// Three hosts with an incident each.
const fs::path& hosts() {
  static const fs::path made = [] {
    const fs::path folder = fresh("fault-hosts");
    for (const char* host : {"one", "two", "three"}) {
      fs::create_directories(folder / host);
      put(folder / host / "kern.log", sample_log());
    }
    return folder;
  }();
  return made;
}

std::function<void()> with(const Fault& fault, long at, const fs::path& count = {}) {
  return [fault, at, count] {
    const char* const before = std::getenv("ASAN_OPTIONS");
    ::setenv("ASAN_OPTIONS",
             (std::string(before ? before : "") + ":verify_asan_link_order=0:detect_leaks=0:alloc_dealloc_mismatch=0").c_str(), 1);
    ::setenv("LD_PRELOAD", LASTSTRAW_FAULTS, 1);
    ::setenv("LASTSTRAW_FAULT", (std::string(fault.call) + " " + std::to_string(at) + " " + std::to_string(fault.error)).c_str(), 1);
    if (!count.empty()) ::setenv("LASTSTRAW_FAULT_COUNT", count.c_str(), 1);
  };
}

/// How often the program does what, undisturbed.
std::map<std::string, long> calls(const std::vector<std::string>& arguments) {
  const fs::path file = scratch() / "calls";
  fs::remove(file);
  run(arguments, with({"none", 0}, 0, file));
  std::map<std::string, long> counts;
  std::ifstream text(file);
  std::string call;
  for (long count = 0; text >> call >> count;) counts[call] = count;
  EXPECT_GT(counts["new"], 0) << "nothing was counted, so nothing would be tried";
  return counts;
}

/// Up to 400 of all points, or some, spread over them; the first and the last among them.
std::vector<long> points(long all, long most) {
  std::vector<long> chosen;
  const long step = std::max(1L, all / (full_size() ? 400 : most));
  for (long at = 1; at <= all; at += step) chosen.push_back(at);
  if (all > 0 && chosen.back() != all) chosen.push_back(all);
  return chosen;
}

/// Tried of all kinds, to be printed.
long tried = 0;

std::vector<fs::path> left_in(const fs::path& folder) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

constexpr Fault kFailures[] = {{"read", EIO},    {"write", ENOSPC}, {"sync", EIO}, {"name", EACCES},
                               {"open", EMFILE}, {"fork", EAGAIN},  {"new", 0}};
constexpr Fault kInterruptions[] = {{"read", EINTR}, {"write", EINTR}, {"send", EINTR}, {"recv", EINTR},
                                    {"read", 0},     {"write", 0},     {"send", 0}};

constexpr Fault kKills[] = {{"read", kKill}, {"write", kKill}, {"sync", kKill}, {"name", kKill}, {"open", kKill},
                            {"fork", kKill}, {"new", kKill},   {"send", kKill}, {"recv", kKill}};

class Faults : public testing::Test {
 protected:
  const fs::path folder_ = fresh("faults"), out_ = folder_ / "all.ndjson", state_ = folder_ / "state";
  const std::vector<std::string> scan_{"scan", "-q", "-j1", "--ndjson", out_.string(), "--resume", state_.string(), hosts().string()};
  std::string whole() {
    static const std::string lines = [this] {
      run(scan_);
      std::string text = slurp(out_);
      clear();
      return text;
    }();
    return lines;
  }
  void clear() const {
    for (const auto& entry : fs::directory_iterator(folder_)) fs::remove_all(entry.path());
  }
};

TEST_F(Faults, AScanThatFailsAnywhereLosesAndDoublesNothing) {
  const std::string lines = whole();
  ASSERT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  auto often = calls(scan_);
  for (const Fault& fault : kFailures)
    for (const long at : points(often[fault.call], 2)) {
      clear();
      ++tried;
      const std::string what = std::string(fault.call) + " " + std::to_string(at);
      const Ran failed = run(scan_, with(fault, at));
      EXPECT_TRUE(failed.status == 0 || failed.status == 2) << what << ": " << failed.status << failed.err.substr(0, 500);
      if (failed.status == 0) {
        EXPECT_TRUE(slurp(out_) == lines) << what << " was not noticed\n" << failed.err;
      }
      if (failed.status == 2) {
        EXPECT_FALSE(failed.err.empty()) << what;
      }
      for (const fs::path& name : left_in(folder_)) EXPECT_TRUE(name == "all.ndjson" || name == "state") << what << " left " << name;
      const std::string first = slurp(out_);
      for (std::size_t line = 0; line < first.size(); line = first.find('\n', line) + 1)
        EXPECT_NE(lines.find(first.substr(line, first.find('\n', line) - line)), std::string::npos) << what;
      // Whatever it was, the next run with the same state has all of it, once.
      const Ran again = run(scan_);
      EXPECT_EQ(again.status, 0) << what << ": " << again.err << " before: " << failed.err;
      EXPECT_TRUE(slurp(out_) == lines) << what << ": " << failed.err;
    }
}

/// Whichever process it is: the one that writes, or a worker, whose case is then tried again by the next run.
TEST_F(Faults, AScanKilledAnywhereLosesAndDoublesNothing) {
  const std::string lines = whole();
  auto often = calls(scan_);
  for (const Fault& fault : kKills)
    for (const long at : points(often[fault.call], 2)) {
      clear();
      ++tried;
      const std::string what = std::string(fault.call) + " " + std::to_string(at);
      const Ran killed = run(scan_, with(fault, at));
      EXPECT_TRUE(killed.status == -SIGKILL || killed.status == 2 || (killed.status == 0 && slurp(out_) == lines))
          << what << ": " << killed.status;
      // Whole and under a temporary name, if it was killed between linking and renaming it: no call replaces a file by one without a name.
      const auto may_be_left = [&](const fs::path& name) {
        return std::string_view(fault.call) == "name" && name.extension() == ".tmp" && slurp(folder_ / name) == lines;
      };
      for (const fs::path& name : left_in(folder_))
        EXPECT_TRUE(name == "all.ndjson" || name == "state" || may_be_left(name)) << what << " left " << name;
      EXPECT_TRUE(run(scan_).status == 0 && slurp(out_) == lines) << what << ": " << killed.err;
    }
}

TEST_F(Faults, AnInterruptedCallIsTakenUpAgain) {
  const std::string lines = whole();
  auto often = calls(scan_);
  for (const Fault& fault : kInterruptions)
    for (const long at : points(often[fault.call], 2)) {
      clear();
      ++tried;
      const Ran ran = run(scan_, with(fault, at));
      EXPECT_EQ(ran.status, 0) << fault.call << " " << at << " " << fault.error << ": " << ran.err;
      EXPECT_TRUE(slurp(out_) == lines) << fault.call << " " << at << " " << fault.error;
    }
}

TEST_F(Faults, AMergeIsWholeOrNotThere) {
  const std::string lines = whole();
  std::vector<std::string> merge{"merge", "--ndjson", out_.string()};
  for (const char* shard : {"1", "2"}) {
    const std::string file = (scratch() / (std::string("shard-") + shard)).string();
    run({"scan", "-q", "-j1", "--shard", std::string(shard) + "/2", "--ndjson", file, hosts().string()});
    merge.push_back(file);
  }
  std::vector<Fault> faults(std::begin(kKills), std::end(kKills));
  for (const Fault& fault : {Fault{"write", ENOSPC}, Fault{"sync", EIO}, Fault{"name", EACCES}, Fault{"open", EMFILE}, Fault{"new", 0},
                             Fault{"write", EINTR}, Fault{"write", 0}})
    faults.push_back(fault);
  auto often = calls(merge);
  for (const Fault& fault : faults)
    for (const long at : points(often[fault.call], fault.error == kKill ? 2 : 3)) {
      put(out_, "of yesterday\n");
      ++tried;
      const std::string what = std::string(fault.call) + " " + std::to_string(at) + " " + std::to_string(fault.error);
      const Ran ran = run(merge, with(fault, at));
      // nlohmann's destructor allocates; where that fails nothing can be caught, and what was there stays.
      const bool died =
          (fault.error == kKill && ran.status == -SIGKILL) || (std::string_view(fault.call) == "new" && ran.status == -SIGABRT);
      EXPECT_TRUE(ran.status == 0 || ran.status == 2 || died) << what << ": " << ran.status << ran.err;
      const std::string there = slurp(out_);
      EXPECT_TRUE(there == lines || (ran.status != 0 && there == "of yesterday\n")) << what << ran.err;
      if (ran.status == 2) {
        EXPECT_FALSE(ran.err.empty());
      }
      EXPECT_LE(left_in(folder_).size(), fault.error == kKill && std::string_view(fault.call) == "name" ? 2U : 1U) << what;
      clear();
    }
}

/// Two shards of so many incidents each, in one folder; an incident of whole() in case after case.
std::vector<std::string> shards_of(const std::string& lines, int each) {
  const std::string row = lines.substr(0, lines.find('\n') + 1);
  const std::size_t name = row.find("\"case\":\"") + 8;
  std::vector<std::string> files;
  for (int part = 1; part <= 2; ++part) {
    std::string text;
    for (int i = 0; i < each; ++i) text += row.substr(0, name) + std::to_string(10000 + 2 * i + part) + row.substr(row.find('"', name));
    files.push_back((scratch() / ("many-" + std::to_string(part))).string());
    put(files.back(), text + "{\"shard\":{\"part\":" + std::to_string(part) + ",\"of\":2,\"incidents\":" + std::to_string(each) + "}}\n");
  }
  return files;
}

TEST_F(Faults, AMergeThatIsKilledGoesOnFromItsState) {
  std::vector<std::string> merge{"merge", "--ndjson", out_.string(), "--csv", (folder_ / "all.csv").string()};
  const std::vector<std::string> shards = shards_of(whole(), 20);
  merge.insert(merge.end(), shards.begin(), shards.end());
  ASSERT_EQ(run(merge).status, 0);
  const std::string lines = slurp(out_), rows = slurp(folder_ / "all.csv");
  ASSERT_EQ(std::count(lines.begin(), lines.end(), '\n'), 40);
  merge.insert(merge.end(), {"--resume", state_.string()});
  clear();
  const Fault kill{"write", -1};
  const long writes = calls(merge)["write"];
  for (const long part : {2, 1}) {
    clear();
    for (const long again : {1, 2}) {  // what the first had done, the second has sooner
      ++tried;
      const long at = again == 1 ? writes / part - 1 : writes / 4;
      EXPECT_EQ(run(merge, with(kill, at)).status, -SIGKILL) << at;
      EXPECT_TRUE(!fs::exists(out_) || slurp(out_) == lines) << at;
    }
    ASSERT_EQ(run(merge).status, 0);
    EXPECT_TRUE(slurp(out_) == lines && slurp(folder_ / "all.csv") == rows) << part;
  }
  EXPECT_TRUE(fs::exists(state_));
  // What it had done, it does not read again: here another cause has taken the cause's place, and the shard's size and time are the same.
  const auto time = fs::last_write_time(shards[0]);
  std::string other = slurp(shards[0]);
  const std::string cause = "single_backend", changed = "single_backenx";
  for (std::size_t at = 0; (at = other.find(cause, at)) != std::string::npos;) other.replace(at, cause.size(), changed);
  {
    std::fstream in_place(shards[0], std::ios::in | std::ios::out | std::ios::binary);
    in_place << other;
  }
  fs::last_write_time(shards[0], time);
  ASSERT_EQ(run(merge).status, 0);
  EXPECT_TRUE(slurp(folder_ / "all.csv") == rows);
  // What has changed, it does.
  put(shards[0], slurp(shards[0]));
  fs::last_write_time(shards[0], time + std::chrono::seconds(1));
  ASSERT_EQ(run(merge).status, 0);
  EXPECT_FALSE(slurp(folder_ / "all.csv") == rows);
  shards_of(whole(), 20);
  ASSERT_EQ(run(merge).status, 0);
  EXPECT_TRUE(slurp(out_) == lines && slurp(folder_ / "all.csv") == rows);
}

TEST_F(Faults, AMergeWhoseStateFailsSaysSoAndLosesNothing) {
  const std::string lines = whole();
  std::vector<std::string> merge{"merge", "--ndjson", out_.string()};
  const std::vector<std::string> shards = shards_of(lines, 3);
  merge.insert(merge.end(), shards.begin(), shards.end());
  run(merge);
  const std::string merged = slurp(out_);
  merge.insert(merge.end(), {"--resume", state_.string()});
  auto often = calls(merge);
  for (const Fault& fault : {Fault{"write", ENOSPC}, Fault{"sync", EIO}, Fault{"open", EMFILE}, Fault{"write", EINTR}})
    for (const long at : points(often[fault.call], 3)) {
      clear();
      ++tried;
      const Ran ran = run(merge, with(fault, at));
      EXPECT_TRUE(ran.status == 0 || ran.status == 2) << fault.call << " " << at << ": " << ran.status << ran.err;
      if (ran.status == 0) {
        EXPECT_TRUE(slurp(out_) == merged) << fault.call << " " << at;
      }
      const Ran again = run(merge);
      EXPECT_EQ(again.status, 0) << fault.call << " " << at << again.err;
      EXPECT_TRUE(slurp(out_) == merged) << fault.call << " " << at;
    }
}

TEST_F(Faults, AReportIsWholeOrNotThere) {
  const std::vector<std::string> analyze{"analyze", "-q", "--json", out_.string(), (hosts() / "one").string()};
  run(analyze);
  const std::string report = slurp(out_);
  ASSERT_FALSE(report.empty());
  auto often = calls(analyze);
  for (const Fault& fault : kFailures)
    for (const long at : points(often[fault.call], 3)) {
      put(out_, "of yesterday\n");
      ++tried;
      const Ran ran = run(analyze, with(fault, at));
      EXPECT_GE(ran.status, 0) << fault.call << " " << at << ": " << ran.err;
      const std::string there = slurp(out_);
      EXPECT_TRUE(there == "of yesterday\n" || there.starts_with("{\n")) << fault.call << " " << at << there.substr(0, 200);
      if (ran.status == 0) {
        EXPECT_TRUE(there == report) << fault.call << " " << at;
      }
      if (ran.status != 0) {
        EXPECT_FALSE(ran.err.empty()) << fault.call << " " << at;
      }
    }
  std::printf("%ld faults\n", tried);
}

}  // namespace
}  // namespace laststraw::test
