// Checks of PostgreSQL's own memory settings.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

std::string conf() { return say("give postgresql.conf or `psql --csv -c \"select * from pg_settings\"`"); }

/// Everything about memory the worst case counts, defaults where not set (docs/reference/postgres.md 2.9).
struct Budget {
  Bytes limit, shared_buffers, work_mem, maintenance;
  std::int64_t connections = 0, autovacuum_workers = 0;
  double multiplier = 1;
};

std::optional<Budget> budget(const Facts& facts, ChecklistItem& item) {
  Budget b;
  b.limit = budget_of(facts);
  if (b.limit.count == 0) { unknown(item, say("the size of the RAM"), say("give /proc/meminfo, or --ram")); return std::nullopt; }
  if (!has_configuration(facts)) { unknown(item, say("the configuration"), conf()); return std::nullopt; }
  b.shared_buffers = *pg_size(facts, "shared_buffers", mib(128));
  b.work_mem = *pg_size(facts, "work_mem", mib(4));
  const Bytes maintenance = *pg_size(facts, "maintenance_work_mem", mib(64));
  b.maintenance = pg_bytes(facts.incident->records->pg_settings, "autovacuum_work_mem").value_or(maintenance);   // -1: the other
  b.connections = std::clamp<std::int64_t>(pg_number(facts, "max_connections", 100).value_or(100), 1, kMaxBackends);
  b.autovacuum_workers = std::clamp<std::int64_t>(pg_number(facts, "autovacuum_max_workers", 3).value_or(3), 1, kMaxBackends);
  b.multiplier = facts.hash_mem_multiplier;
  return b;
}

/// Rounded down to whole MiB, at least 1: what one writes into a configuration.
Bytes neat(Bytes size) { return mib(std::max<std::int64_t>(1, size.count >> 20)); }
std::string setting_text(Bytes size) { return std::to_string(neat(size).count >> 20) + "MB"; }

void shared_buffers_share(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  point(item, pg_setting(facts, "shared_buffers"));
  const double part = share(b->shared_buffers, b->limit);
  set(item, part > threshold::kSharedBuffersMost ? CheckStatus::fail : CheckStatus::pass,
      say("shared_buffers = {0}, {1} of {2}", words(b->shared_buffers), percent(part), words(b->limit)),
      say("at most {0} (40 %), usually 25 %", words(scaled(b->limit, threshold::kSharedBuffersMost))),
      say("set shared_buffers = {0} and restart", setting_text(scaled(b->limit, threshold::kSharedBuffersWanted))));
}

Bytes work_mem_wanted(const Budget& b) {
  const Bytes rest = std::max(Bytes{0}, b.limit - std::min(b.shared_buffers, scaled(b.limit, threshold::kSharedBuffersMost)));
  return rest / std::max<std::int64_t>(1, 2 * b.connections);
}

void work_mem_budget(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  point(item, pg_setting(facts, "work_mem"));
  const Bytes wanted = std::max(Bytes{64 << 10}, work_mem_wanted(*b));
  set(item, b->work_mem > wanted ? CheckStatus::warn : CheckStatus::pass, "work_mem = " + words(b->work_mem),
      say("at most ({0} - shared_buffers) / (2 x {1} connections) = {2}", words(b->limit), b->connections, words(wanted)),
      say("lower work_mem, or max_connections with a pooler; give single roles more with ALTER ROLE ... SET work_mem"));
}

void worst_case_memory(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  const Bytes sessions = scaled(b->work_mem, b->multiplier) * b->connections;
  const Bytes worst = b->shared_buffers + sessions + b->maintenance * b->autovacuum_workers;
  for (const char* name : {"shared_buffers", "work_mem", "max_connections"}) point(item, pg_setting(facts, name));
  set(item, worst > b->limit ? CheckStatus::warn : CheckStatus::pass,
      say("{0}: shared_buffers {1} + {2} x work_mem {3} + autovacuum {4}", words(worst), words(b->shared_buffers), b->connections, words(sessions),
          words(b->maintenance * b->autovacuum_workers)),
      say("at most {0}; a statement may use work_mem several times over", words(b->limit)),
      say("lower work_mem and max_connections until the sum fits"));
}

void maintenance_budget(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  const Bytes sum = b->maintenance * b->autovacuum_workers, most = scaled(b->limit, threshold::kMaintenanceShare);
  point(item, pg_setting(facts, "maintenance_work_mem"));
  set(item, sum > most ? CheckStatus::warn : CheckStatus::pass,
      say("{0} autovacuum workers x {1} = {2}", b->autovacuum_workers, words(b->maintenance), words(sum)),
      say("at most an eighth: {0}", words(most)),
      say("set autovacuum_work_mem = {0}", setting_text(most / std::max<std::int64_t>(1, b->autovacuum_workers))));
}

