// Folds PostgreSQL log entries, as they come, into what an incident needs of them.
#pragma once

#include <vector>

#include "laststraw/pg_history.hpp"
#include "laststraw/records.hpp"
#include "timeline/pg_sessions.hpp"
#include "timeline/pg_work.hpp"
#include "timeline/pg_zones.hpp"

namespace laststraw::timeline {

/// Memory is bounded: by the sessions open at one time, kMaxEndedSessions ended ones and kMaxPgEvents events.
class PgHistoryBuilder {
 public:
  /// `sources`: those that the entries cite, where their paths are known; must outlive the building.
  explicit PgHistoryBuilder(const std::vector<Source>* sources = nullptr) : sessions_(sources), sources_(sources) {}
  void add(const PgEntry& entry);
  PgHistory finish();

 private:
  bool is_told_already(const PgEntry& entry) const;
  bool is_counted_up(const PgEvent& event);
  void note_event(const PgEntry& entry);
  void keep(PgEvent event, bool starts);
  void note_recovery_of_archive(const PgEntry& entry);
  bool is_one_log(SourceId a, SourceId b) const;
  void note_line_before_start(const PgEntry& entry);

  PgHistory history_;
  PgSessionNotes sessions_;
  PgWorkNotes work_;
  PgZoneNotes zones_;
  const std::vector<Source>* sources_;
  Stamp before_;  ///< of the last line that is not of a start, and where it stands
  SourceId before_at_{};
  std::vector<std::size_t> starts_;  ///< the latest events that look for the line before them
  std::size_t rejected_ = 0;         ///< index + 1 of the connection_rejected event being counted up
};

}  // namespace laststraw::timeline
