#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace laststraw::cli {

namespace {

bool write_all(int descriptor, const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t n = ::write(descriptor, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    written += static_cast<std::size_t>(n);
  }
  return true;
}

[[noreturn]] void fail(const std::string& path) { throw OutputError(path + ": " + std::strerror(errno)); }

bool is_special(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

void write_directly(const std::string& path, const std::string& text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path);
  const bool done = write_all(descriptor, text);
  if (::close(descriptor) != 0 || !done) fail(path);
}

}  // namespace

void write_out(const std::string& path, const std::string& text) {
  if (path == "-") {
    if (!write_all(STDOUT_FILENO, text) && errno != EPIPE) fail("standard output");
    return;
  }
  if (is_special(path)) return write_directly(path, text);      // /dev/stdout, /dev/null, a FIFO
  std::string temporary = path + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) fail(path);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const bool done = ::fchmod(descriptor, 0666 & ~mask) == 0 && write_all(descriptor, text) && ::fsync(descriptor) == 0;
  const int reason = errno;
  const bool closed = ::close(descriptor) == 0;
  if (done && closed && ::rename(temporary.c_str(), path.c_str()) == 0) return;
  if (!done) errno = reason;
  const int kept = errno;
  ::unlink(temporary.c_str());
  errno = kept;
  fail(path);
}

}  // namespace laststraw::cli
