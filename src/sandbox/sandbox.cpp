#include "sandbox/sandbox.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>

#include "sandbox/descriptors.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/landlock.hpp"
#include "sandbox/sanitized.hpp"

namespace laststraw::sandbox {

namespace {

/// What the C library, the time zones and the sanitizers open by themselves.
constexpr const char* kAlways[] = {"/usr/lib",       "/usr/share/zoneinfo", "/lib",       "/lib64",
                                   "/etc/localtime", "/etc/ld.so.cache",    "/proc/self", "/sys/devices/system/cpu",
                                   "/dev/null",      "/dev/urandom"};

bool external = false;

}  // namespace

Walls available() {
#ifdef LASTSTRAW_SANDBOX
  return {has_seccomp(), landlock_abi()};
#else
  return {};
#endif
}

std::string described(const Walls& walls) {
#ifndef LASTSTRAW_SANDBOX
  return walls.seccomp ? "" : "none (built without)";
#else
  const std::string landlock = "Landlock ABI " + std::to_string(walls.landlock);
  if (walls.seccomp) return walls.landlock > 0 ? "seccomp, " + landlock : "seccomp; this kernel has no Landlock";
  return walls.landlock > 0 ? landlock + "; no seccomp here" : "none: neither seccomp nor Landlock here";
#endif
}

Walls enter(const std::vector<std::string>& readable) {
  Walls walls = available();
#ifdef LASTSTRAW_SANDBOX
  keep_for_reading_only();
  if (walls.landlock > 0) {
    std::vector<std::string> all(std::begin(kAlways), std::end(kAlways));
    all.insert(all.end(), readable.begin(), readable.end());
    if (!restrict_files(all, walls.landlock)) walls.landlock = 0;
  }
  if (walls.seccomp) walls.seccomp = allow_reading_only();
#endif
  return walls;
}

void forbid_programs() {
  if (!external_allowed() && has_seccomp()) refuse_programs();
}

void allow_external(bool allowed) { external = allowed; }
bool external_allowed() { return external; }

void leave(int status) {
#ifdef LASTSTRAW_SANDBOX
  if (!kSanitized) ::_exit(status);
#endif
  std::exit(status);  // leaks are looked for, and a build that measures coverage (without a sandbox) writes down what ran
}

}  // namespace laststraw::sandbox
