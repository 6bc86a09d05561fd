// Why the kernel chose this process: its own arithmetic (oom_badness() in mm/oom_kill.c) for every row of the task table.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/record/kernel_oom.hpp"
#include "laststraw/why_victim.hpp"

namespace laststraw::judge {

BadnessEra era_of(std::string_view kernel_release);

/// `total`: RAM and swap, or the group's limit, in bytes; nullopt where it is not known, or no table was printed.
std::optional<WhyVictim> why_victim(const OomReport& report, Pid victim, Bytes total);

/// A share of the total, as an interval within 0..1.
struct Share {
  double low, high;
};

/// What a process held, by its printed score = 1000 x (size + adjustment's part) / total, rounded down, for kernels that print one
/// (2.6.36 to 5.0: "Kill process N (comm) score S or sacrifice child"). nullopt where the score says nothing about the share: 0, 1000
/// (where some kernels cut off), an adjustment that explains it alone.
std::optional<Share> share_from_score(int score, int oom_score_adj);

/// The least that it held whatever its adjustment, which is 1000 at most: of a score above 1000, what is above. nullopt: nothing.
std::optional<Share> share_above_adjustment(int score);

/// The total of which `size` (resident, swapped out and page tables of the process) is that share; nullopt where there is no size.
std::optional<Interval> total_from_share(Share held, Interval size);

}  // namespace laststraw::judge
