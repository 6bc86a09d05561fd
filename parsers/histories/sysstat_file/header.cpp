// sysstat sa.h: struct file_magic, file_header, file_activity, extra_desc; sa_common.c: sa_open_read_magic(), check_file_actlst().
// file_magic counts the fields of file_header, and file_header those of file_activity and record_header. From v11.7.1 to v12.0.6
// file_header has (1, 1, 11) of them and record_header (2, 0, 0); v12.1.7 has (1, 1, 12) and (2, 0, 1), for the extra structures.
#include "sysstat_file/header.hpp"

namespace laststraw::sysstat {

namespace {

constexpr std::size_t kMagicSize = 76;
/// sa.h MAX_FILE_HEADER_SIZE, MAX_NR_ACT, MAX_FILE_ACTIVITY_SIZE and MAX_RECORD_HEADER_SIZE, with room for later ones.
constexpr std::uint64_t kMaxHeader = 65536, kMaxActivities = 1024, kMaxSize = 4096;

std::string hex(std::uint16_t value) {
  std::string text;
  for (int shift = 12; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 0xf];
  return text;
}

/// struct file_header's ints.
struct Sizes {
  std::uint64_t activities = 0, activity_size = 0, extra = 0;
  Types activity;
};

Types types_at(const std::vector<std::uint64_t>& ints, std::size_t place) {
  const auto count = [&](std::size_t i) { return static_cast<std::uint32_t>(field(ints, place + i).value_or(0)); };
  return {.u64 = count(0), .longs = count(1), .u32 = count(2)};
}

/// struct file_header. false: it cannot be one.
bool read_file_header(Cursor& in, Header& header, Sizes& sizes) {
  in.at = 8;
  const std::uint32_t size = in.u32();
  in.skip(4);  // whether sadf -c converted it
  const Types types = read_types(in);
  in.at = kMagicSize;
  if (in.past_end || size > kMaxHeader || types.size() + 3 > size || types.u32 < 11) return false;
  const std::vector<std::uint64_t> ints = read_structure(in, types, 8).u32;
  in.skip(2);  // day, month
  header.long_size = static_cast<std::size_t>(in.number(1));
  in.at = kMagicSize;
  in.skip(size);
  sizes = {.activities = ints.at(1), .activity_size = ints.at(9), .extra = field(ints, 11).value_or(0), .activity = types_at(ints, 3)};
  header.record_types = types_at(ints, 6);
  header.record_size = static_cast<std::uint32_t>(ints.at(10));
  const auto fits = [](const Types& inner, std::uint64_t whole) { return inner.size() <= whole && whole <= kMaxSize; };
  return !in.past_end && sizes.activities <= kMaxActivities && fits(sizes.activity, sizes.activity_size) && sizes.activity.u32 >= 9 &&
         header.record_types.u64 >= 2 && header.record_types.size() < header.record_size && fits(header.record_types, header.record_size) &&
         (header.long_size == 4 || header.long_size == 8);
}

/// struct file_activity.
bool read_activity(Cursor& in, const Sizes& sizes, std::size_t long_size, Activity& activity) {
  const std::size_t begin = in.at;
  const std::vector<std::uint64_t> ints = read_structure(in, sizes.activity, long_size).u32;
  in.at = begin;
  in.skip(sizes.activity_size);
  if (in.past_end) return false;
  const auto value = [&](std::size_t place) { return static_cast<std::uint32_t>(ints.at(place)); };
  activity = {value(0), value(1), value(2), value(3), value(5), value(4) != 0, types_at(ints, 6)};
  return activity.size <= kMaxRecordBytes && activity.types.size() <= activity.size;
}

}  // namespace

Sentence read_header(Cursor& in, Header& header) {
  in.big_endian = in.number(2) != kMagic;
  const auto format = static_cast<std::uint16_t>(in.number(2));
  if (format != kFormat)
    return say(
        "written by sysstat before 11.7.1 (format 0x{0}); convert it first: sadf -c FILE > NEWFILE (or let it be done: --allow-external), or give the text of sar -A -f FILE",
        hex(format));
  Sizes sizes;
  if (!read_file_header(in, header, sizes)) return say("its header is damaged");
  for (std::uint64_t i = 0; i < sizes.activities; ++i) {
    Activity activity;
    if (!read_activity(in, sizes, header.long_size, activity)) return say("its list of activities is damaged");
    header.activities.push_back(activity);
  }
  return skip_extra(in, sizes.extra) ? Sentence{} : say("its header is damaged");
}

// struct extra_desc: how many, of what size, whether another one follows, the three counts; then the structures themselves.
bool skip_extra(Cursor& in, std::uint64_t next) {
  for (int n = 0; next != 0; ++n) {
    const std::uint32_t count = in.u32(), size = in.u32();
    next = in.u32();
    in.skip(12);
    in.skip(std::uint64_t{count} * size);
    if (in.past_end || n > 1000) return false;
  }
  return true;
}

}  // namespace laststraw::sysstat
