// Whose a host is.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace laststraw::scan {

/// A text file: a pattern of hosts and a team a line, with blanks between; what follows a # is a comment. The first pattern that matches counts.
class Owners {
 public:
  Owners() = default;
  /// Throws std::invalid_argument, with `name` and the line's number, for a line without a team.
  Owners(std::string_view text, const std::string& name);
  bool empty() const { return rows_.empty(); }
  /// Empty where no pattern matches.
  std::string of(const std::string& host) const;

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

}  // namespace laststraw::scan
