// Writing reports where the user wants them.
#pragma once

#include <sys/types.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace laststraw::cli {

struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file that appears whole or not at all: it is written beside its place under a temporary name, flushed to disk and renamed by
/// finish(). What is there already keeps its mode; through a symbolic link the file it leads to is replaced, and the link stays. "-" is standard
/// output; a device or a FIFO is written directly. Throws OutputError.
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
  void open_temporary();
  void name();
  std::string path_, place_, temporary_;  ///< place_: path_ with links followed; temporary_: empty where there is none
  mode_t mode_ = 0;                       ///< of the finished file
  bool nameless_ = false;                 ///< the temporary file has no name yet
  int descriptor_ = -1;
  bool gone_ = false;  ///< the reader of standard output went away: no error
};

/// All of it at once.
void write_out(const std::string& path, const std::string& text);

/// Throws std::invalid_argument where writing `outputs` would destroy what is to be read from `inputs`: a file named there, or a file in a folder named
/// there that is no earlier output of this program. Empty ones and "-" do not matter.
void refuse_overwriting(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

/// Descriptors 0 to 2 are open afterwards: a file opened later must not be taken for standard output.
void open_standard_streams();

}  // namespace laststraw::cli
