// What an excerpt tells where no sizes do: a printed score, what the dead or refused session ran, what was asked for.
#pragma once

#include <optional>

#include "judge/facts.hpp"
#include "sql/statement.hpp"

namespace laststraw::judge {

/// The session (or worker) that died first, or was refused; null: none is named, or it is no process of PostgreSQL.
const Process* struck(const Facts& facts);

/// What it ran, read by PostgreSQL's parser; nullopt: no line says.
std::optional<Cited<sql::Statement>> ran(const Facts& facts);

/// Memory of a segment for parallel workers was refused: dynamic shared memory (storage/ipc/dsm_impl.c).
bool refused_dynamic_memory(const Facts& facts);
/// The server could not even start with its shared memory (CreateAnonymousSegment() in port/sysv_shmem.c).
bool refused_at_start(const Facts& facts);

/// The victim's share of all memory, as its printed score tells.
struct ScoreShare {
  double low, high;
  int score;
  Citation cite;
};
std::optional<ScoreShare> share_by_score(const Incident& incident);

/// RAM and swap, or the group's limit, from that score and the victim's size. What of the victim was swapped out counts too and is not
/// printed: `swapped` is the most that it can be.
std::optional<Cited<Interval>> total_by_score(const Incident& incident, Bytes swapped = {});

/// The share of the memory that was available when another killer than the kernel acted: by its own line, else by the last state that it
/// printed, else by the history.
std::optional<Cited<double>> available_to_killer(const Facts& facts);

/// The limit that a file, a manifest or a container's state names: memory.max, resources.limits.memory.
std::optional<Cited<Bytes>> named_limit(const Incident& incident);

/// Where the memory was, as far as an excerpt without a kernel's summary tells: its total and the processes it names. nullopt: the
/// incident has a ledger of its own, or not even the total is known.
std::optional<Ledger> ledger_of_excerpt(const Facts& facts);

/// A process, a log or a setting of PostgreSQL is among the inputs.
bool is_postgres_in_sight(const Incident& incident);

}  // namespace laststraw::judge
