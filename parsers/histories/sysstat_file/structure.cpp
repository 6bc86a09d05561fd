// sysstat 12.0.6 rd_stats.h (MAP_SIZE, *_ALIGNMENT_WIDTH), sa_common.c (remap_struct, swap_struct).
#include "sysstat_file/structure.hpp"

#include <algorithm>

namespace laststraw::sysstat {

namespace {

constexpr std::size_t kWide = 8, kNarrow = 4;
/// Those behind are nobody's here; a damaged file may claim billions.
constexpr std::uint32_t kMostKept = 64;

/// `count` fields that stand `stride` bytes apart; 0 where the file ends before them.
std::vector<std::uint64_t> read_fields(Cursor& in, std::uint32_t count, std::size_t size, std::size_t stride) {
  std::vector<std::uint64_t> found;
  const std::uint32_t kept = std::min(count, kMostKept);
  for (std::uint32_t i = 0; i < kept; ++i) {
    found.push_back(in.number(size));
    in.skip(stride - size);
  }
  in.skip(std::uint64_t{count - kept} * stride);
  return found;
}

}  // namespace

std::uint64_t Types::size() const { return (std::uint64_t{u64} + longs) * kWide + std::uint64_t{u32} * kNarrow; }

Types read_types(Cursor& in) {
  Types types;
  types.u64 = in.u32(), types.longs = in.u32(), types.u32 = in.u32();
  return types;
}

Structure read_structure(Cursor& in, const Types& types, std::size_t long_size) {
  Structure structure;
  structure.u64 = read_fields(in, types.u64, kWide, kWide);
  // Of a 32-bit machine's long the first 4 of the 8 bytes are the value, in either byte order.
  structure.longs = read_fields(in, types.longs, long_size, kWide);
  structure.u32 = read_fields(in, types.u32, kNarrow, kNarrow);
  return structure;
}

std::optional<std::uint64_t> field(const std::vector<std::uint64_t>& fields, std::size_t place) {
  if (place >= fields.size()) return std::nullopt;
  return fields[place];
}

}  // namespace laststraw::sysstat
