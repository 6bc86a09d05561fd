#include "sandbox/descriptors.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <string>
#include <vector>

namespace laststraw::sandbox {

namespace {

/// Where there is no /proc to tell, all that it could be.
std::vector<int> open_descriptors() {
  std::vector<int> open;
  DIR* const folder = ::opendir("/proc/self/fd");
  if (!folder) {
    constexpr int kMost = 4096;
    for (int fd = 0; fd < kMost; ++fd) open.push_back(fd);
    return open;
  }
  while (const dirent* const entry = ::readdir(folder)) {
    int fd = 0;
    const char* const end = entry->d_name + std::strlen(entry->d_name);
    if (std::from_chars(entry->d_name, end, fd).ec == std::errc() && fd != ::dirfd(folder)) open.push_back(fd);
  }
  ::closedir(folder);
  return open;
}

void reopen(int fd, bool regular) {
  const std::string name = "/proc/self/fd/" + std::to_string(fd);
  int again = regular ? ::open(name.c_str(), O_RDONLY | O_CLOEXEC) : -1;
  if (again < 0) again = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (again < 0) {
    ::close(fd);
    return;
  }
  ::dup3(again, fd, O_CLOEXEC);
  ::close(again);
}

}  // namespace

void keep_for_reading_only() {
  for (const int fd : open_descriptors()) {
    const int flags = ::fcntl(fd, F_GETFL);
    struct stat status {};
    if (fd == STDERR_FILENO || flags < 0 || (flags & O_ACCMODE) == O_RDONLY || ::fstat(fd, &status) != 0 || S_ISSOCK(status.st_mode))
      continue;
    if (fd == STDIN_FILENO && !S_ISREG(status.st_mode)) continue;  // a terminal
    reopen(fd, S_ISREG(status.st_mode));
  }
}

}  // namespace laststraw::sandbox
