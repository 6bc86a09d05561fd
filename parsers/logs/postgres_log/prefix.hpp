// log_line_prefix: the pattern that begins each line of a text log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/record/postgres_log.hpp"

namespace laststraw::postgres_log {

/// A compiled log_line_prefix (elog.c log_status_format()).
class Prefix {
 public:
  explicit Prefix(std::string_view pattern);

  /// Reads the prefix off the front of `line` into `entry`; `line` loses it. false: the line does not begin so.
  bool match(std::string_view& line, PgEntry& entry) const;
  const std::string& pattern() const { return pattern_; }

 private:
  struct Part { char escape; std::string literal; };     ///< escape 0: literal text
  bool match_from(std::size_t index, std::string_view& line, PgEntry& entry) const;

  std::string pattern_;
  std::vector<Part> parts_;
};

/// "LOG:  message" off the front; the severity, or empty where there is none.
std::string take_severity(std::string_view& line);

/// The prefix that fits most of `lines`: `configured` first, then the ones in common use; nullopt: none fits.
std::optional<Prefix> learn_prefix(const std::vector<std::string_view>& lines, std::string_view configured);

}  // namespace laststraw::postgres_log
