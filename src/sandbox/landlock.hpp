// Landlock: which files a process can open.
#pragma once

#include <string>
#include <vector>

namespace laststraw::sandbox {

/// The kernel's ABI; 0: it has none.
int landlock_abi();
/// From now on only `readable` and what stands in it can be opened, and only to be read; nothing else can be done to files. Nobody outside can be
/// signalled or traced, and no TCP port reached, as far as the ABI has it. False where the kernel refused.
bool restrict_files(const std::vector<std::string>& readable, int abi);
/// From now on no file can be opened for writing, made, renamed or removed. False where the kernel refused.
bool restrict_writing(int abi);

}  // namespace laststraw::sandbox
