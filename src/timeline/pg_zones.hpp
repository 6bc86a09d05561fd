// The zone of a PostgreSQL log from its session ids.
#pragma once

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

/// Learns from entries what the abbreviations behind their times mean.
class PgZoneNotes {
 public:
  void add(const PgEntry& entry);
  std::vector<PgZone> finish() { return std::move(zones_); }

 private:
  void learn(const PgEntry& entry, const Stamp& printed, Micros utc);
  std::vector<PgZone> zones_;
};

}  // namespace laststraw::timeline
