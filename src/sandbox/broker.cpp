#include "sandbox/broker.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <tuple>
#include <vector>

#include "sandbox/external.hpp"
#include "sandbox/named_files.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/socket.hpp"

namespace laststraw::sandbox {

namespace {

enum class Wish : int { file, remove, sadf };
struct Request {
  Wish wish = Wish::file;
  int number = 0;  ///< file: of the folder; else of the file
};

/// To the broker, in the process that has one. Threads take turns.
Socket line;
std::mutex turn;

[[noreturn]] void serve(const Socket& asked) {
  NamedFiles files;
  Request request;
  bool good = true;
  while (good && asked.receive(request)) {
    switch (request.wish) {
      case Wish::file: {
        const auto [number, fd] = files.make(request.number);
        good = asked.send_descriptor(number, fd);
        if (fd >= 0) ::close(fd);
        break;
      }
      case Wish::remove:
        files.remove(request.number);
        good = asked.send(request.number);
        break;
      case Wish::sadf: {
        const int output = external_allowed() ? output_of_sadf(files.path(request.number)) : -1;
        good = asked.send_descriptor(request.number, output);
        if (output >= 0) ::close(output);
        break;
      }
    }
  }
  files.remove_all();
  ::_exit(0);
}

/// A named file from here or from the broker: its number and descriptor.
std::pair<int, int> new_file(int folder) {
  const std::lock_guard lock(turn);
  if (!line) return NamedFiles::here().make(folder);
  if (!line.send(Request{Wish::file, folder})) return {-1, -1};
  return line.receive_descriptor().value_or(std::pair{-1, -1});
}

void remove_file(int number) {
  const std::lock_guard lock(turn);
  if (!line) return NamedFiles::here().remove(number);
  if (line.send(Request{Wish::remove, number})) line.receive(number);  // gone when this returns
}

int sadf_output(int number) {
  const std::lock_guard lock(turn);
  if (!line) return output_of_sadf(NamedFiles::here().path(number));
  if (!line.send(Request{Wish::sadf, number})) return -1;
  return line.receive_descriptor().value_or(std::pair{-1, -1}).second;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

void start_broker() {
  auto [ours, theirs] = socket_pair();
  const pid_t pid = ::fork();
  if (pid == 0) {
    // It ends when who asks does, so that no file stays.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_IGN);
    line = Socket();
    ours = Socket();
    serve(theirs);
  }
  if (pid > 0) line = std::move(ours);
}

NamedCopy::NamedCopy(std::string_view bytes) {
  for (int folder = 0; folder < NamedFiles::folders(); ++folder) {
    std::tie(number_, fd_) = new_file(folder);
    if (fd_ >= 0 && write_all(fd_, bytes)) return;
    give_back();
  }
}

NamedCopy::~NamedCopy() { give_back(); }

void NamedCopy::give_back() {
  if (fd_ < 0) return;
  ::close(fd_);
  remove_file(number_);
  fd_ = -1;
}

std::optional<std::string> run_sadf(std::string_view bytes) {
  if (!external_allowed()) return std::nullopt;
  const NamedCopy copy(bytes);
  const int output = copy.fd() < 0 ? -1 : sadf_output(copy.number());
  if (output < 0) return std::nullopt;
  std::string text;
  std::vector<char> chunk(std::size_t{1} << 16);
  for (ssize_t got = 0; (got = ::pread(output, chunk.data(), chunk.size(), static_cast<off_t>(text.size()))) > 0;)
    text.append(chunk.data(), static_cast<std::size_t>(got));
  ::close(output);
  return text;
}

}  // namespace laststraw::sandbox
