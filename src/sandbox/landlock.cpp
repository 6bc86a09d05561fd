// Linux 5.13 and later; constants and layout from the kernel's include/uapi/linux/landlock.h (of 6.12: Debian 12's header ends at ABI 2), the ABIs'
// differences from its Documentation/userspace-api/landlock.rst, "Previous limitations".
#include "sandbox/landlock.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace laststraw::sandbox {

namespace {

constexpr std::uint32_t kVersion = 1;  // LANDLOCK_CREATE_RULESET_VERSION
constexpr int kPathBeneath = 1;        // LANDLOCK_RULE_PATH_BENEATH
constexpr std::uint64_t kExecute = 1U << 0, kReadFile = 1U << 2, kReadFolder = 1U << 3;
/// LANDLOCK_ACCESS_FS_EXECUTE to _MAKE_SYM, then those of later ABIs.
constexpr std::uint64_t kFirst = (1U << 13) - 1, kRefer = 1U << 13, kTruncate = 1U << 14, kIoctlDevice = 1U << 15;
constexpr std::uint64_t kBindTcp = 1, kConnectTcp = 2;              // ABI 4
constexpr std::uint64_t kAbstractUnixSocket = 1, kSignalScope = 2;  // ABI 6

struct Ruleset {
  std::uint64_t files = 0, net = 0, scoped = 0;
};
struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed;
  std::int32_t fd;
};

Ruleset ruleset(int abi) {
  Ruleset rules{kFirst, 0, 0};
  if (abi >= 2) rules.files |= kRefer;
  if (abi >= 3) rules.files |= kTruncate;
  if (abi >= 4) rules.net = kBindTcp | kConnectTcp;
  if (abi >= 5) rules.files |= kIoctlDevice;
  if (abi >= 6) rules.scoped = kAbstractUnixSocket | kSignalScope;
  return rules;
}

std::size_t size_of_ruleset(int abi) {
  if (abi >= 6) return sizeof(Ruleset);
  return abi >= 4 ? offsetof(Ruleset, scoped) : offsetof(Ruleset, net);
}

/// What is not there, or is no file with a place (a pipe), needs no rule.
void allow(int rules, const std::string& path) {
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  struct stat status {};
  if (fd >= 0 && ::fstat(fd, &status) == 0) {
    const PathBeneath beneath{S_ISDIR(status.st_mode) ? kReadFile | kReadFolder : kReadFile, fd};
    ::syscall(SYS_landlock_add_rule, rules, kPathBeneath, &beneath, 0U);
  }
  if (fd >= 0) ::close(fd);
}

int made(const Ruleset& rules, int abi) {
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, size_of_ruleset(abi), 0U));
}

/// For good.
bool hold(int rules) {
  const bool held = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::syscall(SYS_landlock_restrict_self, rules, 0U) == 0;
  ::close(rules);
  return held;
}

}  // namespace

int landlock_abi() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, std::size_t{0}, kVersion);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

bool restrict_files(const std::vector<std::string>& readable, int abi) {
  const int rules = made(ruleset(abi), abi);
  if (rules < 0) return false;
  for (const std::string& path : readable) allow(rules, path);
  return hold(rules);
}

bool restrict_writing(int abi) {
  Ruleset writing = ruleset(abi);
  writing.files &= ~(kExecute | kReadFile | kReadFolder | kIoctlDevice);
  const int rules = made(writing, abi);
  return rules >= 0 && hold(rules);
}

}  // namespace laststraw::sandbox
