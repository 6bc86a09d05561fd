// Zones, their reserves and their free blocks. mm/show_mem.c (mm/page_alloc.c before 6.3) show_free_areas().
//   Node 0 DMA free:2964kB boost:0kB min:760kB low:948kB high:1136kB reserved_highatomic:0KB active_anon:420kB ... managed:15360kB ...
//   lowmem_reserve[]: 0 553 553 553 553
//   Node 0 DMA: 2*4kB (UM) 8*8kB (UM) ... = 2968kB
#include <algorithm>
#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_zones {
struct RawZone {
  std::int32_t node;
  grammar::Chars zone;
};
struct RawSize {
  grammar::Chars name;
  std::uint64_t kb;
};
struct RawBlocks {
  std::uint64_t count, kb;
};
}  // namespace laststraw::system_log_zones

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_zones::RawZone, node, zone)
BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_zones::RawSize, name, kb)
BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_zones::RawBlocks, count, kb)

namespace laststraw::system_log {

namespace {

using grammar::i32;
using grammar::str;
using grammar::take;
using grammar::u64;
using grammar::x3::attr;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using system_log_zones::RawBlocks;
using system_log_zones::RawSize;
using system_log_zones::RawZone;

const auto zone_name = raw[lit("DMA32") | "DMA" | "Normal" | "HighMem" | "Movable" | "Device"];
const auto numa_zone = rule<struct numa_tag, RawZone>{"zone"} = "Node " >> i32 >> ' ' >> zone_name;
// Kernels without CONFIG_NUMA print the zone alone.
const auto flat_zone = rule<struct flat_tag, RawZone>{"zone"} = attr(0) >> zone_name;
const auto size = rule<struct size_tag, RawSize>{"size"} = ' ' >> raw[+char_("a-z_()A-Z")] >> ':' >> u64 >> (lit("kB") | "KB");
const auto blocks = rule<struct blocks_tag, RawBlocks>{"blocks"} =
    ' ' >> u64 >> '*' >> u64 >> "kB" >> omit[-(" (" >> +char_("A-Z") >> ')')];
const auto reserve = ' ' >> u64;

constexpr std::uint64_t kMaxKb = std::uint64_t{1} << 52;

void keep(ZoneRow& row, std::string_view name, Bytes value) {
  if (name == "free")
    row.free = value;
  else if (name == "min")
    row.min = value;
  else if (name == "low")
    row.low = value;
  else if (name == "high")
    row.high = value;
  else if (name == "boost")
    row.boost = value;
  else if (name == "present")
    row.present = value;
  else if (name == "managed")
    row.managed = value;
}

Taken read_sizes(std::string_view text, const Line& line, const RawZone& zone, OomReport& report) {
  ZoneRow row;
  row.node = zone.node;
  row.zone = str(zone.zone);
  row.cite = cite(line);
  int seen = 0;
  for (RawSize next; take(text, size, next); next = {}) {
    if (next.kb > kMaxKb) return Taken::broken;
    keep(row, grammar::view(next.name), kib(static_cast<std::int64_t>(next.kb)));
    ++seen;
  }
  if (seen < 4) return Taken::broken;
  report.zones.push_back(std::move(row));
  return Taken::yes;
}

/// Of a report that was cut to its lists of blocks: they add up to what the Mem-Info line counts as free, but for the processors' own lists.
void count_as_free(const std::vector<std::uint64_t>& counts, const Line& line, OomReport& report) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;  // blocks
  Bytes free{};
  Bytes block = report.page_size;
  for (const std::uint64_t count : counts) {
    free += block * static_cast<std::int64_t>(std::min(count, kMost));
    block = block * 2;
  }
  const auto known =
      std::find_if(report.counters.begin(), report.counters.end(), [](const Counter& counter) { return counter.name == "free"; });
  if (known != report.counters.end())
    known->value += free;
  else
    report.counters.push_back({"free", free, line.at});
}

Taken read_blocks(std::string_view text, const Line& line, const RawZone& zone, OomReport& report) {
  std::vector<std::uint64_t> counts;
  for (RawBlocks next; take(text, blocks, next); next = {}) {
    // The first cell is one page: it tells the page size (4, 16 or 64 kB).
    if (counts.empty() && (next.kb == 4 || next.kb == 16 || next.kb == 64)) report.page_size = kib(static_cast<std::int64_t>(next.kb));
    counts.push_back(next.count);
  }
  if (counts.empty()) return Taken::broken;
  const auto row = std::find_if(report.zones.begin(), report.zones.end(),
                                [&](const ZoneRow& one) { return one.node == zone.node && one.zone == str(zone.zone); });
  if (row != report.zones.end())
    row->free_blocks = std::move(counts);
  else if (report.zones.empty() && !report.mem_info)
    count_as_free(counts, line, report);
  return Taken::yes;
}

}  // namespace

Taken read_zone(std::string_view text, const Line& line, OomReport& report) {
  constexpr std::string_view kReserve = "lowmem_reserve[]:";
  if (text.substr(0, kReserve.size()) == kReserve) {
    text.remove_prefix(kReserve.size());
    std::uint64_t pages = 0;
    std::vector<std::uint64_t> found;
    while (take(text, reserve, pages)) found.push_back(pages);
    if (!report.zones.empty() && report.zones.back().lowmem_reserve.empty()) report.zones.back().lowmem_reserve = std::move(found);
    return Taken::yes;
  }
  RawZone zone{};
  if (!take(text, numa_zone, zone) && !take(text, flat_zone, zone)) return Taken::no;
  if (text.substr(0, 6) == " free:") return read_sizes(text, line, zone, report);
  if (text.empty() || text.front() != ':') return Taken::no;
  text.remove_prefix(1);
  if (text == " empty") return Taken::yes;
  return read_blocks(text, line, zone, report);
}

void scale_pages(OomReport& report) {
  const std::int64_t factor = report.page_size.count / kib(4).count;
  if (factor == 1) return;
  for (Counter& counter : report.counters) counter.value = counter.value * factor;
  for (TaskRow& row : report.tasks) {
    for (Bytes* size : {&row.total_vm, &row.rss}) *size = *size * factor;
    for (std::optional<Bytes>* size : {&row.rss_anon, &row.rss_file, &row.rss_shmem, &row.swap})
      if (*size) *size = **size * factor;
  }
  if (report.ram) report.ram = *report.ram * factor;
  if (report.reserved) report.reserved = *report.reserved * factor;
}

}  // namespace laststraw::system_log
