#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "report/report.hpp"
#include "text/say.hpp"

namespace laststraw::cli {

namespace {

namespace fs = std::filesystem;

bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// What this program, in whatever language, makes of such a file; or nothing at all.
bool is_earlier_output(const std::string& path) {
  std::array<char, 2048> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  const std::string head(bytes.data(), static_cast<std::size_t>(file.gcount()));
  if (head.empty()) return true;
  if (head.starts_with('{')) return head.find("\"schema_version\":") < 8 || head.starts_with("{\"shard\":");
  if (head.starts_with("<!doctype html>")) return head.find("laststraw") != std::string::npos;
  if (head.starts_with(report::csv_header()) || head.starts_with("# TYPE laststraw_")) return true;
  const auto known = languages();
  return std::any_of(known.begin(), known.end(), [&](std::string_view language) {
    return head.starts_with("# " + Language(language)(say("Out of memory: what happened and who did it")));
  });
}

bool is_within(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

void OutputFile::fail() const { throw OutputError((path_ == "-" ? "standard output" : path_) + ": " + std::strerror(errno)); }

OutputFile::OutputFile(const std::string& path) : path_(path), place_(path) {
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
  } else if (is_special(path)) {  // /dev/stdout, /dev/null, a FIFO
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    std::error_code none;
    if (fs::is_symlink(path, none)) place_ = fs::weakly_canonical(path, none).string();
    if (place_.empty()) place_ = path;
    struct stat there {};
    const mode_t mask = ::umask(0);
    ::umask(mask);
    mode_ = ::stat(place_.c_str(), &there) == 0 ? there.st_mode & 07777 : 0666 & ~mask;
    open_temporary();
  }
  if (descriptor_ < 0) fail();
}

/// Nameless until it is whole, so that nothing is left behind however the program ends; where the file system cannot, or there is no /proc to give it
/// a name by (a chroot), with a name.
void OutputFile::open_temporary() {
  const std::size_t slash = place_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : place_.substr(0, slash);
  if (::access("/proc/self/fd", X_OK) == 0) descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  nameless_ = descriptor_ >= 0;
  temporary_ = place_ + ".XXXXXX";
  if (!nameless_) descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) temporary_.clear();
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (!temporary_.empty() && !nameless_) ::unlink(temporary_.c_str());
}

void OutputFile::write(const std::string& text) {
  for (std::size_t written = 0; written < text.size() && !gone_;) {
    const ssize_t n = ::write(descriptor_, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EPIPE && path_ == "-")
      gone_ = true;  // | head
    else if (n < 0)
      fail();
    else
      written += static_cast<std::size_t>(n);
  }
}

void OutputFile::finish() {
  if (path_ == "-") return;
  if (!temporary_.empty()) {
    if (::fchmod(descriptor_, mode_) != 0 || ::fsync(descriptor_) != 0) fail();
    if (nameless_) name();
  }
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0 || (!temporary_.empty() && ::rename(temporary_.c_str(), place_.c_str()) != 0)) fail();
  temporary_.clear();
}

void OutputFile::name() {
  // A link cannot take another file's place: it gets a name of its own first, for the moment until it is renamed.
  const std::string open_file = "/proc/self/fd/" + std::to_string(descriptor_);
  temporary_ = place_ + "." + std::to_string(::getpid()) + ".tmp";
  ::unlink(temporary_.c_str());
  if (::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) != 0) fail();
  nameless_ = false;
}

void write_out(const std::string& path, const std::string& text) {
  OutputFile file(path);
  file.write(text);
  file.finish();
}

void refuse_overwriting(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  std::error_code none;
  for (const std::string& output : outputs) {
    if (output.empty() || output == "-" || !fs::is_regular_file(output, none)) continue;
    for (const std::string& input : inputs) {
      const bool named = fs::is_regular_file(input, none) && fs::equivalent(output, input, none);
      const bool inside =
          fs::is_directory(input, none) && is_within(fs::canonical(output, none), fs::canonical(input, none)) && !is_earlier_output(output);
      if (named || inside)
        throw std::invalid_argument(output + ": is one of the inputs and no report of laststraw; it would be overwritten");
    }
  }
}

void open_standard_streams() {
  for (int descriptor = 0; descriptor >= 0 && descriptor <= STDERR_FILENO;) {
    descriptor = ::open("/dev/null", O_RDWR);  // the lowest that is free
    if (descriptor > STDERR_FILENO) ::close(descriptor);
  }
}

}  // namespace laststraw::cli
