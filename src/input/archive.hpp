// Archives and compressed files, read in memory: containers through libarchive, what they are compressed with through open_stream().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/files.hpp"
#include "input/trigger_search.hpp"
#include "laststraw/time.hpp"

namespace laststraw::input {

/// Limits against bombs, for all archives of one run together. --help states them. What passes through counts, read or not; bytes and
/// members bound the time, too, and unlike a clock they end each run at the same place.
struct ArchiveLimits {
  std::uint64_t total_bytes = std::uint64_t{4} << 30;    ///< unpacked and kept
  std::uint64_t ratio = 2000;                            ///< unpacked to packed, once kRatioFrom bytes have come out
  std::uint64_t files = 100'000;                         ///< members of any kind: folders, links and empty files, too
  int depth = 2;                                         ///< an archive inside an archive, no deeper
  std::uint64_t passed_bytes = std::uint64_t{16} << 30;  ///< unpacked, kept or not
  static constexpr std::uint64_t kMostNamed = 1000;      ///< of those that are not read; the others are counted
  static constexpr std::uint64_t kRatioFrom = std::uint64_t{64} << 20;
};

/// More came out of `packed` bytes than of any log: why not to go on, for the user. Empty: go on.
Sentence taken_for_a_bomb(std::uint64_t unpacked, std::uint64_t packed, std::uint64_t ratio = ArchiveLimits{}.ratio);

/// What is left of the limits while archives are read.
struct ArchiveBudget {
  explicit ArchiveBudget(ArchiveLimits l) : limits(l) {}
  ArchiveLimits limits;
  std::uint64_t bytes = 0, files = 0, passed = 0, named = 0;
};

/// A file out of an archive.
struct Member {
  std::string path;                          ///< inside the archive, cleaned: no leading '/', no "..", no "./"
  std::shared_ptr<const std::string> bytes;  ///< null where it was not read: `note` says why
  std::optional<WallTime> modified;
  Sentence note;
};

/// Does this begin like an archive or a compressed file that is read here (by magic number)?
bool is_archive(std::string_view bytes);

/// An archive that is not compressed, or that compresses its members itself.
bool is_container(std::string_view bytes);

/// Text that a search for plain words does not see: a binary journal (compressed inside), UTF-16.
bool is_opaque(std::string_view bytes);

struct Unpacked {
  std::vector<Member> members;
  Sentence problem;      ///< where reading had to stop (damage, a limit); what came before it is given
  Sentence passed_over;  ///< what of it was no member and could not be read, though more followed
};

/// Reads the members of an archive, or the one text of a compressed file (its path is then empty).
/// `wanted(path, head)`: is this file worth reading whole? `head` holds its first bytes.
Unpacked read_archive(std::string_view bytes, ArchiveBudget& budget,
                      const std::function<bool(std::string_view path, std::string_view head)>& wanted);

/// Does a member hold one of the words? Members that are compressed themselves, and what is damaged, may: then true, `problem` says why.
/// `read` is told of packed bytes.
struct Held {
  bool maybe = false;
  std::uint64_t unpacked = 0;
  Sentence problem;
};
Held archive_may_hold(std::string_view bytes, const TriggerSearch& search, const OnRead& read);

}  // namespace laststraw::input
