// Archives and compressed files, read in memory through libarchive.
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

/// Limits against bombs, for all archives of one run together. --help states them.
struct ArchiveLimits {
  std::uint64_t total_bytes = std::uint64_t{4} << 30;      ///< unpacked
  std::uint64_t ratio = 2000;                              ///< unpacked to packed, once kRatioFrom bytes have come out
  std::uint64_t files = 100'000;
  int depth = 2;                                           ///< an archive inside an archive, no deeper
  static constexpr std::uint64_t kRatioFrom = std::uint64_t{64} << 20;
};

/// What is left of the limits while archives are read.
struct ArchiveBudget {
  explicit ArchiveBudget(ArchiveLimits l) : limits(l) {}
  ArchiveLimits limits;
  std::uint64_t bytes = 0, files = 0;
};

/// A file out of an archive.
struct Member {
  std::string path;                          ///< inside the archive, cleaned: no leading '/', no "..", no "./"
  std::shared_ptr<const std::string> bytes;  ///< null where it was not read: `note` says why
  std::optional<WallTime> modified;
  std::string note;
};

/// Does this begin like an archive or a compressed file that libarchive reads (by magic number)?
bool is_archive(std::string_view bytes);

/// Text that a search for plain words does not see: a binary journal (compressed inside), UTF-16.
bool is_opaque(std::string_view bytes);

/// Reads the members of an archive, or the one text of a compressed file (its path is then empty).
/// `wanted(path, head)`: is this file worth reading whole? `head` holds its first bytes.
/// `problem`: where reading had to stop (damage, a limit); what came before it is given.
std::vector<Member> read_archive(std::string_view bytes, ArchiveBudget& budget,
                                 const std::function<bool(std::string_view path, std::string_view head)>& wanted, std::string& problem);

/// Does a member hold one of the words? Members that are compressed themselves, and what is damaged, may: then true. `read` is told of packed bytes.
bool archive_may_hold(std::string_view bytes, const TriggerSearch& search, std::uint64_t& unpacked, const OnRead& read);

}  // namespace laststraw::input
