// Why the kernel chose this process: its own arithmetic (oom_badness() in mm/oom_kill.c) for every row of the task table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/source.hpp"

namespace laststraw {

/// How a kernel reckons. Vendors' kernels carry later changes back, so that the printed score, where there is one, is the check.
enum class BadnessEra {
  unknown,
  virtual_size,      ///< until 2.6.35: total_vm and half of the children's, divided by run time; a table of rows does not tell it
  thousandths,       ///< 2.6.36 to 3.4: share of the total in thousandths, root 30 less, plus oom_score_adj (a63d83f427fb)
  pages_root_bonus,  ///< 3.5 to 4.16: pages, root 3 % less, plus oom_score_adj x total / 1000 (a7f638f999ff, 778c14affaf9)
  pages,             ///< 4.17 to 5.8: the same without root's bonus (d46078b28889)
  pages_signed,      ///< since 5.9: may be negative (9066e5cfb73c)
};

/// "5.9 and later", ...: the kernels of an era, for people.
std::string_view era_name(BadnessEra era);

struct BadnessRow {
  Pid pid{};
  std::string comm;
  std::int64_t points{};         ///< in thousandths of the total, so that eras compare
  std::int64_t of_adjustment{};  ///< the part of it that oom_score_adj adds
  Citation cite;
};

struct WhyVictim {
  BadnessEra era = BadnessEra::unknown;
  std::vector<BadnessRow> rows;     ///< those that could be killed, most points first
  std::vector<BadnessRow> spared;   ///< oom_score_adj -1000: never killed, whatever they hold
  std::optional<std::size_t> rank;  ///< of the victim among `rows`, 0 the first; nullopt: it is not among them
  std::optional<Pid> next;          ///< who would have been killed had the victim not been there
};

}  // namespace laststraw
