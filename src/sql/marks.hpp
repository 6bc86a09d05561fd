// What has been seen in a statement so far; the parser's tree and the scanner's words both fill it in.
#pragma once

#include "sql/statement.hpp"

namespace laststraw::sql {

/// Below this many rows nothing that holds them all is large.
inline constexpr double kFewRows = 10'000;
/// So many values in one list, or bytes of text, are themselves what takes the memory: parse and plan trees are tens of times the text.
inline constexpr std::size_t kLongList = 1'000, kHugeText = 256 * 1024;

class Marks {
 public:
  explicit Marks(Statement& statement) : statement_(statement) {}

  /// Of several reasons the most telling counts.
  void why(Why why, std::string_view word);
  void node() { ++statement_.nodes; }
  void rows(double rows) {
    if (!statement_.rows || rows > *statement_.rows) statement_.rows = rows;
  }
  void function(const std::string& name);

  bool point_lookup = false;  ///< a key is compared with a constant
  bool writes_many = false;   ///< UPDATE, DELETE, INSERT ... SELECT whose number of rows is not told

  /// Sets the bound from all that was seen.
  void conclude();

 private:
  Statement& statement_;
};

}  // namespace laststraw::sql
