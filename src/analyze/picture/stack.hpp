// The layers of the picture over its times.
#pragma once

#include <vector>

#include "analyze/picture/samples.hpp"
#include "laststraw/pictures.hpp"

namespace laststraw::picture {

/// Sessions and programs: the culprit, the largest few by themselves, the others together; with what the server shares.
std::vector<MemoryLayer> layers_of(const Scene& scene, const std::vector<Sample>& samples);

/// Where there are no lists: what the counters tell apart, at their own times, with the culprit as far as its beginning and end are known.
struct Counted {
  std::vector<WallTime> at;
  std::vector<MemoryLayer> layers;
};
Counted counted_layers(const Scene& scene, WallTime from, WallTime to);

/// What no process owns, from the counters and, at the kill, from the ledger: shared memory, page tables, slab, stacks, huge pages.
std::vector<MemoryLayer> layers_beside(const Scene& scene, const std::vector<WallTime>& at);

}  // namespace laststraw::picture
