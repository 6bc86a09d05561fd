// What work_mem allows a session to hold, for the hypotheses and for the advice on it.
#pragma once

#include "judge/facts.hpp"

namespace laststraw::judge {

/// Private memory of a fresh session that has touched a handful of relations: 1.5 to 5 MiB were measured on 12 to 17, taken generously.
constexpr Bytes kFreshSession = mib(6);
constexpr Bytes kDefaultWorkMem = mib(4);  ///< since 9.4 (utils/misc/guc_tables.c)
constexpr int kOrdinaryNodes = 2;          ///< sorts and hashes an ordinary statement has
constexpr int kManyNodes = 4;              ///< from here on it is the number of nodes that counts

/// Sorts, hashes and joins of a statement, 1 at least: each is entitled to work_mem.
int memory_nodes(std::string_view statement);

/// What ALTER ROLE or ALTER DATABASE ... SET gives sessions like this one in place of the server's own value; null: nothing is known.
const RoleSetting* role_work_mem(const Facts& facts, const Process& process);

/// Of the roles and databases that have more than the server's own value the one with most; null: none is known.
const RoleSetting* largest_role_work_mem(const Facts& facts);

/// The session's own work_mem where the log shows it being set, else its role's or database's, else the configured one.
std::optional<Cited<Bytes>> work_mem_of(const Facts& facts, const Process& process);

/// What work_mem x nodes x hash_mem_multiplier allow, besides what a session holds anyway.
Bytes entitlement(const Facts& facts, Bytes work_mem, std::int64_t nodes);

/// It held more in sorts and hashes than the configuration allows, or the log shows it setting more: the session, its role or database
/// raised work_mem.
bool raised_its_work_mem(const Facts& facts, const Process& process);

/// A role's work_mem in bytes; nullopt: it is no size.
std::optional<Bytes> size_of(const RoleSetting& work_mem);

/// Is the candidate's size what its statement's many nodes are entitled to by work_mem?
bool is_work_mem_times_nodes(const Facts& facts, const Candidate& candidate);

/// Would a lower configured work_mem have bounded what was found at fault? Not what a session raised for itself, not arrays,
/// aggregates and caches, which no setting bounds; not where nothing was found at fault.
bool bounded_by_work_mem(const Facts& facts, const Judgement& judgement);

}  // namespace laststraw::judge
