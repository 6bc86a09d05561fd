// Writing reports where the user wants them.
#pragma once

#include <stdexcept>
#include <string>

namespace laststraw::cli {

struct OutputError : std::runtime_error { using std::runtime_error::runtime_error; };

/// Writes `text` to `path` ("-": standard output). A file appears whole or not at all: it is written beside its
/// place under a temporary name, flushed to disk and renamed. Throws OutputError.
void write_out(const std::string& path, const std::string& text);

}  // namespace laststraw::cli
