#include "judge/budget.hpp"

#include <algorithm>

namespace laststraw::judge {

namespace {

Bytes neat(Bytes size) { return mib(size.count >> 20); }

}  // namespace

Sentence how_to_give_configuration() { return say("give postgresql.conf or `psql --csv -c \"select * from pg_settings\"`"); }

std::optional<Budget> budget(const Facts& facts, ChecklistItem& item) {
  const auto limit = budget_of(facts);
  if (!limit) {
    unknown(item, say("the size of the RAM"), say("give /proc/meminfo, or --ram"));
    return std::nullopt;
  }
  if (!has_configuration(facts)) {
    unknown(item, say("the configuration"), how_to_give_configuration());
    return std::nullopt;
  }
  Budget b;
  b.limit = *limit;
  b.shared_buffers = *pg_size(facts, "shared_buffers", mib(128));
  b.work_mem = *pg_size(facts, "work_mem", mib(4));
  const Bytes maintenance = *pg_size(facts, "maintenance_work_mem", mib(64));
  b.maintenance = pg_bytes(facts.incident->records->pg_settings, "autovacuum_work_mem").value_or(maintenance);  // -1: the other
  b.connections = std::clamp<std::int64_t>(pg_number(facts, "max_connections", 100).value_or(100), 1, kMaxBackends);
  b.autovacuum_workers = std::clamp<std::int64_t>(pg_number(facts, "autovacuum_max_workers", 3).value_or(3), 1, kMaxBackends);
  b.multiplier = facts.hash_mem_multiplier;
  return b;
}

std::string setting_text(Bytes size) { return std::to_string(neat(size).count >> 20) + "MB"; }

bool takes_too_much(const Budget& b) { return share(b.shared_buffers, b.limit) > threshold::kSharedBuffersMost; }

Bytes shared_buffers_to_come(const Budget& b) {
  return takes_too_much(b) ? neat(scaled(b.limit, threshold::kSharedBuffersWanted)) : b.shared_buffers;
}

Bytes work_mem_that_fits(const Budget& b) {
  const Bytes rest = std::max(Bytes{0}, b.limit - shared_buffers_to_come(b) - scaled(b.limit, threshold::kMaintenanceShare));
  return neat(scaled(rest / (2 * b.connections), 1 / std::max(1.0, b.multiplier)));
}

}  // namespace laststraw::judge
