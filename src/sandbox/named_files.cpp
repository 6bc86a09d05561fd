#include "sandbox/named_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace laststraw::sandbox {

namespace {

std::array<const char*, 3> all_folders() { return {"/dev/shm", std::getenv("TMPDIR"), "/tmp"}; }

}  // namespace

NamedFiles& NamedFiles::here() {
  static NamedFiles files;
  return files;
}

int NamedFiles::folders() { return static_cast<int>(all_folders().size()); }

std::pair<int, int> NamedFiles::make(int folder) {
  const char* const name = folder >= 0 && folder < folders() ? all_folders()[static_cast<std::size_t>(folder)] : nullptr;
  if (!name) return {-1, -1};
  std::string path = std::string(name) + "/laststraw-XXXXXX";
  const int fd = ::mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return {-1, -1};
  paths_[next_] = path;
  return {next_++, fd};
}

std::string NamedFiles::path(int number) const {
  const auto found = paths_.find(number);
  return found == paths_.end() ? std::string() : found->second;
}

void NamedFiles::remove(int number) {
  if (const auto found = paths_.find(number); found != paths_.end()) {
    ::unlink(found->second.c_str());
    paths_.erase(found);
  }
}

void NamedFiles::remove_all() {
  while (!paths_.empty()) remove(paths_.begin()->first);
}

}  // namespace laststraw::sandbox
