// The decoders of compressed files, one member (gzip), frame (zstd, lz4) or stream (bzip2, xz) at a time. All are libraries: no input ever
// starts another program, as libarchive does for lrzip, lzop and grzip.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "laststraw/sentence.hpp"

namespace laststraw::input {

struct Output {
  char* to;
  std::size_t size, filled = 0;
};

class Codec {
 public:
  virtual ~Codec() = default;
  /// A new member begins.
  virtual void begin() = 0;
  /// Takes what it wants of `packed`, fills what it can of `out`; true at the member's end. Throws InputError where the member is
  /// damaged: what was put into `out` came before the damage.
  virtual bool step(std::string_view& packed, Output& out) = 0;
};

struct Compression {
  std::string_view name;
  /// Does a file begin so?
  bool (*begins_file)(std::string_view head);
  /// Does another member begin so? More of its header is looked at: what stands between members may be anything.
  bool (*begins_member)(std::string_view head);
  std::unique_ptr<Codec> (*make)();
};

/// So many bytes tell any of them.
constexpr std::size_t kCompressionHead = 16;

/// By its first bytes; null where it is not compressed.
const Compression* compression_of(std::string_view head);

/// Of what is packed in a way that is not read here: how, for the user. Empty otherwise.
Sentence unread_packing(std::string_view head);

}  // namespace laststraw::input
