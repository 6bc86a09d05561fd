#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace laststraw::cli {

namespace {

bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

void OutputFile::fail() const { throw OutputError((path_ == "-" ? "standard output" : path_) + ": " + std::strerror(errno)); }

OutputFile::OutputFile(const std::string& path) : path_(path) {
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
  } else if (is_special(path)) {                                  // /dev/stdout, /dev/null, a FIFO
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    // Nameless until it is whole, so that nothing is left behind however the program ends; where the file system cannot, with a name.
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    nameless_ = descriptor_ >= 0;
    temporary_ = path + ".XXXXXX";
    if (!nameless_) descriptor_ = ::mkstemp(temporary_.data());
    if (descriptor_ < 0) temporary_.clear();
  }
  if (descriptor_ < 0) fail();
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (!temporary_.empty() && !nameless_) ::unlink(temporary_.c_str());
}

void OutputFile::write(const std::string& text) {
  for (std::size_t written = 0; written < text.size() && !gone_;) {
    const ssize_t n = ::write(descriptor_, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EPIPE && path_ == "-") gone_ = true;    // | head
    else if (n < 0) fail();
    else written += static_cast<std::size_t>(n);
  }
}

void OutputFile::finish() {
  if (path_ == "-") return;
  if (!temporary_.empty()) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0) fail();
    if (nameless_) name();
  }
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0 || (!temporary_.empty() && ::rename(temporary_.c_str(), path_.c_str()) != 0)) fail();
  temporary_.clear();
}

void OutputFile::name() {
  // A link cannot take another file's place: it gets a name of its own first, for the moment until it is renamed.
  const std::string open_file = "/proc/self/fd/" + std::to_string(descriptor_);
  temporary_ = path_ + "." + std::to_string(::getpid()) + ".tmp";
  ::unlink(temporary_.c_str());
  if (::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) != 0) fail();
  nameless_ = false;
}

void write_out(const std::string& path, const std::string& text) {
  OutputFile file(path);
  file.write(text);
  file.finish();
}

}  // namespace laststraw::cli
