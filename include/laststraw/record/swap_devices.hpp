// /proc/swaps (mm/swapfile.c swap_show()): the devices and files that swap goes to.
#pragma once

#include "laststraw/cited.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct SwapDevices {
  int count = 0;
  Bytes size{};     ///< of all of them
  Bytes in_ram{};   ///< of those that are compressed RAM (/dev/zramN, drivers/block/zram)
  Citation cite{};  ///< the head of the table
};

}  // namespace laststraw
