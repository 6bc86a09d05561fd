// From the paths a user names to the bytes of each file.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/sentence.hpp"
#include "laststraw/time.hpp"

namespace laststraw::input {

/// Broken environment: a path that is not there, a folder that cannot be read. what() is for the user.
struct InputError : std::runtime_error {
  explicit InputError(Sentence reason);
  Sentence why;
};

/// A file found: where it is, and how it is called in reports (its place in the folder, where one folder
/// is all the user named; else below what the user named).
struct FoundFile {
  std::string path;
  std::string shown;
};

/// parallel(n, task) runs task(0) .. task(n - 1), at once where it can.
using Parallel = std::function<void(std::size_t, const std::function<void(std::size_t)>&)>;
void in_turn(std::size_t n, const std::function<void(std::size_t)>& task);

/// All regular files at or below `paths`, in byte order of what is shown, each once. "-" is standard input.
/// Symbolic links, devices, FIFOs and sockets inside folders are not followed: named in `skipped` with the reason. `failed`: the system
/// refused it.
/// A named path that does not exist is `failed`, too. Throws InputError where none of them exists.
struct Skipped {
  std::string shown;
  Sentence reason;
  bool failed = false;
};
std::vector<FoundFile> find_files(const std::vector<std::string>& paths, std::vector<Skipped>& skipped, const Parallel& parallel = in_turn);

/// A file's bytes: mapped read-only, or read where it cannot be mapped (standard input, /proc). Of a file that is mostly holes, what
/// is in it, without the holes.
class Contents {
 public:
  /// Throws InputError with the reason of the system.
  static Contents open(const FoundFile& file);
  std::string_view bytes() const { return bytes_; }
  /// What is not in bytes(); empty where they are the whole file.
  const Sentence& note() const { return note_; }

  Contents(Contents&&) noexcept = default;
  Contents& operator=(Contents&&) noexcept = default;

 private:
  Contents() = default;
  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
  Sentence note_;
};

/// A file that is read in places, or bytes that stand for one (standard input); `bytes` must outlive it.
class FileReader {
 public:
  /// Throws InputError.
  explicit FileReader(const FoundFile& file);
  explicit FileReader(std::string_view bytes) : bytes_(bytes), size_(bytes.size()) {}
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  std::size_t size() const { return size_; }
  /// bytes[from, from + size) into `text`; shorter where the file ends before. Throws InputError.
  void read(std::size_t from, std::size_t size, std::string& text) const;
  /// Whether the system refused a read: that is no damage of the file, and may go as it came.
  bool failed() const { return failed_; }
  /// Where data begins at or behind `from`: holes read as zeros and need not be read. size() where none follows.
  std::size_t next_data(std::size_t from) const;

 private:
  int fd_ = -1;  ///< -1: the bytes
  std::string_view bytes_;
  std::size_t size_ = 0;
  mutable std::atomic<bool> failed_{false};
};

/// Told now and then how many bytes of a file have been read since.
using OnRead = std::function<void(std::uint64_t bytes)>;

/// Seconds since 1970 as a header or the file system has them; nullopt where no wall clock shows them (before the year 1, after 9999).
std::optional<WallTime> wall_time(std::int64_t seconds, std::int64_t nanoseconds);
/// When the file was last written; nullopt where that cannot be told.
std::optional<WallTime> modification_time(const std::string& path);

/// Files from here on are looked at for holes; so much of what is between them is read.
constexpr std::size_t kMaySparse = std::size_t{1} << 20, kMostOfSparse = std::size_t{256} << 20;

/// Largest standard input held in memory.
constexpr std::size_t kMaxStandardInput = std::size_t{1} << 30;

}  // namespace laststraw::input
