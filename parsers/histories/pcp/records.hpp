// What the files of a PCP archive have in common: records between two counts of their bytes.
#pragma once

#include <chrono>
#include <optional>

#include "laststraw/time.hpp"
#include "support/binary.hpp"

namespace laststraw::pcp {

/// Every number is big-endian.
support::Binary binary(std::string_view bytes);

class FramedRecords {
 public:
  explicit FramedRecords(std::string_view bytes) : rest_(bytes) {}
  /// The next record's payload; nullopt at the end, and where damaged().
  std::optional<std::string_view> next();
  bool damaged() const { return damaged_; }
  std::uint32_t count() const { return count_; }  ///< of those handed out

 private:
  std::string_view rest_;
  bool damaged_ = false;
  std::uint32_t count_ = 0;
};

/// A time as versions 2 (seconds and microseconds of 4 bytes) and 3 (seconds of 8 bytes, nanoseconds) have it; nullopt: no moment of
/// the years 1970 to 9999.
std::optional<Micros> read_time(support::Binary& in, int version);

}  // namespace laststraw::pcp
