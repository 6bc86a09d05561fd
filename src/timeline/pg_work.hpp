// What a PostgreSQL log tells of work done: plans, maintenance, checkpoints, changed parameters.
#pragma once

#include <map>

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

class PgWorkNotes {
 public:
  void add(const PgEntry& entry);
  /// Moves what was noted into `history`.
  void finish(PgHistory& history);

 private:
  void add_plan(const PgEntry& entry);
  void add_maintenance(const PgEntry& entry, std::size_t after, bool vacuum);
  void add_checkpoint(const PgEntry& entry);

  std::vector<PgPlan> plans_;
  std::vector<PgMaintenance> maintenance_;
  std::vector<PgParameterChange> changes_;
  std::map<std::int64_t, std::pair<int, Citation>> buffers_;  ///< shared_buffers in bytes: how many checkpoints say so
};

/// Reads an auto_explain text plan (commands/explain.c); everything behind "duration: N ms  plan:".
PgPlan read_plan(std::string_view text);

}  // namespace laststraw::timeline
