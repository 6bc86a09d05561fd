// /proc/slabinfo (mm/slab_common.c): what the kernel's own caches hold, when it was read.
#pragma once

#include <string>

#include "laststraw/cited.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct SlabCaches {
  std::string largest;   ///< its name: "dentry"
  Bytes largest_size{};  ///< its objects, free ones too
  Bytes size{};          ///< of all caches
  Citation cite{};       ///< the line of the largest
};

}  // namespace laststraw
