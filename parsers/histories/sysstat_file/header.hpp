// What a sysstat file says of itself before its records.
#pragma once

#include "laststraw/sentence.hpp"
#include "sysstat_file/structure.hpp"

namespace laststraw::sysstat {

/// The first two bytes, in the byte order of the machine that wrote the file (sa.h SYSSTAT_MAGIC), and the form since 11.7.1.
constexpr std::uint16_t kMagic = 0xd596, kFormat = 0x2175;
/// No activity of a record may claim more.
constexpr std::uint64_t kMaxRecordBytes = std::uint64_t{1} << 28;

/// A kind of statistics, of which every record holds `nr` x `nr2` structures of `size` bytes.
struct Activity {
  std::uint32_t id = 0, magic = 0, nr = 0, nr2 = 0, size = 0;
  bool has_nr = false;  ///< each record says its own nr
  Types types;
};

struct Header {
  std::vector<Activity> activities;
  std::uint32_t record_size = 0;  ///< of the header of a record
  Types record_types;
  std::size_t long_size = 8;
};

/// Leaves the cursor at the first record; the Sentence is empty, or says why the file cannot be read.
Sentence read_header(Cursor& in, Header& header);

/// Leaves the cursor behind the structures that later versions may add, if `next` says that some follow; false: they are damaged.
bool skip_extra(Cursor& in, std::uint64_t next);

}  // namespace laststraw::sysstat
