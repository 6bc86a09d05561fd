// What the configuration lets the server take of the memory it has.
#pragma once

#include <optional>
#include <string>

#include "judge/checks.hpp"

namespace laststraw::judge {

/// Everything about memory the worst case counts, defaults where not set (PostgreSQL documentation, Resource Consumption).
struct Budget {
  Bytes limit, shared_buffers, work_mem, maintenance;
  std::int64_t connections = 0, autovacuum_workers = 0;
  double multiplier = 1;
};

/// nullopt: not known, which the item says.
std::optional<Budget> budget(const Facts& facts, ChecklistItem& item);

/// How to give the configuration.
Sentence how_to_give_configuration();

/// Rounded down to whole MiB: what one writes into a configuration. The text and the fragment say the same number.
std::string setting_text(Bytes size);

bool takes_too_much(const Budget& b);
/// Where they are too large, what they should be.
Bytes shared_buffers_to_come(const Budget& b);
/// Half of what shared_buffers and autovacuum's eighth leave, over the connections and what a hash may take beyond work_mem.
Bytes work_mem_that_fits(const Budget& b);

}  // namespace laststraw::judge
