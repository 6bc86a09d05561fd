// What an incident can have in common with another: of its culprit, or of its victim where no culprit is known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/recurrence.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::judge {

struct Trait {
  SharedTrait by{};
  std::string key;  ///< equal where it is the same
  Sentence name;
};

struct Traits {
  bool of_victim = false;
  std::optional<Bytes> size;
  std::vector<Trait> list;
};

Traits traits_of(const Incident& incident, const Judgement& judgement);

}  // namespace laststraw::judge
