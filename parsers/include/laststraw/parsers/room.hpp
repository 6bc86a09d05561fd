// A room: one format, how to recognise it and how to read it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "laststraw/parsers/format.hpp"
#include "laststraw/records.hpp"

namespace laststraw {

/// One input's bytes while they are being read (a mapped file, or standard input in memory).
struct SourceText {
  SourceId id{};
  std::string_view path;  ///< as shown; rooms may use the last component only where content carries no label
  std::string_view bytes;
  std::span<const LineOrigin> origins{};  ///< one a line where `bytes` were unwrapped

  std::uint32_t lines_before = 0;  ///< where `bytes` are a part of a file

  Lines lines() const { return {id, bytes, origins, lines_before}; }
};

/// What a room made of one source.
struct Reading {
  std::string format;  ///< "<room>/<form>"
  Coverage coverage;
  Sentence note;
};

/// Takes the entries of PostgreSQL's log as they are read, in file order: logs are larger than memory, so nobody keeps them.
using PgEntrySink = std::function<void(const PgEntry&)>;

/// How a source is read. Only the readers that meet PostgreSQL's log have use for the sink.
class Door {
 public:
  using Plain = Reading (*)(const SourceText&, Records&);
  using Entries = Reading (*)(const SourceText&, Records&, const PgEntrySink&);

  constexpr Door(Plain read) : plain_(read) {}
  constexpr Door(Entries read) : entries_(read) {}
  Reading operator()(const SourceText& source, Records& records, const PgEntrySink& sink) const {
    return entries_ ? entries_(source, records, sink) : plain_(source, records);
  }

 private:
  Plain plain_ = nullptr;
  Entries entries_ = nullptr;
};

/// Describes one reader of a room to the rest of the program: a row in the room's own folder, beside its grammar.
struct Room {
  std::string_view name{};   ///< "meminfo": what Reading::format begins with
  std::string_view title{};  ///< "postgresql.conf, postgresql.auto.conf"
  /// RE2 syntax, matched unanchored against each of the first lines of an input. A source goes to the room with the most
  /// matching lines; ties go to the earlier one of readers.def.
  std::span<const std::string_view> line_signatures{};
  /// Like line_signatures, but each matching line counts kStrongVote: words that no other log has.
  std::span<const std::string_view> strong_signatures{};
  /// RE2 syntax, matched against the whole path, for files whose content carries no label ("memory.max" holds "max").
  /// A match decides, before any content is looked at. Empty for most rooms.
  std::string_view path_signature{};
  /// The first bytes of a binary format; a match of one decides. Empty for text.
  std::span<const std::string_view> magics{};
  /// People put its lines between those of others: a mail quotes the kernel's line, two of PostgreSQL's log and `free -m`.
  bool pasted = false;
  Door read;
  /// What of it `laststraw list formats` and docs/FORMATS.md show, each with a sample that a test reads.
  std::span<const Format> formats{};
};

constexpr std::size_t kStrongVote = 100;

/// All readers, in the order of readers.def.
std::span<const Room> rooms();

}  // namespace laststraw
