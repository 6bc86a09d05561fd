// A compressed file as the bytes in it, one stretch after the other; never on disk, never whole in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "input/files.hpp"

namespace laststraw::input {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The next bytes; 0 at the end. Throws InputError where the file is damaged: all that came before has been given by then.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Packed bytes of the file read so far.
  virtual std::uint64_t packed() const = 0;
  /// What was passed over so far: bytes between and behind the members that are none. Empty: nothing but padding.
  virtual Sentence note() const = 0;
};

/// Files compressed again and again are unpacked so many times; beyond that, InputError.
constexpr int kMostLayers = 4;

/// .gz, .zst, .xz, .bz2, .lz4, .lzma, told by their first bytes; null where it is none of them. What is in it and compressed again is
/// unpacked, too. Read piece by piece, not mapped: faults and taking the mapping away cost more than the copy. `packed` must outlive the stream.
std::unique_ptr<ByteStream> open_stream(const FileReader& packed);

/// The first bytes of what is in it; of a file that is not compressed, its own. Of a damaged one, what came before the damage.
std::string first_bytes(const FileReader& file, std::size_t size);

}  // namespace laststraw::input
