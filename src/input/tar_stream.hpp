// A stream that can be read once: a tar of many files, or a file.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "input/files.hpp"

namespace laststraw::input {

/// Who gets what is in it.
struct StreamParts {
  /// A member begins. Where the stream is no tar, all of it is one, called "(standard input)" and without a time.
  std::function<void(const std::string& path, const std::optional<WallTime>& modified)> begin;
  std::function<void(std::string_view bytes)> bytes;
  /// What is not given, and where reading had to stop (`failed`).
  std::function<void(const Skipped& skipped)> skipped;
};

/// Reads the descriptor to its end, in pieces. A tar may be compressed by what libarchive unpacks without other programs.
void take_apart(int descriptor, const StreamParts& parts);

}  // namespace laststraw::input
