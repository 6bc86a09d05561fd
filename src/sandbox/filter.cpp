#include "sandbox/filter.hpp"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <initializer_list>

#include "sandbox/sanitized.hpp"

#ifdef LASTSTRAW_SANDBOX
#include <seccomp.h>
#endif

namespace laststraw::sandbox {

#ifdef LASTSTRAW_SANDBOX

namespace {

/// A filter under construction. Calls that this architecture has not are passed over by libseccomp.
class Filter {
 public:
  explicit Filter(std::uint32_t otherwise) : context_(::seccomp_init(otherwise)) {
    if (!context_) return;
    ::seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree, not a list: a tenth of the comparisons
  }
  ~Filter() {
    if (context_) ::seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  template <typename... Arguments>
  void add(std::uint32_t action, const char* call, Arguments... arguments) {
    const int number = ::seccomp_syscall_resolve_name(call);
    if (context_ && number != __NR_SCMP_ERROR)
      ::seccomp_rule_add(context_, action, number, static_cast<unsigned>(sizeof...(arguments)), arguments...);
  }
  template <typename... Calls>
  void allow(Calls... calls) {
    (add(SCMP_ACT_ALLOW, calls), ...);
  }
  template <typename... Calls>
  void refuse(Calls... calls) {
    (add(SCMP_ACT_ERRNO(EPERM), calls), ...);
  }
  bool load() { return context_ && ::seccomp_load(context_) == 0; }

 private:
  scmp_filter_ctx context_;
};

constexpr scmp_datum_t datum(unsigned long value) { return static_cast<scmp_datum_t>(value); }

/// Argument `which`, of which only the bits of `mask` count, is `value`.
scmp_arg_cmp masked(unsigned which, unsigned long mask, unsigned long value) {
  return {which, SCMP_CMP_MASKED_EQ, datum(mask), datum(value)};
}
scmp_arg_cmp is(unsigned which, unsigned long value) { return {which, SCMP_CMP_EQ, datum(value), 0}; }

/// O_TMPFILE holds O_DIRECTORY, so the one bit of its own is what is looked at.
constexpr unsigned long kWriting = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);

void allow_files(Filter& filter) {
  filter.allow("read", "pread64", "readv", "preadv", "preadv2", "lseek", "_llseek", "close", "close_range", "dup", "fstat", "fstat64",
               "stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64", "statx", "statfs", "fstatfs", "statfs64", "fstatfs64",
               "getdents64", "getcwd", "readlink", "readlinkat", "access", "faccessat", "faccessat2", "fadvise64", "readahead");
  filter.add(SCMP_ACT_ALLOW, "open", masked(1, kWriting, O_RDONLY));
  filter.add(SCMP_ACT_ALLOW, "openat", masked(2, kWriting, O_RDONLY));
  // What is open already: standard error, the sockets to the parent and the broker, the copy of a journal that the broker opened.
  filter.allow("write", "writev");
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC, F_GET_SEALS})
    filter.add(SCMP_ACT_ALLOW, "fcntl", is(1, static_cast<unsigned long>(command)));
  filter.add(SCMP_ACT_ALLOW, "ioctl", is(1, TCGETS));
  filter.add(SCMP_ACT_ALLOW, "ioctl", is(1, TIOCGWINSZ));
}

void allow_memory(Filter& filter) {
  filter.allow("brk", "munmap", "mremap", "madvise", "mincore", "msync", "membarrier", "mlock", "munlock");
  for (const char* call : {"mmap", "mmap2", "mprotect"})  // no memory both writable and executable
    for (const int kind : {0, PROT_WRITE, PROT_EXEC})
      filter.add(SCMP_ACT_ALLOW, call, masked(2, PROT_WRITE | PROT_EXEC, static_cast<unsigned long>(kind)));
}

