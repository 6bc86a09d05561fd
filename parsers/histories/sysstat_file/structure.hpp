// A C structure in a sysstat file, read by what the file says of it: how many fields of each type it has.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "support/binary.hpp"

namespace laststraw::sysstat {

using Cursor = support::Binary;

/// How many fields of type unsigned long long, unsigned long and int a structure has. They come in this order; characters follow.
struct Types {
  std::uint32_t u64 = 0, longs = 0, u32 = 0;

  /// Bytes of these fields, which is where the characters begin: a long takes 8 whatever machine wrote it.
  std::uint64_t size() const;
};

/// Three numbers, as every description of a structure is written.
Types read_types(Cursor& in);

/// The fields by type. A field is known by its place among those of its type, which later versions keep: they only append.
struct Structure {
  std::vector<std::uint64_t> u64, longs, u32;
};

/// Leaves the cursor behind the fields. `long_size` is that of the machine that wrote the file.
Structure read_structure(Cursor& in, const Types& types, std::size_t long_size);

/// nullopt: the version that wrote the file did not have this field yet.
std::optional<std::uint64_t> field(const std::vector<std::uint64_t>& fields, std::size_t place);

}  // namespace laststraw::sysstat
