// /proc/slabinfo. mm/slab_common.c print_slabinfo_header(), cache_show(): "%-17s %6lu %6lu %6u %4u %4d", then tunables and slabdata.
//   # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables ... : slabdata ...
//   dentry             93933 129108    192   21    1 : tunables    0    0    0 : slabdata   6148   6148      0
#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

/// What a cache holds: all its objects, be they in use or not; nullopt, and the cursor where it stopped: no such row.
std::optional<Bytes> take_size(support::Cursor& cursor) {
  constexpr std::int64_t kMostObjects = 1'000'000'000'000, kLargestObject = std::int64_t{1} << 30;
  std::int64_t numbers[3]{};  // in use, all, the size of one
  for (std::int64_t& number : numbers) {
    if (cursor.peek() != ' ') return std::nullopt;
    cursor.skip_blanks();
    const auto value = cursor.take_number<std::int64_t>();
    if (!value || *value < 0 || *value > kMostObjects) return std::nullopt;
    number = *value;
  }
  if (numbers[2] > kLargestObject) return std::nullopt;
  return Bytes{numbers[2]} * numbers[1];
}

}  // namespace

Reading read_slabinfo(const SourceText& source, Records& records) {
  SlabCaches caches;
  Reading reading = support::read_lines(source, records, "slabinfo", "a cache: name, objects in use, objects, size", [&](const Line& line) {
    if (line.text.starts_with("slabinfo - version:") || line.text.starts_with('#')) return support::LineIs::parsed;
    support::Cursor cursor(line.text);
    const std::string_view name = cursor.take_until(" \t");
    const auto size = take_size(cursor);
    if (name.empty() || !size) return support::LineIs::unrecognised_at(cursor.column());
    caches.size += *size;
    if (*size > caches.largest_size)
      caches.largest = std::string(name.substr(0, kMaxQuote)), caches.largest_size = *size, caches.cite = cite(line);
    return support::LineIs::parsed;
  });
  if (caches.largest_size > Bytes{0}) records.slab = std::move(caches);
  return reading;
}

}  // namespace laststraw
