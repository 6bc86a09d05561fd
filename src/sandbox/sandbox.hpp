// What a process gives up before it reads the first byte of what others made: writing to files, programs, the network, other processes.
#pragma once

#include <string>
#include <vector>

namespace laststraw::sandbox {

/// What holds a process, or would. A kernel without one of them (seccomp before 3.5 or where a container forbids it, Landlock before 5.13) has the other.
struct Walls {
  bool seccomp = false;  ///< system calls beyond those of reading and computing are refused
  int landlock = 0;      ///< ABI of the kernel; 0: none. Only what was named can be opened, and only to be read
};

/// What this kernel has, in this process.
Walls available();
/// "seccomp, Landlock ABI 6", or what lacks.
std::string described(const Walls& walls);

/// For good, also for the threads and processes this one will start: no file can be opened for writing, made, renamed or removed; no program started, no
/// socket made, no other process signalled or looked into. `readable`: the files and folders that may still be opened, where there is Landlock, beside
/// time zones, libraries and what /proc says of this process. Descriptors that are open for writing become ones for reading, but standard error and
/// sockets. Refused is with an error, so that the caller can say it. Call it while the process has one thread.
Walls enter(const std::vector<std::string>& readable);

/// For good: no program is started, no socket made (a pair of them is). For a process that still writes files.
void forbid_programs();

/// Whether this process may have a program started by its broker (`--allow-external`); set before it gets one.
void allow_external(bool allowed);
bool external_allowed();

/// The end of a forked process: what it has from its parent (buffers, files that go with an object) is not touched.
[[noreturn]] void leave(int status);

}  // namespace laststraw::sandbox
