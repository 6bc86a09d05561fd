// What a picture of memory is drawn from: the incident's facts, who is at fault, what the counters say at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "judge/facts.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::picture {

/// The culprit as what can be drawn: processes, a program, or a layer of memory that no process owns. Empty where nobody is.
struct Accused {
  std::set<std::int32_t> pids;
  std::optional<std::string> program;  ///< its command
  std::string layer;                   ///< kind of a MemoryLayer
  Sentence what;
  std::optional<Bytes> bytes;     ///< as the verdict has it
  std::optional<WallTime> start;  ///< of the one process that it is
  std::optional<WallTime> grows;  ///< from then on, at least: its start, else when memory began to run out

  bool is_process(std::int32_t pid) const { return pids.contains(pid); }
};

struct Scene {
  const judge::Facts& facts;
  const Judgement& judgement;
  Accused accused;
  WallTime when;          ///< of the kill
  bool in_group = false;  ///< within a cgroup's limit: what is outside does not matter
  std::optional<Bytes> limit;
  Bytes segment;                                 ///< no process touched more shared memory of the server's
  std::map<std::int32_t, Bytes> touched;         ///< at the kill, by pid
  std::optional<Bytes> usually_touched;          ///< by one in the middle of these
  std::map<std::int32_t, std::string> programs;  ///< of the incident's processes that are not PostgreSQL: their command, by pid
  std::set<std::int32_t> victims;
  std::optional<std::int32_t> postmaster;

  const Incident& incident() const { return *facts.incident; }
  /// The kernel listed the processes at the kill.
  bool has_table() const { return incident().report && !incident().report->tasks.empty(); }
};

/// nullopt: the incident has no time.
std::optional<Scene> scene_of(const judge::Facts& facts, const Judgement& judgement);

/// The last value of a series at or before a time, at most ten minutes old; else the first after it that is as near.
std::optional<Bytes> counted(const Incident& incident, std::string_view series, WallTime at);
const AlignedSeries* find_series(const Incident& incident, std::string_view name);
/// What is in use by the counters: in a group its anonymous and shared memory, else what is not available.
std::optional<Bytes> counted_in_use(const Scene& scene, WallTime at);

}  // namespace laststraw::picture
