// log_line_prefix: the pattern that begins each line of a text log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/record/postgres_log.hpp"
#include "postgres_log/severity.hpp"

namespace laststraw::postgres_log {

/// A compiled log_line_prefix (elog.c log_status_format()).
class Prefix {
 public:
  /// `trust`: what a severity is known by, where the prefix may end early (%q).
  explicit Prefix(std::string_view pattern, Trust trust = Trust::two_blanks);

  /// Reads the prefix off the front of `line` into `entry`; `line` loses it. false: the line does not begin so.
  bool match(std::string_view& line, PgEntry& entry) const;
  const std::string& pattern() const { return pattern_; }

 private:
  struct Part {
    char escape;
    std::string literal;
  };  ///< escape 0: literal text
  bool match_from(std::size_t index, std::string_view& line, PgEntry& entry) const;

  std::string pattern_;
  Trust trust_;
  std::vector<Part> parts_;
};

/// The prefix that fits most of `lines`: `configured` first, then the ones in common use; nullopt: none fits.
std::optional<Prefix> learn_prefix(const std::vector<std::string_view>& lines, std::string_view configured,
                                   Trust trust = Trust::two_blanks);

}  // namespace laststraw::postgres_log
