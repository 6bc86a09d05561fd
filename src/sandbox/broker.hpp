// What a process inside the sandbox still needs from outside: a file with a name for libsystemd, and, where it was allowed, sadf. A process of its own,
// forked before, does these two things and nothing else; without one they are done here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laststraw::sandbox {

/// Forks the broker of this process; it ends, and removes its files, when this process does. Before enter(). Without one (no process can be started)
/// what it is for is not had.
void start_broker();

/// Bytes as a file that has a name, for a library that reads nothing else; in memory where there is a tmpfs for it (/dev/shm), else in $TMPDIR or /tmp;
/// gone with this object. The bytes may come out of an archive, so there is often no file to open instead.
class NamedCopy {
 public:
  explicit NamedCopy(std::string_view bytes);
  ~NamedCopy();
  NamedCopy(const NamedCopy&) = delete;
  NamedCopy& operator=(const NamedCopy&) = delete;
  /// -1: no folder took it.
  int fd() const { return fd_; }
  /// Its name, to the broker.
  int number() const { return number_; }

 private:
  void give_back();

  int fd_ = -1, number_ = -1;
};

/// What `sadf -c` makes of these bytes: sysstat's own conversion of its older files. Nothing where it was not allowed (`--allow-external`), is not
/// installed or fails. It runs in a process of its own: without sockets, other processes and files to write, within a minute, 1 GiB of memory and
/// 256 MiB of answer.
std::optional<std::string> run_sadf(std::string_view bytes);

}  // namespace laststraw::sandbox
