// Who was connected to the server, and what each of them ran.
#pragma once

#include <map>
#include <queue>
#include <unordered_map>

#include "laststraw/pg_history.hpp"
#include "laststraw/records.hpp"

namespace laststraw::timeline {

/// A row of pg_stat_activity, no line of a log.
bool is_of_view(const PgEntry& entry);

/// Memory is bounded: by the sessions open at one time and kMaxEndedSessions ended ones.
class PgSessionNotes {
 public:
  explicit PgSessionNotes(const std::vector<Source>* sources) : sources_(sources) {}
  /// An entry with a pid, or a row of a view.
  void add(const PgEntry& entry);
  /// Moves what was noted into `history`.
  void finish(PgHistory& history);

 private:
  bool continues(const PgSession& session, const PgEntry& entry) const;
  PgSession& session_of(const PgEntry& entry);
  void note_statement(PgSession& session, const PgEntry& entry);

  const std::vector<Source>* sources_;
  std::map<std::uint64_t, PgSession> sessions_;             ///< by order of appearance
  std::unordered_map<std::int32_t, std::uint64_t> latest_;  ///< pid to its latest session
  std::queue<std::uint64_t> ended_;                         ///< oldest first; beyond kMaxEndedSessions they are dropped
  std::uint64_t appeared_ = 0;
};

}  // namespace laststraw::timeline
