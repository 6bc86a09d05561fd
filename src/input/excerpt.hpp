// Of a log, what is around its incidents: the rest is searched, not read.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "input/files.hpp"
#include "input/trigger_search.hpp"

namespace laststraw::input {

/// How much of a log the judgement looks at around a trigger. Sessions are known from each of their lines, so what came long before
/// is not needed; a kernel report with its task table is a few MiB at most.
constexpr std::size_t kBefore = std::size_t{2} << 20, kAfter = std::size_t{1} << 20;
/// The beginning tells the version, and how a log is written.
constexpr std::size_t kHead = std::size_t{32} << 10;
/// Files up to this size are read whole.
constexpr std::size_t kWhole = std::size_t{4} << 20;

/// A stretch of a file, from the beginning of a line to the end of one.
struct Piece {
  std::string_view bytes;
  std::uint32_t lines_before = 0;
  std::shared_ptr<const void> owner;  ///< keeps `bytes` alive
};

struct Excerpt {
  bool triggered = false;
  std::uint64_t size = 0;     ///< of what was searched: unpacked
  std::vector<Piece> pieces;  ///< in order; the whole file where it is small (kWhole)
  Sentence note;              ///< what could not be searched; empty otherwise
};

/// Of a plain file; at most `most` bytes of a large one are kept. `read` is told from any thread.
Excerpt excerpt_of(
    const FileReader& file, const TriggerSearch& search, std::size_t most, const Parallel& parallel,
    const OnRead& read = [](std::uint64_t) {});

/// Of a compressed file, in one pass; at most `most` bytes are kept. `read` is told of the packed bytes.
Excerpt excerpt_of_compressed(
    const FileReader& packed, const TriggerSearch& search, std::size_t most, const OnRead& read = [](std::uint64_t) {});

}  // namespace laststraw::input
