// The simulator: applies changes to the incident's quantities and says what would have happened.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/commit.hpp"
#include "judge/facts.hpp"
#include "laststraw/advice.hpp"

namespace laststraw::advise {

enum class Knob {
  shared_buffers,
  work_mem,
  hash_mem_multiplier,
  max_connections,
  parallel_workers,      ///< max_parallel_workers_per_gather
  maintenance_work_mem,  ///< and autovacuum_work_mem, of whoever maintains
  autovacuum_workers,
  temp_buffers,
  logical_decoding_work_mem,
  statement_timeout,  ///< in milliseconds
  limit,              ///< of the memory cgroup
  ram,
  swap,
  overcommit_memory,
  overcommit_ratio,
  overcommit_kbytes,
  nr_hugepages,
  oom_score_adj,
  address_space,  ///< ulimit -v, LimitAS=
  // What no setting says, for steps that change how the server is used:
  session_as_peers,    ///< the session at fault holds what its peers hold
  equals_at_once,      ///< so many of a handful of equal sessions run at one time
  sessions_fresh,      ///< long-lived sessions are made anew
  program_limit,       ///< of the largest program that is not PostgreSQL
  files_in_memory,     ///< in tmpfs, at most
  gentle_termination,  ///< SIGTERM in place of SIGKILL
  other,               ///< a setting that memory does not depend on
};

struct Change {
  Knob knob{};
  std::int64_t value = 0;  ///< bytes, a number or milliseconds; the multiplier in hundredths
  std::string who{};       ///< a role, a pid; empty: all
};

/// All of them at one time.
Effect what_if(const judge::Facts& facts, const Judgement& judgement, std::span<const Change> changes);

/// "work_mem=64MB", "work_mem@report=64MB", "vm.overcommit_memory=2,vm.overcommit_ratio=80". Throws std::invalid_argument.
std::vector<Change> changes_of(std::string_view question);
/// A setting as a fragment has it; nullopt: memory does not depend on it, or it is no value.
std::optional<Change> change_of(std::string_view setting, std::string_view value);

using judge::commit_limit;

}  // namespace laststraw::advise
