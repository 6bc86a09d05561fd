// A compressed file as the bytes in it, one stretch after the other; never on disk, never whole in memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace laststraw::input {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The next bytes; 0 at the end. Throws InputError where the file is damaged: what came before counts.
  virtual std::size_t read(char* to, std::size_t size) = 0;
};

/// .gz (ISA-L), .zst (libzstd), .xz, .bz2, .lz4, .lzma (libarchive), told by their first bytes; null where it is none of them.
/// `bytes` must outlive the stream.
std::unique_ptr<ByteStream> open_stream(std::string_view bytes);

}  // namespace laststraw::input
