// From the paths a user names to the bytes of each file.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::input {

/// Broken environment: a path that is not there, a folder that cannot be read. what() is for the user.
struct InputError : std::runtime_error { using std::runtime_error::runtime_error; };

/// A file found: where it is, and how it is called in reports (its place in the folder, where one folder
/// is all the user named; else below what the user named).
struct FoundFile {
  std::string path;
  std::string shown;
};

/// All regular files at or below `paths`, in byte order of what is shown, each once. "-" is standard input.
/// Symbolic links, devices, FIFOs and sockets inside folders are not followed: named in `skipped` with the reason.
/// Throws InputError where a named path does not exist.
struct Skipped { std::string shown, reason; };
std::vector<FoundFile> find_files(const std::vector<std::string>& paths, std::vector<Skipped>& skipped);

/// A file's bytes: mapped read-only, or read where it cannot be mapped (standard input, /proc).
class Contents {
 public:
  /// Throws InputError with the reason of the system.
  static Contents open(const FoundFile& file);
  std::string_view bytes() const { return bytes_; }

  Contents(Contents&&) noexcept = default;
  Contents& operator=(Contents&&) noexcept = default;

 private:
  Contents() = default;
  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
};

/// A file that is read in places.
class FileReader {
 public:
  /// Throws InputError.
  explicit FileReader(const FoundFile& file);
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;
  std::size_t size() const { return size_; }
  /// bytes[from, from + size) into `text`; shorter where the file has become shorter meanwhile.
  void read(std::size_t from, std::size_t size, std::string& text) const;

 private:
  int fd_ = -1;
  std::size_t size_ = 0;
};

/// Largest standard input held in memory.
constexpr std::size_t kMaxStandardInput = std::size_t{1} << 30;

}  // namespace laststraw::input
