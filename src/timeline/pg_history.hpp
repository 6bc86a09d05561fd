// Folds PostgreSQL log entries, as they come, into what an incident needs of them.
#pragma once

#include <unordered_map>

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

/// Memory is bounded: by the sessions open at one time, kMaxEndedSessions ended ones and kMaxPgEvents events.
class PgHistoryBuilder {
 public:
  void add(const PgEntry& entry);
  PgHistory finish();

 private:
  PgSession& session_of(const PgEntry& entry);
  void note_session(const PgEntry& entry);
  void note_event(const PgEntry& entry);
  void note_statement(PgSession& session, const PgEntry& entry);
  void forget_old_sessions();

  PgHistory history_;
  std::unordered_map<std::int32_t, std::size_t> open_;   ///< pid to index into history_.sessions + forgotten_
  std::size_t forgotten_ = 0;                            ///< sessions dropped at the front
  std::size_t rejected_ = 0;                             ///< index + 1 of the connection_rejected event being counted up
};

}  // namespace laststraw::timeline
