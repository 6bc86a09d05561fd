// Everything a run reads: files, members of archives, sections of collectors' files; wrappers taken off.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/archive.hpp"
#include "input/detect.hpp"
#include "laststraw/parsers/interface.hpp"

namespace laststraw::input {

/// One text and the room that reads it.
struct Input {
  std::string shown;               ///< "kernel/dmesg.txt", "bundle.tar.gz/kernel/dmesg.txt"
  std::string printed;             ///< the file that this part of `shown` is a copy of; empty: it is none
  std::string_view bytes;          ///< as on disk or in the archive
  std::uint32_t lines_before = 0;  ///< where it is a section of a file
  std::uint32_t mark_lines = 0;    ///< of the mark in front of such a section
  std::uint64_t unread_lines = 0;  ///< of a file in sections: those of no section that is read
  std::optional<WallTime> modified;
  const Room* room = nullptr;  ///< null: not read; `note` says why
  bool words = false;          ///< somebody's own, between the lines of known forms
  bool later_part = false;     ///< of a text in parts: what its wrappers left out counts with the first
  Sentence note;
  bool failed = false;  ///< the system refused it: gone, no permission
  std::string path;     ///< of a file that is mapped: where it is

  /// The text the room reads: `bytes`, or what was in its wrappers.
  SourceText text(SourceId id) const;
  /// What of a mapped file is gone since it was opened; 0: nothing.
  std::uint64_t lost_bytes() const;
  /// Lines the wrappers left out, and those of the section's mark.
  std::uint64_t left_out() const;
  /// The wrappers, outermost first: "container json, operator json".
  std::string forms() const;

  std::shared_ptr<const void> owner;  ///< keeps `bytes` alive
  std::vector<std::shared_ptr<const Unwrapped>> wrappings;
};

/// A stretch of a file that somebody else opened: an excerpt of a log.
struct GivenText {
  std::string shown;
  std::string name;  ///< what rooms see of the path: of a compressed file, what it was called before
  std::string_view bytes;
  std::uint32_t lines_before = 0;
  std::optional<WallTime> modified;
  Sentence note;
  std::shared_ptr<const void> owner;
};
std::vector<Input> open_texts(std::vector<GivenText> texts, const Detector& detector);

/// "messages-20260101.gz" is the compressed "messages-20260101": the name may carry the format.
std::string without_suffix(const std::string& path);

/// Opens everything at or below `paths`. A file that cannot be read, and a named path that is not there, is an Input with a note.
/// Throws InputError where none of the paths exists.
std::vector<Input> open_inputs(const std::vector<std::string>& paths, const Detector& detector);

}  // namespace laststraw::input
