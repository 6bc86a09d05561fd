// A room: one format, how to recognise it and how to read it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "laststraw/records.hpp"

namespace laststraw {

/// One input's bytes while they are being read (a mapped file, or standard input in memory).
struct SourceText {
  SourceId id{};
  std::string_view path;        ///< as shown; rooms may use the last component only where content carries no label
  std::string_view bytes;
  std::span<const LineOrigin> origins{};   ///< one a line where `bytes` were unwrapped

  std::uint32_t lines_before = 0;          ///< where `bytes` are a part of a file

  Lines lines() const { return {id, bytes, origins, lines_before}; }
};

/// What a room made of one source.
struct Reading {
  std::string format;           ///< "<room>/<form>"
  Coverage coverage;
  std::string note;
};

/// Describes one room to the rest of the program.
struct Room {
  std::string_view name;        ///< "kernel_oom"
  std::string_view title;       ///< "kernel log with OOM reports: dmesg, dmesg -T, ..."
  /// RE2 syntax, matched unanchored against each of the first lines of an input. A source goes to the room with the most
  /// matching lines; ties go to the earlier room of the registry.
  std::span<const std::string_view> line_signatures;
  /// Like line_signatures, but each matching line counts kStrongVote: words that no other log has.
  std::span<const std::string_view> strong_signatures;
  /// RE2 syntax, matched against the whole path, for files whose content carries no label ("memory.max" holds "max").
  /// A match decides, before any content is looked at. Empty for most rooms.
  std::string_view path_signature;
  Reading (*read)(const SourceText&, Records&);
  /// The first bytes of a binary format; a match decides. Empty for text.
  std::string_view magic{};
};

constexpr std::size_t kStrongVote = 100;

/// All rooms, in order of preference (parsers/registry.cpp).
std::span<const Room> rooms();

}  // namespace laststraw
