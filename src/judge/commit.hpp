// What strict overcommit counts, for the three hypotheses on refused memory.
#pragma once

#include <optional>

#include "judge/facts.hpp"

namespace laststraw::judge {

struct Commit {
  std::optional<std::int64_t> mode;           ///< vm.overcommit_memory
  std::optional<Citation> mode_cite;
  std::optional<Bytes> limit, committed;      ///< CommitLimit; Committed_AS at the last measurement before, else in the snapshot
  std::optional<Citation> limit_cite, committed_cite;
  std::optional<Bytes> ram, available;        ///< MemTotal; MemAvailable then
  std::optional<Citation> available_cite;
  /// Address space of the processes in the last capture: an upper bound of what each has reserved.
  Bytes postgres_virtual, largest_other_virtual;
  const ProcessRow* largest_other = nullptr;
  const ProcessList* capture = nullptr;
};

Commit commit_of(const Facts& facts);

}  // namespace laststraw::judge
