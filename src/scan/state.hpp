// What a scan has done already, so that a later one does not do it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scan/answer.hpp"

namespace laststraw::scan {

/// A file of records, each a line with a checksum of its own; it only ever grows at its end. What a record says is believed only where the checksum
/// holds: a damaged one is passed over and counted, the torn end of a program that died is cut off, and what they were about is done again.
/// One scan at a time has it.
class State {
 public:
  /// Throws std::runtime_error where the file is something else, another scan has it, or it cannot be written.
  explicit State(const std::string& path);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Records that could not be used.
  std::uint64_t damaged() const { return damaged_; }

  /// Whether the answer for this case is there, where the case has not changed since.
  bool has(const std::string& name, std::uint64_t fingerprint) const;
  /// That answer. From any process that was forked from the one that opened the file.
  std::optional<Answer> known(const std::string& name, std::uint64_t fingerprint) const;
  /// Its workers that died of it.
  std::uint64_t deaths(const std::string& name, std::uint64_t fingerprint) const;
  /// Scans that ended, as if killed, while it was under way, since it was last done or passed over.
  std::uint64_t unfinished(const std::string& name, std::uint64_t fingerprint) const;

  /// Before it is worked on; written at once.
  void begin(const std::string& name, std::uint64_t fingerprint);
  /// How that ended.
  void add(const std::string& name, std::uint64_t fingerprint, const Answer& answer);
  void failed(const std::string& name, std::uint64_t fingerprint);
  void died(const std::string& name, std::uint64_t fingerprint);
  void passed_over(const std::string& name, std::uint64_t fingerprint);
  /// Everything added is on disk afterwards.
  void flush();

 private:
  struct Case {
    std::uint64_t fingerprint = 0, offset = 0, size = 0;  ///< of its answer's record; size 0: none
    std::uint64_t deaths = 0, unfinished = 0;
  };
  [[noreturn]] void fail(const std::string& what) const;
  void lock() const;
  void load();
  bool take(std::string_view line, std::uint64_t offset);
  const Case* find(const std::string& name, std::uint64_t fingerprint) const;
  void append(std::string_view kind, const std::string& name, std::uint64_t fingerprint, const Answer* answer = nullptr);
  void write();

  std::string path_;
  int fd_ = -1;
  std::uint64_t end_ = 0, damaged_ = 0;
  std::string pending_;
  std::unordered_map<std::string, Case> cases_;
};

}  // namespace laststraw::scan
