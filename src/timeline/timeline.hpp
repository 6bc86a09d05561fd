// Records onto one clock, and cut into incidents: one per crash.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "laststraw/incident.hpp"
#include "timeline/clock.hpp"

namespace laststraw::timeline {

/// Everything that happened, on one clock, built once. Incidents are worked out when they are asked for.
class Timeline {
 public:
  /// `records` and `history` must outlive this. Throws std::invalid_argument where options.zone is not a zone.
  Timeline(const Records& records, const PgHistory& history, const ClockOptions& options);
  ~Timeline();
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  /// Incidents, in order of time.
  std::size_t size() const;
  /// When the incident began; cheap.
  const Instant& when(std::size_t index) const;
  /// The latest time that anything read has; nullopt where nothing has one.
  std::optional<WallTime> newest() const;
  /// The incident with the ordinal index + 1. Its windows point into this.
  Incident incident(std::size_t index) const;
  /// The lists of processes of that machine, in order of time.
  struct Capture {
    WallTime at;
    const ProcessList* list = nullptr;
  };
  std::vector<Capture> captures(std::size_t index) const;
  /// One per source.
  std::vector<SourceClock> clocks() const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace laststraw::timeline
