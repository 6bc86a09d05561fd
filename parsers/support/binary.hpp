// The numbers of a binary file, read one after the other.
#pragma once

#include <cstdint>
#include <string_view>

namespace laststraw::support {

/// The file's bytes; reading past the end gives 0 and says so.
class Binary {
 public:
  explicit Binary(std::string_view bytes) : bytes_(bytes) {}

  bool big_endian = false;
  std::size_t at = 0;
  bool past_end = false;

  /// An unsigned number of that many bytes, at most 8.
  std::uint64_t number(std::size_t size);
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  void skip(std::uint64_t size);
  bool at_end() const { return at >= bytes_.size(); }

 private:
  std::string_view bytes_;
};

}  // namespace laststraw::support
