#include "cli/here_command.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "cli/collect_script.hpp"
#include "cli/complaint.hpp"

namespace laststraw::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

/// A folder that nobody else can look into; gone at the end.
class PrivateFolder {
 public:
  PrivateFolder() {
    const char* const wanted = std::getenv("TMPDIR");
    for (const std::string below : {wanted ? wanted : "", "/var/tmp", "/tmp"}) {
      if (below.empty()) continue;
      path_ = below + "/laststraw-here.XXXXXX";
      if (::mkdtemp(path_.data())) return;
    }
    fail(path_);
  }
  ~PrivateFolder() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// What is collected is what was written about the time that is asked for: the moment, in seconds since 1970, and minutes before and after.
std::vector<std::string> window_of(const AnalyzeOptions& asked) {
  constexpr std::int64_t kSlack = 60, kDay = 24 * 60;
  const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
  const WallTime since = asked.since ? asked.since->resolved(now) : now - std::chrono::hours{24};
  const WallTime until = asked.until ? std::min<WallTime>(asked.until->resolved(now), now) : now;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(until - since).count();
  const std::int64_t half = std::clamp<std::int64_t>(minutes / 2 + kSlack, kSlack, 400 * kDay);
  const auto middle = std::chrono::duration_cast<std::chrono::seconds>(until.time_since_epoch()).count() - (half - kSlack) * 60;
  return {"-t", "@" + std::to_string(middle), "-w", std::to_string(half)};
}

std::string said_in(const std::string& folder) { return folder + "/said"; }

/// The script, in the place of this process. What it has to say goes to a file: most of it is nobody's business here.
[[noreturn]] void become_script(const Options& options, const std::string& bundle, const std::string& folder) {
  std::vector<std::string> words{"sh", "-c", std::string(kCollectScript), "laststraw-collect"};
  for (const std::string& word : window_of(options.analyze)) words.push_back(word);
  words.insert(words.end(), options.script_arguments.begin(), options.script_arguments.end());
  words.insert(words.end(), {"--folder", bundle});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::setenv("TMPDIR", folder.c_str(), 1);  // what it leaves where it is stopped goes with the rest
  const int file = ::open(said_in(folder).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file >= 0) ::dup2(file, STDOUT_FILENO), ::dup2(file, STDERR_FILENO);
  ::execv("/bin/sh", arguments.data());
  ::_exit(kMistake);
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : kMistake;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; lines.size() < 10'000 && std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// Quoted for a shell. Not by /proc/self/cmdline: where the loader was started with the program (scripts/packaging/start.cpp), that shows the loader's words.
std::string quoted_command(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain =
        !word.empty() &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") == std::string::npos;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += (line.empty() ? "" : " ") + (plain ? word : quoted + "'");
  }
  return line;
}

bool holds_any(const std::string& line, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* word) { return line.find(word) != std::string::npos; });
}

/// What is missing that somebody can do something about: servers that cannot be reached, and what only root may read.
struct Missing {
  std::vector<std::string> told;  ///< as MANIFEST says it
  std::string refused;            ///< names of files; empty: none, or root asks
};

Missing missing_in(const std::string& bundle) {
  constexpr std::string_view kCould = "could not: ";
  constexpr std::size_t kMost = 4;
  Missing missing;
  std::size_t refused = 0;
  for (const std::string& line : lines_of(bundle + "/MANIFEST")) {
    if (line.starts_with("could not: the server") || line.starts_with("could not: pgclusters:") || line.starts_with("left out: "))
      missing.told.push_back(line);
    if (!line.starts_with(kCould) || !holds_any(line, {"no permission", "ermission denied", "not permitted", "may not be"})) continue;
    const std::size_t end = line.find(": ", kCould.size());
    if (refused++ < kMost) missing.refused += (missing.refused.empty() ? "" : ", ") + line.substr(kCould.size(), end - kCould.size());
  }
  if (refused > kMost) missing.refused += " and " + std::to_string(refused - kMost) + " more";
  if (::geteuid() == 0) missing.refused.clear();
  return missing;
}

void tell(const Missing& missing, const std::vector<std::string>& typed) {
  for (const std::string& line : missing.told) complain(line);
  if (missing.refused.empty()) return;
  complain("not read, for want of root's rights: " + missing.refused);
  complain_lines("help: sudo " + quoted_command(typed));
}

/// What could not be read may hold the incident: that is no all-clear.
int status_with(const Missing& missing, int status) { return status == kNoIncident && !missing.refused.empty() ? kNothingToSay : status; }

/// In a process of its own, so that the folder goes even where that is killed.
int collect_and_analyze(Options options, const std::string& folder, int (*analyze)(const Options&)) {
  const std::string bundle = options.keep.empty() ? folder + "/bundle" : fs::absolute(options.keep).string();
  if (::isatty(STDERR_FILENO) != 0) complain("collecting from this machine: reads only, for some seconds (at most 5 minutes)");
  const pid_t script = ::fork();
  if (script < 0) fail("fork");
  if (script == 0) become_script(options, bundle, folder);
  if (wait_for(script) != 0) {
    for (const std::string& line : lines_of(said_in(folder))) complain(line);
    return kMistake;
  }
  const Missing missing = missing_in(bundle);
  options.analyze.paths = {bundle};
  const int status = analyze(options);
  tell(missing, options.typed);
  if (!options.keep.empty()) complain("what was collected is in " + bundle);
  return status_with(missing, status);
}

volatile std::sig_atomic_t working = 0;  ///< the process that works

void pass_on(int signal) {
  if (working > 0) ::kill(static_cast<pid_t>(working), signal);
}

}  // namespace

int run_here(Options options, int (*analyze)(const Options&)) {
  const PrivateFolder folder;
  const pid_t child = ::fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    const int status = complaining([&] { return collect_and_analyze(std::move(options), folder.path(), analyze); });
    std::fflush(nullptr);
    ::_exit(status);
  }
  working = child;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, pass_on);
  return wait_for(child);
}

}  // namespace laststraw::cli
