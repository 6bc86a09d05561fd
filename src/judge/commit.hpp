// What strict overcommit counts, for the hypotheses on refused memory and the advice on it.
#pragma once

#include <optional>

#include "judge/facts.hpp"

namespace laststraw::judge {

/// From this share of the RAM on memory was free when it was refused.
constexpr double kMemoryWasFree = 0.25;

struct Commit {
  std::optional<Cited<std::int64_t>> mode;  ///< vm.overcommit_memory
  std::optional<Cited<Bytes>> limit;        ///< CommitLimit; where no input prints it, as the kernel makes it of RAM, swap and settings
  bool measured_then = false;               ///< `available` is of a history up to that moment, not of a snapshot of any time
  std::optional<Cited<Bytes>> committed;    ///< Committed_AS at the last measurement before, else in the snapshot
  std::optional<Cited<Bytes>> ram;          ///< MemTotal
  std::optional<Cited<Bytes>> available;    ///< MemAvailable then
  /// Address space of the processes in the last capture: an upper bound of what each has reserved.
  Bytes postgres_virtual, largest_other_virtual;
  const ProcessRow* largest_other = nullptr;
  const ProcessList* capture = nullptr;

  bool strict() const { return mode && mode->value == 2; }
  /// Where the largest other program stands; the capture's own line where there is none.
  Citation other_cite() const;
};

Commit commit_of(const Facts& facts);

/// CommitLimit of mode 2 as the kernel makes it (mm/util.c vm_commit_limit()): in whole pages of 4 KiB.
Bytes commit_limit(Bytes ram, Bytes huge_pages, Bytes swap, std::int64_t ratio);

}  // namespace laststraw::judge
