// What the checks share. Each check is a pure function that fills in its item.
#pragma once

#include <span>
#include <string>

#include "judge/checklist.hpp"

namespace laststraw::judge {

struct Check {
  std::string_view id, title, why, source;
  void (*run)(const Facts&, ChecklistItem&);
};

/// PostgreSQL's own bound on connections and workers (postmaster.h MAX_BACKENDS, 2^18 - 1).
constexpr std::int64_t kMaxBackends = 0x3FFFF;

/// Thresholds and where they come from.
namespace threshold {
constexpr double kSharedBuffersMost = 0.40;        ///< PostgreSQL docs, Resource Consumption
constexpr double kSharedBuffersWanted = 0.25;      ///< same
constexpr double kMaintenanceShare = 1.0 / 8;      ///< autovacuum_max_workers x maintenance_work_mem <= RAM/8
constexpr std::int64_t kOvercommitRatio = 80;      ///< PostgreSQL docs, Linux Memory Overcommit; EDB
constexpr std::int64_t kMinFreeKbytes = 262144;    ///< 256 MiB at hand for requests that cannot wait (Documentation/admin-guide/sysctl/vm.rst, min_free_kbytes)
constexpr std::int64_t kSwappinessMost = 10;       ///< 1 to 10 is customary for OLTP (Documentation/admin-guide/sysctl/vm.rst, swappiness)
constexpr std::int64_t kPooling = 300;             ///< docs/reference/causes.md RC-10: max_connections from here on wants a pooler
constexpr double kNeighbour = 0.10;                ///< a program this large beside the server
constexpr std::int64_t kHistorySeconds = 60;       ///< sar at least once a minute
}  // namespace threshold

void set(ChecklistItem& item, CheckStatus status, std::string found, std::string wanted = {}, std::string remedy = {});
void unknown(ChecklistItem& item, const std::string& missing, const std::string& how);

/// RAM of the machine; 0: unknown. `cite` gets where it stands.
Bytes ram_of(const Facts& facts, Citation* cite = nullptr);
/// What the server may use: the cgroup limit, else the RAM; 0: unknown.
Bytes budget_of(const Facts& facts);

/// A PostgreSQL setting: as set, else the default where a configuration is among the inputs; nullptr: not told.
const Setting* pg_setting(const Facts& facts, std::string_view name);
std::optional<Bytes> pg_size(const Facts& facts, std::string_view name, Bytes otherwise);
std::optional<std::int64_t> pg_number(const Facts& facts, std::string_view name, std::int64_t otherwise);
bool has_configuration(const Facts& facts);
/// Adds the place of a setting as evidence.
void point(ChecklistItem& item, const Setting* setting);

/// The checks by file.
std::span<const Check> postgres_checks();
std::span<const Check> kernel_checks();
std::span<const Check> service_checks();
std::span<const Check> evidence_checks();

}  // namespace laststraw::judge
