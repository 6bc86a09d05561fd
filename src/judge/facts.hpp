// What the hypotheses and checks ask of an incident, worked out once. Every fact that stands in an input carries its place; what no
// input tells is absent, never 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/zones.hpp"
#include "laststraw/cited.hpp"
#include "laststraw/incident.hpp"
#include "laststraw/sentence.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::judge {

/// A program that is not PostgreSQL: all its processes of known size together. Or all such programs together.
struct Program {
  std::string name;                       ///< empty for all together
  std::size_t programs = 1;               ///< how many names
  std::vector<const Process*> processes;  ///< largest first
  Bytes anon;
};

/// The one process (or program) that would be at fault if one is.
struct Candidate {
  const Process* process = nullptr;    ///< of a program: its largest process; null: there is none
  std::optional<Program> program;      ///< nullopt for a session
  Bytes size;                          ///< private memory, the middle of what it can be
  Bytes peers;                         ///< what it would hold at its peers' median; 0 for a program
  Interval excess;                     ///< above its peers
  Bytes free_without;                  ///< free memory had it stayed at `peers`, at least
  bool sufficient = false;             ///< even the least excess frees a tenth of the total
  bool impossible = false;             ///< even the largest possible excess does not
  std::optional<Cited<Bytes>> growth;  ///< what it took in the last stretch that the captures show
  /// Sessions that are about as large, and nothing tells them from it: what holds of it holds of each of them.
  std::vector<const Process*> equals;
  bool alone() const { return sufficient && equals.empty(); }
};

/// Sessions of about equal size that hold most of what all sessions hold, beside far smaller ones.
struct Handful {
  std::vector<const Process*> sessions;  ///< largest first; empty: there is none
  Bytes size;                            ///< together
  Bytes each;                            ///< of the one in the middle
  std::string application, user;         ///< what all of which it is known have in common, empty where they differ
  std::size_t idle = 0;                  ///< of them seen to wait for their client
  bool none_runs = true;                 ///< and none is seen to run anything
  const Process* prepares = nullptr;     ///< one whose last statement prepares others: plans stay with the session
  bool few = false;                      ///< at most half of all sessions: else they are the load as a whole
  /// Most wait and none runs: what they hold is not a statement's.
  bool waits() const { return 2 * idle > sessions.size() && none_runs; }
};

enum class Shortage { unknown, yes, no };

struct Facts {
  const Incident* incident = nullptr;

  /// A line to point at where a claim is about the incident as a whole.
  Citation anchor;

  std::optional<Cited<Bytes>> total;      ///< RAM, cgroup limit or commit limit
  LedgerOf total_of = LedgerOf::nothing;  ///< nothing: a commit limit or a process's own
  Sentence total_name;                    ///< "the cgroup limit", "RAM", "the commit limit"
  Bytes free_now;  ///< free above what the kernel keeps from the request (min watermarks, reserves), at least; never negative
  Bytes reserve;   ///< a tenth of total: what must come free for a cause to count as sufficient
  /// 0 to 1. Only where the total is known.
  double of_total(Bytes size) const { return share(size, total.value().value); }

  /// Client backends and their parallel workers whose size is known, largest private memory first.
  std::vector<const Process*> sessions;
  std::vector<const Process*> workers;  ///< parallel workers, be their size known or not
  Bytes sessions_private;               ///< sum (middles)
  double gini = 0;                      ///< inequality of the sessions' private memory, 0..1
  Handful handful;
  std::vector<Program> programs;  ///< largest first
  Program all_programs;           ///< all that is not PostgreSQL

  std::optional<Cited<Bytes>> shmem;           ///< all shared memory there was
  std::optional<Cited<Bytes>> shared_buffers;  ///< as configured, else as a checkpoint's line tells it
  /// Shared memory that is neither shared_buffers nor mapped by any process: files in memory. nullopt: not known.
  std::optional<Cited<Bytes>> beyond_mapped;
  std::optional<Cited<Bytes>> work_mem;
  double hash_mem_multiplier = 1.0;
  std::optional<Cited<std::int64_t>> max_connections;
  std::optional<Cited<Bytes>> page_tables;
  std::optional<Cited<Bytes>> host_available;  ///< memcg: what the host had available then

