// Writing reports where the user wants them.
#pragma once

#include <stdexcept>
#include <string>

namespace laststraw::cli {

struct OutputError : std::runtime_error { using std::runtime_error::runtime_error; };

/// A file that appears whole or not at all: it is written beside its place under a temporary name, flushed to disk and renamed by
/// finish(). "-" is standard output; a device or a FIFO is written directly. Throws OutputError.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(const std::string& text);
  void finish();

 private:
  [[noreturn]] void fail() const;
  void name();
  std::string path_, temporary_;           ///< temporary_: empty where there is none
  bool nameless_ = false;                  ///< the temporary file has no name yet
  int descriptor_ = -1;
  bool gone_ = false;                      ///< the reader of standard output went away: no error
};

/// All of it at once.
void write_out(const std::string& path, const std::string& text);

}  // namespace laststraw::cli
