// The NDJSON of a shard of a scan.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/merge_state.hpp"
#include "report/report.hpp"

namespace laststraw::cli {

/// A shard's file, an incident's line at a time. What is wrong with it is thrown as std::invalid_argument.
class Shard {
 public:
  explicit Shard(const std::string& path);

  /// What is put out for an incident; `state` remembers it.
  using Prepare = std::function<std::vector<std::string>(report::CaseIncident&& one)>;
  /// The next incident; false at the end.
  bool next(const Prepare& prepare, MergeState* state);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }  ///< of its line
  const MergedLine& line() const { return line_; }   ///< what it says
  std::uint64_t lines() const { return number_; }    ///< read so far
  std::uint64_t part() const { return part_; }       ///< from the line at the end
  std::uint64_t parts() const { return parts_; }     ///< of so many; 0 until the end has been read, and where there is none

 private:
  [[noreturn]] void mistake(const std::string& what) const;
  bool read_line();
  bool understand(const Prepare& prepare);
  bool end();

  std::string path_, text_;
  std::ifstream file_;
  MergedLine line_;
  std::optional<std::int64_t> known_as_;  ///< in the state
  bool asked_state_ = false;
  std::uint64_t number_ = 0, incidents_ = 0, offset_ = 0, next_offset_ = 0, part_ = 0, parts_ = 0;
};

/// Whether all parts are there and whole; says what is not.
bool complete(const std::vector<std::unique_ptr<Shard>>& shards);

}  // namespace laststraw::cli
