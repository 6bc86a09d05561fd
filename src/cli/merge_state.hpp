// What merge has made of the lines of shards already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scan/sqlite.hpp"

namespace laststraw::cli {

/// A line of a shard, as far as merge needs to know it.
struct MergedLine {
  std::string case_name;
  std::int64_t id = 0;
  bool strange = false;               ///< of another version
  std::vector<std::string> prepared;  ///< by FleetOutputs; none of a strange one
};

/// A database that remembers lines by their shard's name, size, time and inode, and by their place in it. It is changed fifty lines at a time, as a whole
/// or not at all, so a merge that was killed finds there what it had done. One merge at a time has it. Throws std::runtime_error.
class MergeState {
 public:
  /// `made_by`: what else a line's row depends on; lines of another are forgotten.
  MergeState(const std::string& path, const std::string& made_by);
  /// The shard's number here; nothing of what is no regular file, and is done anew each time.
  std::optional<std::int64_t> shard(const std::string& path);
  std::optional<MergedLine> known(std::int64_t shard, std::uint64_t offset);
  void add(std::int64_t shard, std::uint64_t offset, const MergedLine& line);
  /// All that was added is there afterwards.
  void keep();

 private:
  void expect_own(const std::string& path);
  scan::Sqlite store_;
  std::uint64_t pending_ = 0;
};

}  // namespace laststraw::cli
