// Which of the free memory a refused request could use: not all zones are open to it.
#pragma once

#include <optional>

#include "laststraw/record/kernel_oom.hpp"

namespace laststraw::judge {

/// Free memory on both sides of the highest zone that the request may use. A request of the kernel's own (GFP_KERNEL) cannot use HighMem,
/// which on 32-bit kernels is all memory above 896 MiB; one for devices cannot use Normal.
struct Reach {
  Bytes within;                  ///< free above the min watermarks and what is kept for requests of lower zones (lowmem_reserve)
  Bytes beyond;                  ///< free above the min watermarks in zones that it cannot use
  Bytes kept;                    ///< free above the min watermarks in zones that it can use, but kept for requests of lower ones
  Bytes span;                    ///< size of the zones that it can use
  const ZoneRow* highest;        ///< the highest zone that it can use
  bool has_high_memory = false;  ///< a 32-bit kernel's, for which its own requests have no use

  /// Nothing was to be had where the request could look, and much was free where it could not.
  bool is_exhausted_below() const { return beyond >= span / 10 && within < span / 50; }
  /// Of a 32-bit kernel: more RAM would not have helped.
  bool is_low_memory_full() const { return has_high_memory && is_exhausted_below() && highest->zone == "Normal"; }
};

/// nullopt: the report does not tell the request's flags, or the sizes of its zones.
std::optional<Reach> reach_of(const OomReport& report);

}  // namespace laststraw::judge
