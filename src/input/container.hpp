// One member after the other of a container or a compressed file, within limits.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "input/archive.hpp"

struct archive;
struct archive_entry;

namespace laststraw::input {

/// The path without what could lead out of a folder: nothing is written, but reports show it.
std::string cleaned(std::string_view path);

/// Why its text is not looked at; empty where it is a file. A hard link may come with the data of its file (pax).
Sentence why_not_read(archive_entry* entry);

class Container {
 public:
  Container(std::string_view bytes, ArchiveBudget& budget);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  /// To the next member; what is left of the one before is passed over. false at the end, and where reading had to stop.
  bool next();
  archive_entry* entry() const { return entry_; }
  /// A compressed file that is no archive: its text is the only member.
  bool is_text() const;
  /// Its next bytes; 0 at its end, and where reading had to stop. `damage`: what is wrong with this member only.
  std::size_t read(char* to, std::size_t size, Sentence& damage);

  const Sentence& problem() const { return problem_; }
  /// What was no member but damage in between, and what stood between compressed parts.
  Sentence passed_over() const;
  std::uint64_t unpacked() const { return unpacked_; }
  std::uint64_t packed() const;

 private:
  class Feed;
  void open();
  void pass_over();
  void stop(const Sentence& why);
  Sentence reason() const;
  /// Counts what came out; why not to go on, where that was too much.
  Sentence over_limit(std::uint64_t more);

  std::string_view bytes_;
  ArchiveBudget& budget_;
  std::unique_ptr<Feed> feed_;  ///< null where libarchive reads bytes_ itself
  archive* reader_;
  archive_entry* entry_ = nullptr;
  Sentence problem_;
  std::uint64_t unpacked_ = 0, given_ = 0, unreadable_blocks_ = 0;
};

}  // namespace laststraw::input
