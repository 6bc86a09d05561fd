// /proc/meminfo (fs/proc/meminfo.c), and what top, docker stats and node_exporter repeat of it: the last that was read.
#pragma once

#include <cstdint>
#include <optional>

#include "laststraw/cited.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct MemInfo {
  std::optional<Cited<Bytes>> total;         ///< MemTotal; of --ram too, then without a place
  Bytes total_within;                        ///< how far off it may be either way: `free -h` prints whole GiB
  std::optional<Cited<Bytes>> available;     ///< MemAvailable
  std::optional<Cited<Bytes>> swap_total;    ///< SwapTotal
  std::optional<Cited<Bytes>> swap_free;     ///< SwapFree
  std::optional<Cited<Bytes>> zswap;         ///< Zswap (5.19 on): RAM that holds compressed what was swapped out
  std::optional<Cited<Bytes>> zswapped;      ///< Zswapped: how large it was before
  std::optional<Cited<Bytes>> commit_limit;  ///< CommitLimit
  std::optional<Cited<Bytes>> committed;     ///< Committed_AS
  std::optional<Cited<Bytes>> huge_page;     ///< Hugepagesize: the size of one
  std::optional<Cited<std::int64_t>> huge_pages_total, huge_pages_free;
};

}  // namespace laststraw
