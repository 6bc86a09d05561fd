// What a scan has done already, so that a later one does not do it again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace laststraw::scan {

/// A file of lines: {"case":..,"fingerprint":..,"incidents":N}, then its N incidents as they were put out. It only ever grows at its end,
/// and what was added is flushed to disk: whatever was under way when the program died is done again, and a case that is torn is cut off.
class State {
 public:
  /// Throws std::runtime_error where the file is something else, or cannot be written.
  explicit State(const std::string& path);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// The incidents of this case as the file had them at the beginning, where it has not changed since. From any thread.
  std::optional<std::vector<std::string>> known(const std::string& name, std::uint64_t fingerprint) const;
  void add(const std::string& name, std::uint64_t fingerprint, const std::vector<std::string>& incidents);
  /// Everything added is on disk afterwards.
  void flush();

 private:
  struct Place { std::uint64_t fingerprint, offset, size; };   ///< of the incidents' lines
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;
  int fd_ = -1;
  std::uint64_t end_ = 0;
  std::string pending_;
  std::unordered_map<std::string, Place> cases_;
};

}  // namespace laststraw::scan
