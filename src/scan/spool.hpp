// Standard input, put aside: it can be read once, and what belongs together in it is known at its end.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "input/files.hpp"

namespace laststraw::scan {

/// A folder that nobody else can read, in $TMPDIR or /var/tmp, with a file for each that a tar on standard input holds, or one for what is no tar. It goes
/// when this object does, and when the program is killed.
class Spool {
 public:
  /// Reads standard input to its end, in a process inside the sandbox, or until `stop`. Throws std::runtime_error where there is no room.
  explicit Spool(const std::atomic<bool>& stop);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  const std::string& folder() const { return folder_; }
  /// In the order of the stream; of those of one name the last, as tar unpacks them.
  const std::vector<input::FoundFile>& files() const { return files_; }
  const std::vector<input::Skipped>& skipped() const { return skipped_; }
  bool has(const input::FoundFile& file) const { return file.path.starts_with(folder_ + "/"); }

 private:
  void make_folder();
  void take(const std::string& what, const std::string& text);
  void begin(const std::string& shown, const std::string& modified);
  void write(const std::string& bytes);
  void finish();
  void expect_room();

  std::string folder_, modified_;
  std::vector<input::FoundFile> files_;
  std::vector<input::Skipped> skipped_;
  std::uint64_t since_looked_ = 0;
  int file_ = -1, alive_ = -1;  ///< alive_: closed by the end of this process, however that comes
};

}  // namespace laststraw::scan
