// A process inside the sandbox tries what it must not be able to do: each is refused with an error, and ends nothing.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "sandbox/sandbox.hpp"
#include "sandbox/sanitized.hpp"

namespace laststraw::sandbox {
namespace {

namespace fs = std::filesystem;

/// 0: it could be done; else errno. -signal: it ended the process.
int refused(
    const std::function<long()>& attempt, const std::vector<std::string>& readable = {}, const std::function<void()>& before = [] {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    before();
    enter(readable);
    errno = 0;
    ::_exit(attempt() < 0 ? errno : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

class Canary : public testing::Test {
 protected:
  void SetUp() override {
    if (!available().seccomp) GTEST_SKIP() << "no seccomp here";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(file_) << "here before";
  }
  const fs::path folder_ = fs::temp_directory_path() / ("laststraw-canary-" + std::to_string(::getpid()));
  const std::string file_ = folder_ / "file", other_ = folder_ / "other";
  void TearDown() override { fs::remove_all(folder_); }
};

void expect_refused(int error, const char* what) { EXPECT_TRUE(error == EPERM || error == EACCES) << what << ": " << error; }

TEST_F(Canary, NoFileIsOpenedForWriting) {
  const auto open = [&](int flags) { return refused([&] { return ::open(file_.c_str(), flags, 0600); }, {folder_}); };
  for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC, O_WRONLY | O_APPEND})
    expect_refused(open(flags), "open");
  expect_refused(refused([&] { return ::open(folder_.c_str(), O_TMPFILE | O_RDWR, 0600); }, {folder_}), "O_TMPFILE");
  expect_refused(refused([&] { return ::creat(other_.c_str(), 0600); }), "creat");
  expect_refused(refused([&] { return ::truncate(file_.c_str(), 0); }), "truncate");
  EXPECT_EQ(open(O_RDONLY), 0) << "reading is what it is for";
  EXPECT_EQ(fs::file_size(file_), 11U);
}

TEST_F(Canary, NoFileIsMadeRenamedOrRemoved) {
  expect_refused(refused([&] { return ::unlink(file_.c_str()); }), "unlink");
  expect_refused(refused([&] { return ::rename(file_.c_str(), other_.c_str()); }), "rename");
  expect_refused(refused([&] { return ::link(file_.c_str(), other_.c_str()); }), "link");
  expect_refused(refused([&] { return ::symlink(file_.c_str(), other_.c_str()); }), "symlink");
  expect_refused(refused([&] { return ::mkdir(other_.c_str(), 0700); }), "mkdir");
  expect_refused(refused([&] { return ::mkfifo(other_.c_str(), 0700); }), "mkfifo");
  expect_refused(refused([&] { return ::chmod(file_.c_str(), 0777); }), "chmod");
  expect_refused(refused([&] { return ::rmdir(folder_.c_str()); }), "rmdir");
  EXPECT_TRUE(fs::exists(file_));
  EXPECT_FALSE(fs::exists(other_));
}

TEST_F(Canary, NoProgramIsStarted) {
  const auto exec = [] {
    std::array<char, 8> name{"sh"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    return static_cast<long>(::execv("/bin/sh", arguments.data()));
  };
  expect_refused(refused(exec), "execve");
  expect_refused(refused([] { return ::syscall(SYS_execveat, -1, "/bin/sh", nullptr, nullptr, 0); }), "execveat");
  if (kSanitized) return;  // the leak check starts a process
  expect_refused(refused([] { return static_cast<long>(::fork()); }), "fork");
  expect_refused(refused([] { return static_cast<long>(::vfork()); }), "vfork");
}

TEST_F(Canary, NoNetworkIsReached) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET})
    expect_refused(refused([&] { return ::socket(family, SOCK_STREAM, 0); }), "socket");
  // One that was there before leads nowhere either.
  int socket = -1;
  const auto before = [&] { socket = ::socket(AF_INET, SOCK_DGRAM, 0); };
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const to = reinterpret_cast<const sockaddr*>(&address);
  expect_refused(refused([&] { return ::connect(socket, to, sizeof address); }, {}, before), "connect");
  expect_refused(refused([&] { return ::bind(socket, to, sizeof address); }, {}, before), "bind");
  expect_refused(refused([&] { return ::sendto(socket, "x", 1, 0, to, sizeof address); }, {}, before), "sendto");
}

TEST_F(Canary, NobodyElseIsTouched) {
  if (!kSanitized) expect_refused(refused([] { return ::kill(::getppid(), 0); }), "kill");
  if (!kSanitized) expect_refused(refused([] { return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }), "ptrace");
  std::array<char, 8> bytes{};
  iovec here{bytes.data(), bytes.size()};
  iovec there = here;
  expect_refused(refused([&] { return ::process_vm_writev(::getppid(), &here, 1, &there, 1, 0); }), "process_vm_writev");
  expect_refused(refused([] { return ::syscall(SYS_bpf, 0, nullptr, 0); }), "bpf");
  expect_refused(refused([] { return ::syscall(SYS_io_uring_setup, 1, nullptr); }), "io_uring_setup");
}

TEST_F(Canary, MemoryIsNotWrittenAndRun) {
  if (kSanitized) GTEST_SKIP() << "mprotect is the sanitizer's";
  const auto map = [](int protection) {
    return refused([&] { return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1L : 0L; });
  };
  expect_refused(map(PROT_WRITE | PROT_EXEC), "mmap");
  EXPECT_EQ(map(PROT_READ | PROT_WRITE), 0);
}

TEST_F(Canary, WhatWasOpenForWritingIsForReading) {
  int fd = -1;
  const auto before = [&] { fd = ::open(file_.c_str(), O_RDWR); };
  EXPECT_EQ(refused([&] { return ::write(fd, "gone", 4); }, {folder_}, before), EBADF);
  std::array<char, 11> text{};
  EXPECT_EQ(refused([&] { return ::pread(fd, text.data(), text.size(), 0) == 11 ? 0L : -1L; }, {folder_}, before), 0);
  EXPECT_EQ(refused([] { return ::write(STDOUT_FILENO, "x", 1); }), EBADF) << "standard output is the parent's";
  EXPECT_EQ(refused([] { return ::write(STDERR_FILENO, "", 0); }), 0) << "standard error is for complaints";
}

TEST_F(Canary, OnlyWhatWasNamedIsRead) {
  if (available().landlock == 0) GTEST_SKIP() << "no Landlock here";
  const auto open = [&](const std::vector<std::string>& readable) {
    return refused([&] { return ::open(file_.c_str(), O_RDONLY); }, readable);
  };
  EXPECT_EQ(open({folder_}), 0);
  EXPECT_EQ(open({file_}), 0);
  expect_refused(open({}), "open");
  expect_refused(refused([] { return ::open("/etc/passwd", O_RDONLY); }, {folder_}), "/etc/passwd");
  expect_refused(refused([] { return ::open("/proc/1/environ", O_RDONLY); }, {folder_}), "/proc/1/environ");
}

TEST_F(Canary, ThreadsWorkAndAreInIt) {
  EXPECT_EQ(refused([&] {
              long done = -1;
              std::thread([&] { done = ::open(other_.c_str(), O_CREAT | O_WRONLY, 0600) < 0 ? 0 : -1; }).join();
              return done;
            }),
            0);
  EXPECT_EQ(refused([]() -> long {
              std::signal(SIGABRT, SIG_DFL);
              std::abort();
            }),
            -SIGABRT)
      << "what is ours still ends as it should";
}

TEST_F(Canary, ProgramsAloneCanBeForbidden) {
  const auto only = [&](const std::function<long()>& attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
      forbid_programs();
      ::_exit(attempt() < 0 ? errno : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  expect_refused(only([] { return static_cast<long>(::execl("/bin/true", "true", nullptr)); }), "execve");
  expect_refused(only([] { return static_cast<long>(::socket(AF_INET, SOCK_STREAM, 0)); }), "socket");
  EXPECT_EQ(only([&] { return static_cast<long>(::open(other_.c_str(), O_CREAT | O_WRONLY, 0600)); }), 0);
}

}  // namespace
}  // namespace laststraw::sandbox
