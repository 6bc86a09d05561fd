// Bytes as a file with a name, for libraries and tools that read nothing else.
#pragma once

#include <string>
#include <string_view>

namespace laststraw::support {

/// A copy, in memory where there is a tmpfs for it (/dev/shm), else in $TMPDIR or /tmp; gone with this object. The bytes may come
/// out of an archive, so there is often no file to open instead.
class NamedCopy {
 public:
  explicit NamedCopy(std::string_view bytes);
  ~NamedCopy();
  NamedCopy(const NamedCopy&) = delete;
  NamedCopy& operator=(const NamedCopy&) = delete;
  /// -1: no folder took it.
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }

 private:
  bool write(std::string_view bytes) const;
  void remove();

  std::string path_;
  int fd_ = -1;
};

}  // namespace laststraw::support