void allow_threads(Filter& filter) {
  filter.add(SCMP_ACT_ALLOW, "clone", masked(0, CLONE_THREAD, CLONE_THREAD));
  filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");  // its flags are in memory, where no filter looks: the C library then takes clone
  filter.allow("futex", "futex_time64", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "arch_prctl",
               "sched_yield", "sched_getaffinity", "getcpu", "exit", "exit_group", "restart_syscall", "rt_sigaction", "rt_sigprocmask",
               "rt_sigreturn", "sigaltstack", "rt_sigtimedwait");
  const auto self = static_cast<unsigned long>(::getpid());
  filter.add(SCMP_ACT_ALLOW, "tgkill", is(0, self));  // abort()
  filter.add(SCMP_ACT_ALLOW, "rt_tgsigqueueinfo", is(0, self));
}

void allow_asking(Filter& filter) {
  filter.allow("getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrlimit", "ugetrlimit", "getrusage", "times",
               "uname", "sysinfo", "getrandom", "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "gettimeofday",
               "time", "clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "poll", "ppoll", "ppoll_time64", "select", "pselect6");
  filter.add(SCMP_ACT_ALLOW, "prlimit64", is(2, 0));  // ask, not set
  filter.allow("recvfrom", "recvmsg", "recv", "shutdown", "getsockopt");
  filter.add(SCMP_ACT_ALLOW, "sendto", is(4, 0));  // to whom the socket is connected with already
  filter.allow("send");
}

/// The leak check at the end stops the other threads from a process of its own, and looks at their memory; UBSan asks by a pipe whether memory is there.
void allow_sanitizers(Filter& filter) {
  filter.allow("getdents", "pipe", "pipe2", "clone", "ptrace", "wait4", "prctl", "process_vm_readv", "kill", "tgkill", "personality",
               "sched_getparam", "sched_getscheduler", "mprotect");
}

}  // namespace

bool has_seccomp() { return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0; }

bool allow_reading_only() {
  Filter filter(SCMP_ACT_ERRNO(EPERM));
  allow_files(filter);
  allow_memory(filter);
  allow_threads(filter);
  allow_asking(filter);
  if (kSanitized) allow_sanitizers(filter);
  return filter.load();
}

bool refuse_programs() {
  Filter filter(SCMP_ACT_ALLOW);
  filter.refuse("execve", "execveat", "socket", "connect", "bind", "listen", "accept", "accept4", "process_vm_writev", "io_uring_setup");
  if (!kSanitized) filter.refuse("ptrace");
  return filter.load();
}

bool refuse_writing() {
  Filter filter(SCMP_ACT_ALLOW);
  filter.refuse("socket", "connect", "bind", "listen", "accept", "accept4", "ptrace", "process_vm_readv", "process_vm_writev",
                "io_uring_setup", "kill", "tkill", "tgkill", "fork", "vfork", "creat", "truncate", "ftruncate", "unlink", "unlinkat",
                "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat", "rmdir", "mknod",
                "mknodat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown", "setxattr", "fsetxattr", "lsetxattr",
                "mount", "umount2", "bpf", "keyctl", "add_key", "openat2");
  filter.add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
  filter.add(SCMP_ACT_ERRNO(EPERM), "clone", masked(0, CLONE_THREAD, 0));
  for (const unsigned long mode : {static_cast<unsigned long>(O_WRONLY), static_cast<unsigned long>(O_RDWR)}) {
    filter.add(SCMP_ACT_ERRNO(EPERM), "open", masked(1, O_ACCMODE, mode));
    filter.add(SCMP_ACT_ERRNO(EPERM), "openat", masked(2, O_ACCMODE, mode));
  }
  filter.add(SCMP_ACT_ERRNO(EPERM), "open", masked(1, O_CREAT, O_CREAT));
  filter.add(SCMP_ACT_ERRNO(EPERM), "openat", masked(2, O_CREAT, O_CREAT));
  return filter.load();
}

#else  // built without (-DLASTSTRAW_SANDBOX=OFF)

bool has_seccomp() { return false; }
bool allow_reading_only() { return false; }
bool refuse_programs() { return false; }
bool refuse_writing() { return false; }

#endif

}  // namespace laststraw::sandbox
