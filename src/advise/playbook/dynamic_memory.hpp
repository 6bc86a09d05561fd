// Dynamic shared memory lies in /dev/shm, which containers have 64 MB of unless they are told otherwise.
#pragma once

#include "advise/case.hpp"

namespace laststraw::advise {

/// A segment was refused because /dev/shm was full.
bool lacked_shm(const Case& about);
/// More of it: four times what was asked for.
void enlarge_shm(Case& about);

}  // namespace laststraw::advise
