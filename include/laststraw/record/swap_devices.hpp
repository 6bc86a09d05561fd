// /proc/swaps (mm/swapfile.c swap_show()): the devices and files that swap goes to.
#pragma once

#include "laststraw/cited.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

struct SwapDevices {
  int count = 0;
  Bytes size{};     ///< of all of them
  Citation cite{};  ///< the head of the table
};

}  // namespace laststraw
