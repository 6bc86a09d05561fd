// Bytes and descriptors between two processes of this program.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

namespace laststraw::sandbox {

/// All of it, however often a signal comes between; false where the other end is gone.
bool send_all(int fd, const void* bytes, std::size_t size);
bool receive_all(int fd, void* bytes, std::size_t size);

/// One end of a connected pair; closed with this object.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket();
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  explicit operator bool() const { return fd_ >= 0; }

  /// False where the other end is gone.
  bool send(const void* bytes, std::size_t size) const { return send_all(fd_, bytes, size); }
  bool receive(void* bytes, std::size_t size) const { return receive_all(fd_, bytes, size); }
  template <typename T>
  bool send(const T& value) const {
    return send(&value, sizeof value);
  }
  template <typename T>
  bool receive(T& value) const {
    return receive(&value, sizeof value);
  }
  /// A number, and a descriptor with it (-1: none).
  bool send_descriptor(int number, int descriptor) const;
  std::optional<std::pair<int, int>> receive_descriptor() const;

 private:
  int fd_ = -1;
};

/// Throws std::runtime_error where there are no more descriptors.
std::pair<Socket, Socket> socket_pair();

}  // namespace laststraw::sandbox
