// Work done inside the sandbox, whose results are put out by somebody outside who does not look at them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace laststraw::sandbox {

/// Where results go. `place` is the caller's: a path, "-".
using PutOut = std::function<void(const std::string& place, const std::string& text)>;

/// Forks a process that enters the sandbox and calls `work` with a PutOut of its own: each text is handed out to `put_out` here, one after the other, and
/// `work` goes on when it has been put out. Returns what `work` returned; what it throws is its own business to catch. What `put_out` throws comes out here,
/// and ends the work. Throws std::runtime_error where the process died ("signal 11 (Segmentation fault)") or none can be started.
/// Call it while this process has no other thread.
int confined(const std::vector<std::string>& readable, const std::function<int(const PutOut&)>& work, const PutOut& put_out);

/// How a process ended: "exit status 3", "signal 11 (Segmentation fault)".
std::string why_ended(int status);

}  // namespace laststraw::sandbox
