// What others than the kernel's OOM killer say of killing for memory (docs/reference/kernel.md 4).
#pragma once

#include <optional>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/record/system_event.hpp"

namespace laststraw::system_log {

/// systemd, systemd-oomd, earlyoom, nohang, Facebook's oomd, kubelet, containerd, dockerd; nullopt: nothing of theirs.
std::optional<SystemEvent> read_userspace_killer(const KernelLine& line);

}  // namespace laststraw::system_log
