// Every format that is read, with a sample: what `laststraw list formats` and docs/FORMATS.md say, and a test checks.
#pragma once

#include <span>
#include <string_view>

namespace laststraw {

struct Format {
  std::string_view name;     ///< as in the report's inputs ("kernel_oom/dmesg"), or the wrapper's form ("journal json")
  std::string_view variant;  ///< what of it this sample shows: "5.4 and later, EL8"
  std::string_view sample;   ///< one line, or the least number of lines that can be told; empty for binary files
  std::string_view source;   ///< what the reader was written after
  std::string_view file;     ///< the name the sample needs where names decide, or a binary sample below samples/
};

/// All of them, wing by wing: those of the readers (Room::formats) and of the wrappers (Wrapper::formats).
std::span<const Format> formats();

}  // namespace laststraw
