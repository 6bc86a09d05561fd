// seccomp: which system calls a process can make.
#pragma once

namespace laststraw::sandbox {

/// Whether the kernel lets this process set a filter.
bool has_seccomp();
/// Reading, computing, threads, and writing to what is open; all else fails with EPERM. False where the kernel refused.
bool allow_reading_only();
/// All but programs and sockets. False where the kernel refused.
bool refuse_programs();
/// For a program that is about to be started: no socket, no other process, no file opened for writing. False where the kernel refused.
bool refuse_writing();

}  // namespace laststraw::sandbox
