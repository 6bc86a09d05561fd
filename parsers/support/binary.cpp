#include "support/binary.hpp"

#include <algorithm>

namespace laststraw::support {

std::uint64_t Binary::number(std::size_t size) {
  if (size > 8 || bytes_.size() < size || at > bytes_.size() - size) {
    past_end = true;
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t from = big_endian ? i : size - 1 - i;
    value = (value << 8) | static_cast<unsigned char>(bytes_[at + from]);
  }
  at += size;
  return value;
}

void Binary::skip(std::uint64_t size) {
  if (size > bytes_.size() - std::min(at, bytes_.size()))
    past_end = true;
  else
    at += static_cast<std::size_t>(size);
}

}  // namespace laststraw::support
