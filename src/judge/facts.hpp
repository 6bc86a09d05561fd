// What the hypotheses and checks ask of an incident, worked out once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::judge {

/// A program that is not PostgreSQL: all its processes together.
struct Program {
  std::string name;
  std::vector<const Process*> processes;      ///< largest first
  Bytes anon;
};

/// How much a process took in the last stretch that the captures show.
struct Growth {
  Bytes by;
  std::optional<Citation> cite;               ///< the capture's row, or the capture in which it is not yet there
};

/// The one session (or program) that would be at fault if one is.
struct Candidate {
  const Process* process = nullptr;           ///< of a program: its largest process; null: there is none
  const Program* program = nullptr;           ///< null for a session
  Bytes size;                                 ///< private memory, the middle of what it can be
  Bytes peers;                                ///< what it would hold at its peers' median; 0 for a program
  Interval excess;                            ///< above its peers
  Bytes free_without;                         ///< free memory had it stayed at `peers`, at least
  bool sufficient = false;                    ///< even the least excess frees a tenth of the total
  bool impossible = false;                    ///< even the largest possible excess does not
  std::optional<Growth> growth;
};

enum class Shortage { unknown, yes, no };

struct Facts {
  const Incident* incident = nullptr;

  Bytes total;                                ///< RAM, cgroup limit or commit limit; 0: unknown
  std::string total_name;                     ///< "the cgroup limit", "RAM", "the commit limit"
  std::optional<Citation> total_cite;
  Bytes free_now;                             ///< free above what the kernel keeps back (min watermarks), never negative
  Bytes reserve;                              ///< a tenth of total: what must come free for a cause to count as sufficient

  std::vector<const Process*> sessions;       ///< client backends and their parallel workers, largest private memory first
  std::vector<const Process*> workers;        ///< parallel workers among them
  Bytes sessions_private;                     ///< sum (middles)
  double gini = 0;                            ///< inequality of the sessions' private memory, 0..1
  std::vector<Program> programs;              ///< largest first

  std::optional<Bytes> shmem;                 ///< all shared memory there was
  std::optional<Bytes> shared_buffers, work_mem;
  double hash_mem_multiplier = 1.0;
  std::optional<std::int64_t> max_connections;
  std::optional<Citation> shmem_cite;
  Bytes page_tables;
  std::optional<Citation> page_tables_cite;

  std::optional<Bytes> host_available;        ///< memcg: what the host had available then
  std::optional<Citation> host_available_cite;

  /// nullopt: no capture tells.
  std::optional<Growth> growth(const Process& process) const;
  /// Median private memory of the other sessions; 0 where there are none.
  Bytes median_of_others(const Process& process) const;
  const LedgerPart* part(std::string_view name) const;
  /// Something took a tenth of the total in the last stretch, and it was not this candidate.
  bool another_grew(const Candidate& candidate) const;
  bool cannot_be(const Candidate& candidate) const;

  /// What of this process began while the memory began to fall; null: nothing, or no history tells.
  const Started* began_with_decline(const Process& process) const;

  Candidate session, program;
  /// One of the two is sufficient alone.
  bool has_outlier() const { return session.sufficient || program.sufficient; }
  /// Neither can be sufficient, as far as the sizes are known; what has not grown is no outlier either.
  bool has_no_outlier() const { return sizes_at_kill && !has_outlier() && cannot_be(session) && cannot_be(program); }
  /// The sizes are those of the moment: the kernel's whole task table, or no kernel report at all. A capture seconds older
  /// does not hold what has grown since.
  bool sizes_at_kill = true;

  /// Was memory short at that moment? Kernel reports and refusals say so themselves.
  Shortage shortage = Shortage::unknown;
  std::optional<Citation> shortage_cite;
  std::string shortage_words;

  /// A line to point at where a claim is about the incident as a whole.
  Citation anchor;

  /// The capture that growth is counted from; null: none.
  const ProcessList* captured_before = nullptr;
  std::optional<WallTime> captured_at;
};

Facts facts_of(const Incident& incident);

/// The last point of a series at or before the incident, in the place it was read.
std::optional<double> last_before(const Incident& incident, std::string_view name);
std::optional<Citation> cite_last_before(const Incident& incident, std::string_view name);

/// The first citation of a process (its task row), or nullopt.
std::optional<Citation> row_of(const Process& process);

}  // namespace laststraw::judge
