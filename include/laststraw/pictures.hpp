// What a page draws besides the histories: memory by who held it until the limit, and what the simulator says of each value of a quantity.
// Plain values, as the JSON contract has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "laststraw/advice.hpp"
#include "laststraw/sentence.hpp"

namespace laststraw {

/// One layer of the stack. `kind`: "session", "program", "sessions" and "programs" (all others together), "shared_memory", "anonymous", "page_tables",
/// "slab", "kernel_stacks", "huge_pages", "in_use". `bytes`: one for each of the picture's times; nullopt: not known then.
struct MemoryLayer {
  std::string kind;
  Sentence name;
  std::optional<std::int64_t> pid;
  bool culprit = false;
  std::vector<std::optional<std::int64_t>> bytes;
};

/// A counter that was read more often than the processes were listed.
struct MemoryCounter {
  Sentence what;
  std::vector<std::int64_t> at_ms, bytes;
};

/// Something to write on the picture: "start", "kill", "ready".
struct MemoryMark {
  std::int64_t at_ms = 0;
  std::string kind;
  Sentence what;
};

/// Times are milliseconds since 1970, UTC. `from`: "captures" (lists of processes) or "counters".
struct MemoryPicture {
  std::string from, of;  ///< of: "RAM" or "cgroup limit"
  std::optional<std::int64_t> limit_bytes;
  std::vector<std::int64_t> at_ms;
  std::vector<MemoryLayer> layers;  ///< from the bottom up
  std::optional<MemoryCounter> counter;
  std::vector<MemoryMark> marks;
  Sentence text;  ///< the same in a sentence, for who does not see it
  Sentence note;  ///< how the sizes were come by
};

/// What would have been with this value of one quantity. `freed_*`: at least and at most; `added`: to the total; `bounds`: whoever grew
/// would not have taken it.
struct Trial {
  std::int64_t value = 0;
  EffectKind kind = EffectKind::unknown;
  Sentence text;
  std::optional<std::int64_t> free_after_bytes;
  std::int64_t freed_low_bytes = 0, freed_high_bytes = 0, added_bytes = 0;
  bool bounds = false;
};

/// `question`: what stands before the = of --what-if. `part`: of the ledger, that it moves; "total": the whole.
struct Slider {
  std::string question;
  Sentence what;
  std::string unit, part;
  std::optional<std::int64_t> now;
  std::vector<Trial> trials;  ///< by value
};

/// What is added up where several are moved: what comes free and what is added, to `free_bytes`; enough is `enough_bytes`.
/// `grows`: somebody would have taken what comes free elsewhere.
struct Sliders {
  std::int64_t free_bytes = 0, enough_bytes = 0;
  bool grows = false;
  std::vector<Slider> sliders;
};

}  // namespace laststraw
