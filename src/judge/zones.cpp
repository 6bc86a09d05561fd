#include "judge/zones.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace laststraw::judge {

namespace {

/// From the lowest up (include/linux/mmzone.h enum zone_type). Which of them exist depends on the machine.
constexpr std::array<std::string_view, 5> kZones{"DMA", "DMA32", "Normal", "HighMem", "Movable"};

std::size_t rank(std::string_view zone) { return static_cast<std::size_t>(std::find(kZones.begin(), kZones.end(), zone) - kZones.begin()); }

/// The highest zone that the flags allow (include/linux/gfp.h gfp_zone()): three bits that have kept their places since 2.6.15.
std::optional<std::string_view> highest_zone(std::string_view gfp) {
  constexpr unsigned kDma = 1, kHighmem = 2, kDma32 = 4;
  if (gfp.starts_with("0x")) gfp.remove_prefix(2);
  unsigned long flags = 0;
  if (std::from_chars(gfp.data(), gfp.data() + gfp.size(), flags, 16).ec != std::errc()) return std::nullopt;
  if (flags & kDma) return "DMA";
  if (flags & kDma32) return "DMA32";
  return flags & kHighmem ? std::string_view("Movable") : std::string_view("Normal");
}

/// How many zones of this machine lie below the one asked for: the place in lowmem_reserve[], which has one for each.
std::size_t place_in_reserve(const OomReport& report, std::size_t wanted) {
  std::array<bool, kZones.size()> there{};
  for (const ZoneRow& zone : report.zones)
    if (const std::size_t at = rank(zone.zone); at < kZones.size()) there[at] = true;
  return static_cast<std::size_t>(std::count(there.begin(), there.begin() + static_cast<std::ptrdiff_t>(wanted), true));
}

constexpr Bytes kPage = kib(4);  // of every machine with a zone beyond reach

}  // namespace

std::optional<Reach> reach_of(const OomReport& report) {
  if (!report.invocation || report.invocation->order.value_or(0) < 0) return std::nullopt;
  const auto zone = highest_zone(report.invocation->gfp);
  if (!zone) return std::nullopt;
  const std::size_t wanted = rank(*zone), place = place_in_reserve(report, wanted);
  Reach reach{};
  for (const ZoneRow& row : report.zones) {
    const std::size_t at = rank(row.zone);
    reach.has_high_memory |= row.zone == "HighMem";
    const Bytes mark = row.min - row.boost.value_or(Bytes{0});
    const Bytes above = row.free > mark ? row.free - mark : Bytes{0};
    if (at > wanted) {
      if (at < kZones.size()) reach.beyond += above;
      continue;
    }
    Bytes kept{};
    if (place < row.lowmem_reserve.size()) kept = kPage * to_whole(static_cast<double>(row.lowmem_reserve[place]));
    reach.kept += std::min(above, kept);
    if (above > kept) reach.within += above - kept;
    reach.span += row.managed ? *row.managed : row.present.value_or(Bytes{0});
    if (!reach.highest || at >= rank(reach.highest->zone)) reach.highest = &row;
  }
  return reach.highest && reach.span.count > 0 ? std::optional(reach) : std::nullopt;
}

}  // namespace laststraw::judge
