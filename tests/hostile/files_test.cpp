// Files that are not what they seem.
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "hostile/hostile.hpp"
#include "input/excerpt.hpp"
#include "input/files.hpp"
#include "input/inputs.hpp"

namespace laststraw::test {
namespace {

namespace fs = std::filesystem;

TEST(HostileFiles, LinksPipesSocketsAndDevicesInAFolderAreNamedNotRead) {
  const fs::path folder = fresh("odd");
  put(folder / "kern.log", sample_log());
  fs::create_symlink("/dev/zero", folder / "link");
  fs::create_directory_symlink("/", folder / "root");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = fs::relative(folder / "socket").string();
  if (name.size() < sizeof address.sun_path) {
    name.copy(address.sun_path, name.size());
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  const bool device = ::mknod((folder / "device").c_str(), S_IFCHR | 0600, makedev(1, 5)) == 0;  // /dev/zero, where we may
  const Ran ran = run({"analyze", "--full", folder.string()});
  EXPECT_TRUE(says_culprit(ran)) << ran.out << ran.err;
  EXPECT_NE(ran.out.find("link: not read: a symbolic link; not followed"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("pipe: not read: not a regular file"), std::string::npos);
  if (device) {
    EXPECT_NE(ran.out.find("device: not read: not a regular file"), std::string::npos);
  }
  EXPECT_EQ(ran.out.find("root/"), std::string::npos) << "the link to / is not walked";
  EXPECT_EQ(run({"scan", "-q", folder.string()}).status, 0);
  ::close(socket);
}

TEST(HostileFiles, ADeviceOrPipeNamedIsAMistake) {
  const fs::path folder = fresh("named");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const std::string& path : {(folder / "pipe").string(), std::string("/dev/zero")})
    for (const char* command : {"analyze", "scan"}) {
      const Ran ran = run({command, path});
      EXPECT_EQ(ran.status, 2) << path;
      EXPECT_NE(ran.err.find(path + ": neither a file nor a folder"), std::string::npos) << ran.err;
    }
}

TEST(HostileFiles, OfASparseTerabyteTheDataIsRead) {
  const fs::path folder = fresh("sparse");
  const fs::path log = folder / "kern.log";
  put(log, sample_log());
  std::error_code error;
  fs::resize_file(log, std::uintmax_t{1} << 40, error);
  if (error) GTEST_SKIP() << "no sparse files of 1 TiB here: " << error.message();
  for (const char* command : {"analyze", "scan"}) {
    const Ran ran = run({command, folder.string()});
    EXPECT_EQ(ran.status, 0) << command << ran.err;
    EXPECT_NE(ran.out.find("pid 372"), std::string::npos) << command << ran.out;
  }
  EXPECT_NE(run({"analyze", "-v", folder.string()}).out.find("MiB of holes passed over"), std::string::npos);
  // What copytruncate leaves: a hole first, the log behind it.
  fs::resize_file(log, 0);
  fs::resize_file(log, std::uintmax_t{1} << 40);
  std::ofstream(log, std::ios::app | std::ios::binary) << sample_log();
  const Ran ran = run({"analyze", folder.string()});
  EXPECT_TRUE(says_culprit(ran)) << ran.out << ran.err;
}

TEST(HostileFiles, AFileThatBecomesShorterWhileItIsMappedReadsAsZeros) {
  const fs::path path = fresh("shrinks") / "log";
  put(path, std::string(1 << 20, 'x'));
  const input::Contents contents = input::Contents::open({path.string(), "log"});
  fs::resize_file(path, 100);
  std::size_t zeros = 0;
  for (const char c : contents.bytes()) zeros += c == '\0' ? 1U : 0U;
  EXPECT_EQ(zeros, (std::size_t{1} << 20) - 100);
}

/// copytruncate while a log is searched: between the search and the second reading, and before the first.
TEST(HostileFiles, ALogThatBecomesShorterWhileItIsSearchedIsSaid) {
  const input::TriggerSearch search;
  for (const std::uintmax_t rest : {std::uintmax_t{0}, std::uintmax_t{100}, std::uintmax_t{700'000}})
    for (const bool before : {true, false}) {
      const fs::path path = fresh("shrinks-searched") / "kern.log";
      put(path, std::string(std::size_t{5} << 20, '\n') + sample_log() + std::string(1 << 20, '\n'));
      const input::FileReader reader(input::FoundFile{path.string(), "kern.log"});
      if (before) fs::resize_file(path, rest);
      const input::Excerpt excerpt =
          input::excerpt_of(reader, search, std::size_t{1} << 30, input::in_turn, [&](std::uint64_t) { fs::resize_file(path, rest); });
      EXPECT_EQ(english()(excerpt.note), "became shorter while it was read") << rest << before;
    }
  const fs::path small = fresh("shrinks-small") / "kern.log";
  put(small, sample_log());
  const input::FileReader reader(input::FoundFile{small.string(), "kern.log"});
  fs::resize_file(small, 10);
  EXPECT_EQ(english()(input::excerpt_of(reader, search, std::size_t{1} << 30, input::in_turn).note), "became shorter while it was read");
}

TEST(HostileFiles, WhatWasTakenAwayIsSaid) {
  const fs::path path = fresh("cut-away") / "kern.log";
  put(path, sample_log() + std::string(1 << 20, '\n'));
  const input::Detector detector(rooms());
  const std::vector<input::Input> inputs = input::open_inputs({path.string()}, detector);
  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_EQ(inputs[0].lost_bytes(), 0U);
  fs::resize_file(path, 500);
  EXPECT_EQ(inputs[0].lost_bytes(), inputs[0].bytes.size() - 500);
}

TEST(HostileFiles, AFileThatGrowsIsReadAsItWas) {
  const fs::path folder = fresh("grows");
  put(folder / "kern.log", sample_log());
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    std::ofstream log(folder / "kern.log", std::ios::app);
    while (!stop) {
      log << "[  600.000000] still alive\n" << std::flush;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(says_culprit(run({"analyze", folder.string()})));
  stop = true;
  writer.join();
}

TEST(HostileFiles, AFileThatVanishesIsNamedAndTheOthersAreRead) {
  const fs::path path = fresh("vanishes") / "log";
  EXPECT_THROW(input::Contents::open({path.string(), "log"}), input::InputError);
  // Found, then gone: a thread makes and removes files while the folder is read.
  const fs::path folder = fresh("flickers");
  put(folder / "kern.log", sample_log());
  std::atomic<bool> stop{false};
  std::thread flicker([&] {
    for (int i = 0; !stop; i = (i + 1) % 50) {
      put(folder / ("f" + std::to_string(i)), "x\n");
      fs::remove(folder / ("f" + std::to_string((i + 25) % 50)));
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  });
  for (int i = 0; i < 5; ++i) {
    const Ran ran = run({"analyze", folder.string()});
    EXPECT_TRUE(ran.status == 0 || ran.status == 2) << ran.err;
    EXPECT_NE(ran.out.find("One session is the culprit: pid 372"), std::string::npos);
    if (ran.status == 2) {
      EXPECT_NE(ran.err.find("No such file"), std::string::npos) << ran.err;
    }
  }
  stop = true;
  flicker.join();
}

TEST(HostileFiles, UnreadableOnesAreNamedTheOthersReportedAndTheExitStatusTells) {
  const fs::path folder = fresh("unreadable");
  put(folder / "kern.log", sample_log());
  put(folder / "secret.log", "x\n");
  fs::create_directories(folder / "closed");
  fs::permissions(folder / "secret.log", fs::perms::none);
  fs::permissions(folder / "closed", fs::perms::none);
  // root reads everything, unless it has given that up.
  const auto without_privilege = [] {
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
  };
  for (const char* command : {"analyze", "scan"}) {
    const Ran ran = run({command, folder.string()}, without_privilege);
    EXPECT_EQ(ran.status, 2) << ran.err;
    EXPECT_NE(ran.out.find("pid 372"), std::string::npos) << ran.out;
    EXPECT_NE(ran.err.find("secret.log: Permission denied"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find("closed: Permission denied"), std::string::npos) << ran.err;
  }
  fs::permissions(folder / "closed", fs::perms::owner_all);
}

}  // namespace
}  // namespace laststraw::test
