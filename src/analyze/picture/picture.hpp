// Memory by session and program until the limit, as a picture tells it.
#pragma once

#include <optional>
#include <vector>

#include "judge/facts.hpp"
#include "laststraw/pictures.hpp"
#include "timeline/timeline.hpp"

namespace laststraw::picture {

/// At most 12 layers and some 250 times. nullopt: neither lists of processes nor counters show how it came to that.
std::optional<MemoryPicture> memory_picture(const judge::Facts& facts, const Judgement& judgement,
                                            const std::vector<timeline::Timeline::Capture>& captures);

}  // namespace laststraw::picture
