// Who had which pid, and when: what the PostgreSQL log and the captures know.
#pragma once

#include <unordered_map>
#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"
#include "timeline/hosts.hpp"

namespace laststraw::timeline {

class Identities {
 public:
  Identities(const Records& records, const PgHistory& history, const Clocks& clocks, const Hosts& hosts);

  /// Adds what is known of process.pid at `when` on the machine that `source` is of.
  void describe(Process& process, const Instant& when, SourceId source) const;

  /// The machine's last capture at or before `when`; null: none.
  const ProcessList* captured_before(const Instant& when, SourceId source) const;

 private:
  struct Session {
    const PgSession* session = nullptr;
    Instant first, last;
  };
  struct Captured {
    WallTime at;
    const ProcessList* list = nullptr;
    const ProcessRow* row = nullptr;
  };
  struct Capture {
    WallTime at;
    const ProcessList* list = nullptr;
  };

  const PgSession* session_at(Pid pid, const Instant& when, SourceId source) const;
  const Captured* captured_at(Pid pid, const Instant& when, SourceId source) const;
  static void apply(Process& process, const Captured& captured, const Instant& when);
  void apply(Process& process, const PgSession& session, const Instant& when) const;

  const Clocks& clocks_;
  const Hosts& hosts_;
  std::unordered_map<std::int32_t, std::vector<Session>> sessions_;  ///< of a pid: in order of appearance
  std::unordered_map<std::int32_t, std::vector<const PgEvent*>> postmasters_;
  std::unordered_map<std::int32_t, std::vector<Captured>> captured_;  ///< of a pid: in order of time
  std::vector<Capture> captures_;                                     ///< those with rows, in order of time
};

}  // namespace laststraw::timeline