void temp_buffers(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  const Bytes size = *pg_size(facts, "temp_buffers", mib(8));
  point(item, pg_setting(facts, "temp_buffers"));
  const Bytes all = size * b->connections;
  set(item, size > mib(8) && all > b->limit ? CheckStatus::warn : CheckStatus::pass, say("temp_buffers = {0} a session, kept until it ends", words(size)),
      say("its default, 8 MiB, or max_connections x temp_buffers ({0}) within {1}", words(all), words(b->limit)), say("lower temp_buffers to its default, 8MB"));
}

void huge_pages(const Facts& facts, ChecklistItem& item) {
  const auto b = budget(facts, item);
  if (!b) return;
  const Setting* setting = pg_setting(facts, "huge_pages");
  const std::string value = setting ? setting->value : "try";
  point(item, setting);
  const auto free_pages = integer(facts.incident->records->meminfo, "HugePages_Free");
  const auto total_pages = integer(facts.incident->records->meminfo, "HugePages_Total");
  const Bytes page = kib(integer(facts.incident->records->meminfo, "Hugepagesize").value_or(2048));
  if (total_pages && *total_pages > 0 && free_pages && share(page * *free_pages, ram_of(facts)) > 0.05)
    return set(item, CheckStatus::fail, say("{0} of huge pages are reserved and free", words(page * *free_pages)), say("as many as shared memory needs"),
               say("set vm.nr_hugepages to SHOW shared_memory_size_in_huge_pages (15+), and huge_pages = on"));
  const bool large = b->shared_buffers >= mib(8192);
  const std::int64_t reserved = std::max(total_pages.value_or(0), integer(facts.incident->records->sysctl, "vm.nr_hugepages").value_or(0));
  const bool used = value != "off" && page * reserved >= b->shared_buffers;
  set(item, large && !used ? CheckStatus::warn : CheckStatus::pass, total_pages ? say("huge_pages = {0}, {1} reserved", value, *total_pages) : "huge_pages = " + value,
      say("huge pages from shared_buffers of 8 GiB on"), say("reserve vm.nr_hugepages for shared memory and set huge_pages = on"));
}

void jit(const Facts& facts, ChecklistItem& item) {
  if (!has_configuration(facts)) return unknown(item, say("the configuration"), conf());
  const bool on = boolean(facts.incident->records->pg_settings, "jit").value_or(true);
  point(item, pg_setting(facts, "jit"));
  const std::string& version = facts.incident->postgres.version;
  const int major = version.empty() ? 0 : std::atoi(version.c_str());
  const bool leaks = on && major >= 11 && major <= 15;
  set(item, leaks ? CheckStatus::warn : CheckStatus::pass, std::string("jit = ") + (on ? "on" : "off") + (major ? ", PostgreSQL " + version : std::string()),
      say("off on 11 to 15 where sessions live long: inlined types leak"), say("set jit = off, at least for long-lived sessions"));
}

void max_connections_pooling(const Facts& facts, ChecklistItem& item) {
  if (!has_configuration(facts)) return unknown(item, say("the configuration"), conf());
  const std::int64_t connections = pg_number(facts, "max_connections", 100).value_or(100);
  point(item, pg_setting(facts, "max_connections"));
  set(item, connections >= threshold::kPooling ? CheckStatus::warn : CheckStatus::pass, "max_connections = " + std::to_string(connections),
      say("below {0} without a pooler", threshold::kPooling), say("put a pooler (PgBouncer) in front and lower max_connections"));
}

constexpr const char* kDocs = "PostgreSQL documentation, Resource Consumption";
constexpr std::array kChecks{
    Check{"shared_buffers_share", "shared_buffers as a share of the memory", "What shared_buffers takes is not there for sessions, caches and the kernel.", kDocs, shared_buffers_share},
    Check{"work_mem_budget", "work_mem against the number of sessions", "Each sort and hash of each session may take work_mem.", kDocs, work_mem_budget},
    Check{"worst_case_memory", "The configuration's worst case", "If all sessions use what they may, does it fit?", kDocs, worst_case_memory},
    Check{"maintenance_budget", "Autovacuum's memory", "Each autovacuum worker may take maintenance_work_mem at the same time.", kDocs, maintenance_budget},
    Check{"temp_buffers", "Memory for temporary tables", "A session keeps its temp_buffers until it ends.", kDocs, temp_buffers},
    Check{"huge_pages", "Huge pages: enough and none unused", "Without them each session needs page tables for shared memory; unused ones are lost.", "PostgreSQL documentation, Linux Huge Pages", huge_pages},
    Check{"jit", "Just-in-time compilation", "LLVM's types leak in long-lived sessions of 11 to 15.", "PostgreSQL BUG #16707; docs/reference/causes.md RC-30", jit},
    Check{"max_connections_pooling", "Number of connections", "Each session costs memory even while idle.", "docs/reference/causes.md RC-10", max_connections_pooling},
};

}  // namespace

std::span<const Check> postgres_checks() { return kChecks; }

}  // namespace laststraw::judge
