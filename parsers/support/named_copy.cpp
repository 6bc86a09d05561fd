#include "support/named_copy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>

namespace laststraw::support {

NamedCopy::NamedCopy(std::string_view bytes) {
  for (const char* folder : std::initializer_list<const char*>{"/dev/shm", std::getenv("TMPDIR"), "/tmp"}) {
    if (!folder) continue;
    path_ = std::string(folder) + "/laststraw-XXXXXX";
    fd_ = ::mkostemp(path_.data(), O_CLOEXEC);
    if (fd_ >= 0 && write(bytes)) return;
    remove();
  }
}

NamedCopy::~NamedCopy() { remove(); }

bool NamedCopy::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void NamedCopy::remove() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(path_.c_str());
  fd_ = -1;
}

}  // namespace laststraw::support
