#include "scan/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <unordered_map>

#include "input/tar_stream.hpp"
#include "sandbox/confined.hpp"
#include "text/language.hpp"

namespace laststraw::scan {

namespace {

/// What the process that reads says: the first letter of a place. Behind it the name.
constexpr char kBegins = 'f', kBytes = 'b', kSkipped = 's', kFailed = 'x';
/// A file system is not filled further than to this part of it.
constexpr std::uint64_t kKeptFree = 20;
constexpr std::uint64_t kLookEvery = std::uint64_t{16} << 20;

[[noreturn]] void fail(const std::string& what, int error) {
  throw std::runtime_error("standard input could not be put aside in " + what + ": " + std::strerror(error));
}

struct Stopped {};

/// In the sandbox.
int read_stream(const sandbox::PutOut& out) {
  input::StreamParts parts;
  parts.begin = [&](const std::string& path, const std::optional<WallTime>& modified) {
    out(kBegins + path, modified ? std::to_string(modified->time_since_epoch().count()) : "");
  };
  parts.bytes = [&](std::string_view bytes) { out(std::string(1, kBytes), std::string(bytes)); };
  parts.skipped = [&](const input::Skipped& one) { out((one.failed ? kFailed : kSkipped) + one.shown, english()(one.reason)); };
  input::take_apart(STDIN_FILENO, parts);
  return 0;
}

/// Whoever holds the other end of `alive` is gone when reading it ends.
[[noreturn]] void remove_when_gone(int alive, const std::string& folder) {
  ::setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_IGN);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(standard);  // nobody waits for these to end
  char none = 0;
  while (::read(alive, &none, 1) < 0 && errno == EINTR) {
  }
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  ::_exit(0);
}

}  // namespace

Spool::Spool(const std::atomic<bool>& stop) {
  make_folder();
  std::unordered_map<std::string, std::size_t> places;
  try {
    sandbox::confined({}, read_stream, [&](const std::string& place, const std::string& text) {
      if (stop) throw Stopped();
      take(place, text);
    });
  } catch (const Stopped&) {  // there is nothing to be done with what came
    files_.clear();
  }
  finish();
  std::vector<input::FoundFile> last;
  for (input::FoundFile& file : files_) {
    const auto [known, is_new] = places.emplace(file.shown, last.size());
    if (is_new)
      last.push_back(std::move(file));
    else
      last[known->second].path = file.path;
  }
  files_ = std::move(last);
}

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
  if (alive_ >= 0) ::close(alive_);
}

void Spool::make_folder() {
  const char* const wished = std::getenv("TMPDIR");
  folder_ = (wished && *wished ? std::string(wished) : "/var/tmp") + "/laststraw.XXXXXX";
  if (!::mkdtemp(folder_.data())) fail(folder_, errno);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(folder_, errno);
  alive_ = ends[1];
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[1]);
    if (::fork() == 0) remove_when_gone(ends[0], folder_);  // whose parent is not this process, which waits for its own children only
    ::_exit(0);
  }
  ::close(ends[0]);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Spool::take(const std::string& what, const std::string& text) {
  const std::string name = what.substr(1);
  if (what[0] == kBegins)
    begin(name, text);
  else if (what[0] == kBytes)
    write(text);
  else
    skipped_.push_back({name, text, what[0] == kFailed});
}

void Spool::begin(const std::string& shown, const std::string& modified) {
  finish();
  const std::string path = folder_ + "/" + std::to_string(files_.size());
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) fail(folder_, errno);
  files_.push_back({path, shown});
  modified_ = modified;
}

void Spool::write(const std::string& bytes) {
  expect_room();
  for (std::size_t written = 0; written < bytes.size();) {
    const ssize_t n = ::write(file_, bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(folder_, errno);
    written += static_cast<std::size_t>(n);
  }
  since_looked_ += bytes.size();
}

void Spool::finish() {
  if (file_ < 0) return;
  if (!modified_.empty()) {
    const WallTime at{WallTime::duration(std::stoll(modified_))};
    const auto whole = std::chrono::floor<std::chrono::seconds>(at);
    const timespec time{whole.time_since_epoch().count(), std::chrono::nanoseconds(at - whole).count()};
    const timespec both[2]{time, time};
    ::futimens(file_, both);
  }
  ::close(file_);
  file_ = -1;
}

void Spool::expect_room() {
  if (since_looked_ < kLookEvery) return;
  since_looked_ = 0;
  struct statvfs room {};
  if (::statvfs(folder_.c_str(), &room) == 0 && room.f_bavail < room.f_blocks / kKeptFree)
    throw std::runtime_error("standard input could not be put aside in " + folder_ +
                             ": less than a twentieth of the file system would stay free; set TMPDIR");
}

}  // namespace laststraw::scan
