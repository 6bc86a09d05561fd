// How one session came to hold so much.
#pragma once

#include <optional>
#include <string>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// How it came to hold so much and, where one line tells it, that line.
struct HowSoMuch {
  Mechanism mechanism = Mechanism::unknown;
  Sentence claim;  ///< "most of it, 176.0 MiB, is in TopPortalContext > PortalContext > ExecutorState"; may be empty
  std::optional<Citation> cite;
};

HowSoMuch mechanism_of(const Facts& facts, const Process& process);

}  // namespace laststraw::judge
