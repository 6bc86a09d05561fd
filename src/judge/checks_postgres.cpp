// Checks of PostgreSQL's own memory settings.
#include <algorithm>
#include <array>

#include "judge/budget.hpp"
#include "judge/checks.hpp"
#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"
#include "judge/words.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::judge {

namespace {

void shared_buffers_share(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  point(item, pg_setting(asked.facts, "shared_buffers"));
  const std::string wanted = setting_text(std::max(mib(1), scaled(b->limit, threshold::kSharedBuffersWanted)));
  set(item, takes_too_much(*b) ? CheckStatus::fail : CheckStatus::pass,
      say("shared_buffers = {0}, {1} of {2}", b->shared_buffers, percent(share(b->shared_buffers, b->limit)), b->limit),
      say("usually 25 %, at most {0} (40 %); 10 % where large scans are most of the load", scaled(b->limit, threshold::kSharedBuffersMost)),
      say("set shared_buffers = {0} and restart", wanted));
  advise(item, "postgresql.conf", "shared_buffers", wanted);
}

/// What an ordinary session of those that were there held beyond a fresh one: below it their sorts and hashes would spill.
Bytes work_mem_in_use(const Facts& facts) {
  if (facts.sessions.empty()) return Bytes{0};
  return std::max(Bytes{0}, facts.median_of_others(*facts.sessions.front()) - kFreshSession);
}

/// "; role report has 512MB"
Sentence raised_words(const RoleSetting* raised) {
  if (!raised) return {};
  if (raised->role.empty()) return say("; database {0} has {1}", thing_name(raised->database), raised->value);
  return say("; role {0} has {1}", Name{NameOf::user, raised->role}, raised->value);
}

void work_mem_budget(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  point(item, pg_setting(asked.facts, "work_mem"));
  const Bytes fits = work_mem_that_fits(*b);
  const RoleSetting* const raised = largest_role_work_mem(asked.facts);
  const Sentence found = "work_mem = " + Sentence(b->work_mem) + raised_words(raised);
  if (raised) item.evidence.push_back(raised->cite);
  const Sentence wanted = say("at most ({0} - shared_buffers of {4} - an eighth) / (2 x {1} connections x {2}) = {3}", b->limit,
                              b->connections, std::to_string(b->multiplier).substr(0, 3), fits, shared_buffers_to_come(*b));
  const bool bounds = !asked.cause() || bounded_by_work_mem(asked.facts, asked.judgement);
  if (raised && (b->work_mem <= fits ? size_of(*raised).value_or(Bytes{0}) > fits : !bounds))
    return set(item, CheckStatus::warn, found, wanted,
               say("take back what roles and databases have beyond it (ALTER ROLE ... RESET work_mem), where they do not need it"));
  if (b->work_mem <= fits) return set(item, CheckStatus::pass, found, wanted);
  if (!bounds)
    return set(item, CheckStatus::not_applicable, say("work_mem = {0}; what held the memory here is not bounded by it", b->work_mem));
  // Below a megabyte, or below what the sessions seen use, every sort would spill: the number of sessions or the memory is wrong.
  if (fits < mib(1) || fits < work_mem_in_use(asked.facts))
    return set(
        item, CheckStatus::warn, found,
        say("fewer connections, or more memory: for {0} connections work_mem would have to be too small to work with", b->connections),
        say("put a pooler (PgBouncer) in front and lower max_connections, or give the server more memory; leave work_mem as it is"));
  if (!asked.cause())
    return set(item, CheckStatus::warn, found, wanted,
               say("see first what held the memory; log_temp_files shows which statements need work_mem"));
  set(item, CheckStatus::warn, found, wanted,
      say("set work_mem = {0}, and give single roles more with ALTER ROLE ... SET work_mem", setting_text(fits)));
  advise(item, "postgresql.conf", "work_mem", setting_text(fits));
}

void worst_case_memory(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  const Bytes sessions = scaled(b->work_mem, b->multiplier) * b->connections;
  const Bytes autovacuum = b->maintenance * b->autovacuum_workers, reserve = scaled(b->limit, threshold::kReserve);
  const Bytes worst = b->shared_buffers + sessions + autovacuum + reserve;
  const Commit commit = commit_of(asked.facts);
  const bool by_promise = commit.strict() && commit.limit && commit.limit->value < b->limit;
  const Bytes limit = by_promise ? commit.limit->value : b->limit;
  if (by_promise) point(item, *commit.limit);
  for (const char* name : {"shared_buffers", "work_mem", "max_connections"}) point(item, pg_setting(asked.facts, name));
  set(item, worst > limit ? CheckStatus::warn : CheckStatus::pass,
      say("{0}: shared_buffers {1} + {2} x work_mem x hash_mem_multiplier {3} + autovacuum {4} + a tenth for everything else {5}", worst,
          b->shared_buffers, b->connections, sessions, autovacuum, reserve),
      by_promise ? say("at most CommitLimit, {0}; a statement may use work_mem several times over", limit)
                 : say("at most {0}; a statement may use work_mem several times over", limit),
      say("lower max_connections, with a pooler in front, until the sum fits, or give the server more memory"));
}

/// Autovacuum workers or sessions that run maintenance; nullopt: nobody is known.
std::optional<bool> maintenance_ran(const Asked& asked) {
  if (asked.incident().processes.empty()) return std::nullopt;
  return asked.is_cause(maintenance_storm) ||
         std::any_of(asked.incident().processes.begin(), asked.incident().processes.end(), is_maintenance);
}

void maintenance_budget(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  const Bytes sum = b->maintenance * b->autovacuum_workers, most = scaled(b->limit, threshold::kMaintenanceShare);
  point(item, pg_setting(asked.facts, "maintenance_work_mem"));
  const Sentence found = say("{0} autovacuum workers x {1} = {2}", b->autovacuum_workers, b->maintenance, sum);
  const auto ran = maintenance_ran(asked);
  if (sum <= most) return set(item, CheckStatus::pass, found, say("at most an eighth: {0}", most));
  if (!ran) return unknown(item, say("whether autovacuum or other maintenance ran"), say("give the kernel's task table or ps captures"));
  if (!*ran) return set(item, CheckStatus::not_applicable, say("{0}; no autovacuum worker and no maintenance is seen", found));
  const Bytes each = most / b->autovacuum_workers;
  if (each < mib(1))
    return set(item, CheckStatus::warn, found, say("at most an eighth: {0}", most),
               say("lower autovacuum_max_workers, or give the server more memory"));
  set(item, CheckStatus::warn, found, say("at most an eighth: {0}", most), say("set autovacuum_work_mem = {0}", setting_text(each)));
  advise(item, "postgresql.conf", "autovacuum_work_mem", setting_text(each));
}

/// It reserves nothing: it tells the planner what the caches hold.
void effective_cache_size(const Asked& asked, ChecklistItem& item) {
  const auto ram = ram_of(asked.facts);
  if (!has_configuration(asked.facts)) return unknown(item, say("the configuration"), how_to_give_configuration());
  if (!ram) return unknown(item, say("the size of the RAM"), say("give /proc/meminfo, or --ram"));
  const Bytes size = *pg_size(asked.facts, "effective_cache_size", mib(4096));
  point(item, pg_setting(asked.facts, "effective_cache_size"));
  const std::string wanted = setting_text(std::max(mib(64), scaled(ram->value, threshold::kCacheWanted)));
  // The default, 4 GB, harms nobody on a smaller machine.
  const bool too_large = size > ram->value && pg_setting(asked.facts, "effective_cache_size") && size != mib(4096);
  set(item, too_large ? CheckStatus::warn : CheckStatus::pass, "effective_cache_size = " + Sentence(size),
      say("half to three quarters of {0}: more than there is makes index scans look cheap", ram->value),
      say("set effective_cache_size = {0}", wanted));
  advise(item, "postgresql.conf", "effective_cache_size", wanted);
}

void temp_buffers(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  const Bytes size = *pg_size(asked.facts, "temp_buffers", mib(8));
  point(item, pg_setting(asked.facts, "temp_buffers"));
  const Bytes all = size * b->connections;
  set(item, size > mib(8) && all > b->limit ? CheckStatus::warn : CheckStatus::pass,
      say("temp_buffers = {0} a session, kept until it ends", size),
      say("its default, 8 MiB, or max_connections x temp_buffers ({0}) within {1}", all, b->limit),
      say("lower temp_buffers to its default, 8MB"));
  advise(item, "postgresql.conf", "temp_buffers", "8MB");
}

/// Where the number of pages that shared memory needs comes from: the server says it itself, the documentation names no formula.
Sentence how_many_pages(const Asked& asked) {
  if (const int major = major_version(asked.incident()); major > 0 && major < 15)
    return say("reserve what the postmaster's VmPeak in /proc/PID/status needs, in huge pages, and set huge_pages = try");
  return say(
      "with the server stopped, `postgres -D DATADIR -C shared_memory_size_in_huge_pages` tells the number for vm.nr_hugepages; set huge_pages = try");
}

/// The number, where the settings have it (15+) and it is that of the shared_buffers to come.
std::optional<std::int64_t> pages_needed(const Asked& asked, const Budget& b) {
  const auto pages = integer(asked.records().pg_settings, "shared_memory_size_in_huge_pages");
  if (!pages || *pages <= 0 || takes_too_much(b)) return std::nullopt;
  return pages;
}

void ask_for_huge_pages(const Asked& asked, const Budget& b, ChecklistItem& item, CheckStatus status, Sentence found, Sentence wanted) {
  const auto pages = pages_needed(asked, b);
  set(item, status, std::move(found), std::move(wanted),
      pages ? say("set vm.nr_hugepages = {0} and huge_pages = try", *pages) : how_many_pages(asked));
  if (pages) point(item, pg_setting(asked.facts, "shared_memory_size_in_huge_pages"));
  // `on` would keep the server from starting where one page is missing (PostgreSQL documentation, huge_pages).
  advise(item, "postgresql.conf", "huge_pages", "try");
  if (pages) advise(item, "sysctl.conf", "vm.nr_hugepages", std::to_string(*pages));
}

void huge_pages(const Asked& asked, ChecklistItem& item) {
  const auto b = budget(asked.facts, item);
  if (!b) return;
  const Setting* setting = pg_setting(asked.facts, "huge_pages");
  const std::string value = setting ? setting->value : "try";
  point(item, setting);
  const MemInfo& meminfo = asked.records().meminfo;
  const auto &free_pages = meminfo.huge_pages_free, &total_pages = meminfo.huge_pages_total;
  const Bytes page = value_or(meminfo.huge_page, kHugePage);
  const auto ram = ram_of(asked.facts);
  if (value_or(total_pages, std::int64_t{0}) > 0 && free_pages && ram && share(page * free_pages->value, ram->value) > 0.05) {
    item.title = say("Huge pages are reserved that nobody uses");
    return ask_for_huge_pages(asked, *b, item, CheckStatus::fail, say("{0} of huge pages are reserved and free", page * free_pages->value),
                              say("as many as shared memory needs"));
  }
  const std::int64_t reserved =
      std::max(value_or(total_pages, std::int64_t{0}), integer(asked.records().sysctl, "vm.nr_hugepages").value_or(0));
  const bool used = value != "off" && page * reserved >= b->shared_buffers;
  const auto& tables = asked.facts.page_tables;
  const Sentence found = total_pages ? say("huge_pages = {0}, {1} reserved", value, total_pages->value) : "huge_pages = " + value;
  if (!used && tables && asked.facts.total && asked.facts.of_total(tables->value) >= threshold::kPageTables)
    return ask_for_huge_pages(asked, *b, item, CheckStatus::warn, say("{0}; page tables took {1}", found, tables->value),
                              say("huge pages where page tables take a tenth of the memory"));
  const Sentence wanted = say("huge pages from shared_buffers of 8 GiB on");
  if (!used && b->shared_buffers >= mib(8192)) return ask_for_huge_pages(asked, *b, item, CheckStatus::warn, found, wanted);
  set(item, CheckStatus::pass, found, wanted);
}

void jit(const Asked& asked, ChecklistItem& item) {
  if (!has_configuration(asked.facts)) return unknown(item, say("the configuration"), how_to_give_configuration());
  const int major = major_version(asked.incident());
  // On by default since 12 (release notes); in 11 it had to be set.
  const bool on = boolean(asked.records().pg_settings, "jit").value_or(major != 11);
  point(item, pg_setting(asked.facts, "jit"));
  const bool leaks = on && major >= 11 && major <= 15;
  set(item, leaks ? CheckStatus::warn : CheckStatus::pass,
      std::string("jit = ") + (on ? "on" : "off") +
          (major > 0 ? ", PostgreSQL " + asked.incident().postgres.version->value.text : std::string()),
      say("off on 11 to 15 where sessions live long: inlined types leak"),
      say("set jit = off for long-lived sessions (ALTER ROLE ... SET jit = off)"));
  // Cluster-wide only where it was seen at work.
  if (asked.cause() && asked.cause()->mechanism == Mechanism::jit) advise(item, "postgresql.conf", "jit", "off");
}

/// "; PgBouncer holds 20 connections for 331 clients, 311 of which wait"
Sentence pool_words(const Asked& asked, ChecklistItem& item) {
  const std::vector<PoolState>& pools = asked.records().pools;
  if (pools.empty()) return {};
  std::int64_t servers = 0, clients = 0, waiting = 0;
  for (const PoolState& pool : pools) {
    servers += pool.servers;
    clients += pool.clients_active + pool.clients_waiting;
    waiting += pool.clients_waiting;
  }
  item.evidence.push_back(pools.front().cite);
  return say("; PgBouncer holds {0} connections for {1} clients, of which {2} wait", servers, clients, waiting);
}

void max_connections_pooling(const Asked& asked, ChecklistItem& item) {
  if (!has_configuration(asked.facts)) return unknown(item, say("the configuration"), how_to_give_configuration());
  const std::int64_t connections = pg_number(asked.facts, "max_connections", 100).value_or(100);
  point(item, pg_setting(asked.facts, "max_connections"));
  set(item, connections >= threshold::kPooling ? CheckStatus::warn : CheckStatus::pass,
      "max_connections = " + std::to_string(connections) + pool_words(asked, item), say("below {0} without a pooler", threshold::kPooling),
      say("put a pooler (PgBouncer) in front and lower max_connections"));
}

constexpr const char* kDocs = "PostgreSQL documentation, Resource Consumption";
constexpr std::array kChecks{
    Check{"shared_buffers_share", "shared_buffers as a share of the memory", message("shared_buffers takes too much of the memory"),
          message("shared_buffers leaves enough of the memory"),
          "What shared_buffers takes is not there for sessions, caches and the kernel.", kDocs, shared_buffers_share},
    Check{"work_mem_budget", "work_mem against the number of sessions", message("work_mem is too large for so many sessions"),
          message("work_mem fits the number of sessions"), "Each sort and hash of each session may take work_mem.", kDocs, work_mem_budget},
    Check{"worst_case_memory", "The configuration's worst case", message("The configuration allows more memory than there is"),
          message("The configuration's worst case fits into the memory"), "If all sessions use what they may, does it fit?", kDocs,
          worst_case_memory},
    Check{"maintenance_budget", "Autovacuum's memory", message("Autovacuum may take too much of the memory"),
          message("Autovacuum takes at most an eighth of the memory"),
          "Each autovacuum worker may take maintenance_work_mem at the same time.", kDocs, maintenance_budget},
    Check{"temp_buffers", "Memory for temporary tables", message("temp_buffers is too large for so many sessions"),
          message("temp_buffers fits the number of sessions"), "A session keeps its temp_buffers until it ends.", kDocs, temp_buffers},
    Check{"effective_cache_size", "What the planner believes of the caches",
          message("The planner is told of more cache than there is memory"), message("The planner is told of a cache that fits"),
          "It reserves nothing; far too high it makes plans with many random reads look cheap.", "PostgreSQL documentation, Query Planning",
          effective_cache_size},
    Check{"huge_pages", "Huge pages", message("Shared memory lies in small pages"), message("Huge pages are as they should be"),
          "Without them each session needs page tables for shared memory; unused ones are lost.",
          "PostgreSQL documentation, Linux Huge Pages", huge_pages},
    Check{"jit", "Just-in-time compilation", message("JIT is on, in a release in which it leaks"), message("JIT does no harm here"),
          "LLVM's types leak in long-lived sessions of 11 to 15.", "PostgreSQL BUG #16707; docs/reference/causes.md RC-30", jit},
    Check{"max_connections_pooling", "Number of connections", message("max_connections is high for a server without a pooler"),
          message("max_connections is moderate"), "Each session costs memory even while idle.", "docs/reference/causes.md RC-10",
          max_connections_pooling},
};

}  // namespace

std::span<const Check> postgres_checks() { return kChecks; }

}  // namespace laststraw::judge
