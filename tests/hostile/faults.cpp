// Preloaded into the program: the n-th call of one kind fails. LASTSTRAW_FAULT is "CALL N ERROR": "write 17 28" (ENOSPC); the count is one for all processes of
// a run. An error of EINTR or 0 (half is done) happens once and is no failure; at -1 the process is killed there. LASTSTRAW_FAULT_COUNT names a file that the
// number of calls of each kind is written to at the end.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>

namespace {

constexpr const char* kKinds[] = {"read", "write", "sync", "name", "open", "fork", "new", "send", "recv"};

struct Fault {
  char call[16] = "";
  long at = 0;
  int error = 0;                       ///< 0: a short write or read; kKill: the process is killed there
  std::atomic<long>* count = nullptr;  ///< of each of kKinds, in all processes
  pid_t first = 0;
};
constexpr int kKill = -1;
Fault fault;
/// From where the program first says what it does with signals: what fails before main() can be told to nobody.
bool armed = false;

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

[[gnu::constructor]] void begin() {
  const char* const wanted = std::getenv("LASTSTRAW_FAULT");
  if (!wanted || std::sscanf(wanted, "%15s %ld %d", fault.call, &fault.at, &fault.error) < 2) return;
  void* const shared =
      ::mmap(nullptr, sizeof(std::atomic<long>[std::size(kKinds)]), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return;
  fault.first = ::getpid();
  fault.count = new (shared) std::atomic<long>[std::size(kKinds)]();
}

[[gnu::destructor]] void end() {
  const char* const name = std::getenv("LASTSTRAW_FAULT_COUNT");
  if (!name || !fault.count || ::getpid() != fault.first) return;
  const std::atomic<long>* const count = fault.count;
  fault.count = nullptr;
  if (std::FILE* const file = std::fopen(name, "w")) {
    for (std::size_t kind = 0; kind < std::size(kKinds); ++kind) std::fprintf(file, "%s %ld\n", kKinds[kind], count[kind].load());
    std::fclose(file);
  }
}

/// Whether this call is the one.
bool strikes(const char* call) {
  if (!armed || !fault.count) return false;
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const char* one) { return std::strcmp(one, call) == 0; });
  const long count = ++fault.count[kind - std::begin(kKinds)];
  if (count != fault.at || std::strcmp(call, fault.call) != 0) return false;
  if (fault.error == kKill) ::syscall(SYS_tgkill, ::getpid(), ::gettid(), SIGKILL);  // of itself only: what the sandbox allows
  errno = fault.error;
  return true;
}

template <typename Call>
ssize_t io(const char* kind, size_t size, const Call& call) {
  if (!strikes(kind)) return call(size);
  return fault.error != 0 ? -1 : call(size > 1 ? size / 2 : size);
}

}  // namespace

extern "C" {

ssize_t read(int fd, void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, void*, size_t)>("read");
  return io("read", size, [&](size_t n) { return real(fd, bytes, n); });
}
ssize_t pread(int fd, void* bytes, size_t size, off_t at) {
  static const auto real = next<ssize_t (*)(int, void*, size_t, off_t)>("pread");
  return io("read", size, [&](size_t n) { return real(fd, bytes, n, at); });
}
ssize_t pread64(int fd, void* bytes, size_t size, off64_t at) { return pread(fd, bytes, size, at); }
ssize_t write(int fd, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (fd == STDERR_FILENO) return real(fd, bytes, size);
  return io("write", size, [&](size_t n) { return real(fd, bytes, n); });
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return io("write", size, [&](size_t n) { return real(fd, bytes, n, at); });
}
ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) { return pwrite(fd, bytes, size, at); }
ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, int)>("send");
  return io("send", size, [&](size_t n) { return real(fd, bytes, n, flags); });
}
ssize_t recv(int fd, void* bytes, size_t size, int flags) {
  static const auto real = next<ssize_t (*)(int, void*, size_t, int)>("recv");
  return io("recv", size, [&](size_t n) { return real(fd, bytes, n, flags); });
}
int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return strikes("sync") ? -1 : real(fd);
}
int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return strikes("sync") ? -1 : real(fd);
}
int rename(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return strikes("name") ? -1 : real(from, to);
}
int linkat(int from_fd, const char* from, int to_fd, const char* to, int flags) noexcept {
  static const auto real = next<int (*)(int, const char*, int, const char*, int)>("linkat");
  return strikes("name") ? -1 : real(from_fd, from, to_fd, to, flags);
}
int open(const char* path, int flags, ...) {
  static const auto real = next<int (*)(const char*, int, ...)>("open");
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  return strikes("open") ? -1 : real(path, flags, mode);
}
sighandler_t signal(int number, sighandler_t handler) noexcept {
  static const auto real = next<sighandler_t (*)(int, sighandler_t)>("signal");
  armed = true;
  return real(number, handler);
}
pid_t fork() noexcept {
  static const auto real = next<pid_t (*)()>("fork");
  return strikes("fork") ? -1 : real();
}
}

/// An allocation of C++.
void* operator new(std::size_t size) {
  static const auto real = next<void* (*)(std::size_t)>("_Znwm");
  if (strikes("new")) throw std::bad_alloc();
  return real(size);
}
