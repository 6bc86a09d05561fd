// What the checks share. Each check is a pure function that fills in its item, with a row beside it in the table of its file.
#pragma once

#include <span>
#include <string>

#include "judge/checklist.hpp"
#include "judge/environment.hpp"
#include "judge/hypotheses.hpp"

namespace laststraw::judge {

/// What a check is asked about.
struct Asked {
  const Facts& facts;
  const Judgement& judgement;
  Environment environment;

  const Incident& incident() const { return *facts.incident; }
  const Records& records() const { return *facts.incident->records; }
  /// A limit of the group was hit: what the host does with its own memory had no part in it.
  bool in_group() const { return facts.incident->kind == IncidentKind::memcg_oom; }
  /// What was found at fault; null where it is undecided.
  const Finding* cause() const {
    return judgement.verdict == VerdictKind::undecided || judgement.findings.empty() ? nullptr : &judgement.findings.front();
  }
  bool is_cause(const Hypothesis& hypothesis) const { return cause() && cause()->cause == hypothesis.id; }
};

/// `title` is its subject; `bad` and `good` say what was found.
struct Check {
  std::string_view id, title;
  const char *bad, *good;
  std::string_view why, source;
  void (*run)(const Asked&, ChecklistItem&);
};

/// PostgreSQL's own bound on connections and workers (postmaster.h MAX_BACKENDS, 2^18 - 1).
constexpr std::int64_t kMaxBackends = 0x3FFFF;

/// Thresholds and where they come from.
namespace threshold {
constexpr double kSharedBuffersMost = 0.40;    ///< PostgreSQL docs, Resource Consumption
constexpr double kSharedBuffersWanted = 0.25;  ///< same
constexpr double kReserve = 0.10;              ///< for the kernel and everything that no setting counts, as facts.reserve
constexpr double kCacheWanted = 0.50;          ///< of the RAM for effective_cache_size, "half" to three quarters (wiki, Tuning Your Server)
constexpr double kMaintenanceShare = 1.0 / 8;  ///< autovacuum_max_workers x maintenance_work_mem <= RAM/8
constexpr std::int64_t kOvercommitRatio = 80;  ///< PostgreSQL docs, Linux Memory Overcommit: half of RAM is often too little
constexpr double kCommittedMost = 0.75;        ///< of the limit that mode 2 would have: above it ordinary programs are refused soon
constexpr std::int64_t kMinFreeKbytes = 262144;  ///< room for requests that cannot wait, on servers
constexpr double kMinFreeMost = 0.05;            ///< of the RAM; vm.rst: "setting this too high will OOM your machine instantly"
constexpr std::int64_t kSwappinessMost = 10;     ///< keeps the server's memory in RAM; 0 would only swap to avoid a kill
constexpr double kZramMost = 0.50;               ///< of the RAM: zram.rst, "twice the size of memory" is its ceiling at a ratio of 2:1
constexpr double kKeptMost = 0.05;               ///< of the RAM kept from a request by lowmem_reserve; the defaults keep less
constexpr std::int64_t kPooling = 300;           ///< max_connections from here on wants a pooler
constexpr double kNeighbour = 0.10;              ///< a program this large beside the server
constexpr double kPageTables = 0.10;             ///< from here on page tables are worth huge pages
constexpr std::int64_t kHistorySeconds = 60;     ///< sar at least once a minute
constexpr int kPressure = 10;                    ///< percent of the time: some tasks waited for memory (PSI some avg10)
}  // namespace threshold

/// The usual huge page, where no input tells its size (x86-64 and arm64 with pages of 4 KiB).
constexpr Bytes kHugePage = mib(2);
template <class T>
T value_or(const std::optional<Cited<T>>& fact, T otherwise) {
  return fact ? fact->value : otherwise;
}

void set(ChecklistItem& item, CheckStatus status, Sentence found, Sentence wanted = {}, Sentence remedy = {});
void unknown(ChecklistItem& item, const Sentence& missing, const Sentence& how);
/// A line of configuration for what the item asks; nothing where it asks for nothing.
void advise(ChecklistItem& item, const char* file, const char* setting, std::string value);

/// RAM of the machine, with its place.
std::optional<Cited<Bytes>> ram_of(const Facts& facts);
/// What the server may use: the cgroup limit, else the RAM.
std::optional<Bytes> budget_of(const Facts& facts);

/// A PostgreSQL setting: as set, else the default where a configuration is among the inputs; nullptr: not told.
const Setting* pg_setting(const Facts& facts, std::string_view name);
std::optional<Bytes> pg_size(const Facts& facts, std::string_view name, Bytes otherwise);
std::optional<std::int64_t> pg_number(const Facts& facts, std::string_view name, std::int64_t otherwise);
bool has_configuration(const Facts& facts);
/// Adds the place of a setting as evidence.
void point(ChecklistItem& item, const Setting* setting);
template <class T>
void point(ChecklistItem& item, const Cited<T>& fact) {
  if (fact.cite.at.first_line > 0) item.evidence.push_back(fact.cite);
}

/// What checks of the machine share: its sysctls, and how to get them.
const Settings& sysctl(const Asked& asked);
Sentence give_sysctl();
/// The usual shape: one sysctl, a wanted range, the value to set.
void number_check(const Asked& asked, ChecklistItem& item, const char* name, std::int64_t low, std::int64_t high, CheckStatus bad,
                  const Sentence& wanted, std::int64_t set_to);
/// What the host does with its memory had no part in it; says so in the item.
bool host_had_no_part(const Asked& asked, ChecklistItem& item);

/// The checks by file, in the order of the contract.
std::span<const Check> postgres_checks();
std::span<const Check> commit_checks();
std::span<const Check> swap_checks();
std::span<const Check> zone_checks();
std::span<const Check> service_checks();
std::span<const Check> killer_checks();
std::span<const Check> evidence_checks();

}  // namespace laststraw::judge