  /// nullopt: no capture tells, or its size is not known.
  std::optional<Cited<Bytes>> growth(const Process& process) const;
  /// Median private memory of the other sessions; 0 where there are none.
  Bytes median_of_others(const Process& process) const;
  const LedgerPart* part(PartKind kind) const;
  /// Something took a tenth of the total in the last stretch, and it was not this candidate.
  bool another_grew(const Candidate& candidate) const;
  bool cannot_be(const Candidate& candidate) const;
  /// It took next to nothing (a fiftieth of the total) in the last stretch; false where no capture tells.
  bool stood_still(const std::optional<Cited<Bytes>>& growth) const;

  /// What of this process began while the memory began to fall; null: nothing, or no history tells.
  const Started* began_with_decline(const Process& process) const;
  /// It took most of what it held in the last stretch, or began when memory began to fall.
  bool grew_or_began(const Process& process) const;
  /// It grew, or began when memory began to fall, and the other did neither.
  bool speaks_for_one(const Process& one, const Process& other) const;

  /// `session` may be any process of PostgreSQL: a walsender, a worker.
  Candidate session, program;
  /// The other candidate where it is at least half as large again, would have been enough too, and has not stood still while
  /// this one grew; null: there is none.
  const Candidate* larger_rival(const Candidate& candidate) const;
  /// How surely that it is sufficient speaks for it, 0 to 1: where nothing tells where the rest of the memory was, a small share
  /// that would have been enough is no more than that.
  double surety_of(const Candidate& candidate) const;
  /// The one of the two that a kernel's table shows ten times as large as the other and as its own peers, where the total is not known:
  /// a lean, as what is not listed may be larger. Null: none.
  const Candidate* largest_listed() const;
  /// One of the two is sufficient alone.
  bool has_outlier() const { return session.alone() || program.sufficient; }
  /// Of the one that is sufficient alone: only where there is an outlier.
  const Process& outlier() const { return *(session.alone() ? session : program).process; }
  /// Neither can be sufficient, as far as the sizes are known; what has not grown is no outlier either.
  bool has_no_outlier() const { return sizes_at_kill && !has_outlier() && cannot_be(session) && cannot_be(program); }
  /// The sizes are those of the moment: the kernel's whole task table, or no kernel report at all. A capture seconds older
  /// does not hold what has grown since.
  bool sizes_at_kill = true;

  /// Was memory short at that moment? Kernel reports and refusals say so themselves.
  Shortage shortage = Shortage::unknown;
  std::optional<Reach> reach;               ///< what of the free memory the refused request could use, where the kernel's report tells
  std::optional<Cited<Sentence>> was_left;  ///< "12 % of the RAM was available", where a history tells it

  /// The capture that growth is counted from; null: none.
  const ProcessList* captured_before = nullptr;
  std::optional<WallTime> captured_at;
  bool captured_most = false;  ///< it holds most of the processes that there were at the kill

  /// Where a process stands: its task row or capture; the incident's own line where no line of its own names it.
  const Citation& place_of(const Process& process) const { return process.known_from.empty() ? anchor : process.known_from.front(); }
  /// The line that says what it ran.
  const Citation& named_by(const Process& process) const { return or_anchor(process.statement_cite); }
  /// The place, where there is one; sums over many lines have none of their own and stand at the incident's line.
  const Citation& or_anchor(const std::optional<Citation>& cite) const { return cite ? *cite : anchor; }
  Cited<Bytes> placed(const LedgerPart& part) const { return {part.size.middle(), or_anchor(part.cite)}; }
};

Facts facts_of(const Incident& incident);

/// PostgreSQL's, before the point; 0: no input tells.
int major_version(const Incident& incident);

/// The steps of facts_of() that have a file of their own.
void note_processes(Facts& facts);   ///< population.cpp: sessions, workers, programs, the handful
void note_candidates(Facts& facts);  ///< candidates.cpp: captures, growth, who could be at fault

/// The last point of a series at or before the incident, with the place it was read from.
std::optional<Cited<double>> last_before(const Incident& incident, std::string_view name);

/// What the killer's points are thousandths of: the group's limit, else RAM and swap; nullopt: not known.
std::optional<Bytes> badness_total(const Facts& facts);

/// A setting's value with the setting's place.
template <class T>
std::optional<Cited<T>> cited(const std::optional<T>& value, const Settings& settings, std::string_view name) {
  const Setting* setting = find(settings, name);
  if (!value || !setting) return std::nullopt;
  return Cited<T>{*value, setting->cite};
}

}  // namespace laststraw::judge
