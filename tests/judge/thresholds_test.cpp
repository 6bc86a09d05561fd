// From where on a piece of evidence counts, to the MiB: below the threshold it is not there, at it and above it is (or the reverse).
#include <gtest/gtest.h>

#include "judge/threshold.hpp"

namespace laststraw::judge::test {
namespace {

void part(Scene& scene, PartKind kind, int value) { scene.part(kind, mib(value)); }
void buffers(Scene& scene, int value) { scene.setting("shared_buffers", (std::to_string(value) + "MB").c_str()); }
void available(Scene& scene, int value) {
  scene.records.meminfo.total = {mib(1000), place(5)};
  scene.records.meminfo.available = {mib(value), place(6)};
}

/// Shared memory of so much more than shared_buffers and its tenth (100 and 10 MiB) explain.
void beyond_buffers(Scene& scene, int value) {
  scene.sessions(3, mib(5));
  buffers(scene, 100);
  part(scene, PartKind::shared_memory, value + 110);
}

/// shared_buffers that are resident as a whole.
void resident_buffers(Scene& scene, int value) {
  buffers(scene, value);
  part(scene, PartKind::shared_memory, value);
}

void hugepages(Scene& scene, int value) {
  HugePagePool pool;
  pool.total = 500;
  scene.reports.front().huge_pages.push_back(pool);
  part(scene, PartKind::huge_pages_free, value);
}

void available_to_killer(Scene& scene, int value) {
  SystemEvent event;
  event.kind = SystemEventKind::systemd_oomd_kill;
  event.available = mib(value);
  event.total = mib(1000);
  event.cite = place(88);
  scene.records.system_events.push_back(event);
  scene.incident.other_killer = &scene.records.system_events.back();
}

/// A program's address space beside PostgreSQL's (100 MiB), of a commit limit of 1000 MiB.
void reserved(Scene& scene, int value) {
  scene.records.meminfo.commit_limit = {mib(1000), place(8)};
  scene.capture({{7, mib(10)}, {8, mib(10)}});
  auto& rows = scene.records.process_lists.back().rows;
  rows[0].vsz = mib(value), rows[0].command = "java";
  rows[1].vsz = mib(100);
}

void committed(Scene& scene, int value) {
  reserved(scene, 500);
  scene.records.meminfo.committed = {mib(value), place(9)};
}

void commit_limit(Scene& scene, int value) {
  scene.records.meminfo.total = {mib(1000), place(5)};
  scene.records.meminfo.commit_limit = {mib(value), place(8)};
}

/// A limit that a witness names, and no report.
void declared(Scene& scene, int value) { scene.records.cgroup.declared = {mib(value), place(7)}; }
void buffers_in_limit(Scene& scene, int value) {
  declared(scene, 1000);
  buffers(scene, value);
}

void one_session(Scene& scene, int value) { scene.add(7, Role::backend, mib(value)); }
void one_program(Scene& scene, int value) { scene.add(7, Role::external, mib(value), "java"); }
void four_sessions(Scene& scene, int value) { scene.sessions(4, Bytes{mib(value).count / 4}); }
void so_many(Scene& scene, int count) { scene.sessions(count, mib(2)); }
void vacuums(Scene& scene, int value) { scene.add(7, Role::autovacuum_worker, mib(value)); }

void vacuum_of(Scene& scene, int value) {
  scene.add(7, Role::autovacuum_worker, mib(10));
  scene.setting("maintenance_work_mem", (std::to_string(value) + "MB").c_str());
}

/// Beside three of 20 MiB.
void among_peers(Scene& scene, int value) {
  scene.sessions(3, mib(20));
  one_session(scene, value);
}

void configured(Scene& scene, int value) {
  scene.sessions(3, mib(5));
  scene.setting("max_connections", "10");
  buffers(scene, value);
}

void ordinary_load(Scene& scene, int count) {
  scene.setting("work_mem", "8MB");
  so_many(scene, count);
}

/// A fresh session has 6 MiB, two sorts or hashes 16.
void ordinary_sizes(Scene& scene, int value) {
  scene.setting("work_mem", "8MB");
  scene.sessions(3, mib(value));
}

constexpr Threshold kThresholds[] = {
    {"page_tables", "large", kFrom, 180, [](Scene& scene, int value) { part(scene, PartKind::page_tables, value); }},
    {"page_tables", "noticeable", kFrom, 100, [](Scene& scene, int value) { part(scene, PartKind::page_tables, value); }},
    {"page_tables", "small", kBelow, 100, [](Scene& scene, int value) { part(scene, PartKind::page_tables, value); }},
    {"hugepages_over_reserved", "large", kFrom, 200, hugepages, kOom},
    {"hugepages_over_reserved", "noticeable", kFrom, 100, hugepages, kOom},
    {"hugepages_over_reserved", "none", kBelow, 100, hugepages, kOom},
    {"kernel_memory", "large", kFrom, 300, [](Scene& scene, int value) { part(scene, PartKind::slab, value); }},
    {"kernel_memory", "noticeable", kFrom, 150, [](Scene& scene, int value) { part(scene, PartKind::slab, value); }},
    {"kernel_memory", "small", kBelow, 150, [](Scene& scene, int value) { part(scene, PartKind::slab, value); }},
    {"tmpfs_or_shm_files", "beyond_mapped", kFrom, 200, beyond_buffers},
    {"tmpfs_or_shm_files", "explained", kBelow, 200, beyond_buffers},
    {"parallel_query", "dsm_large", kFrom, 200, beyond_buffers},
    {"parallel_query", "dsm_small", kBelow, 200, beyond_buffers},
    {"shared_buffers_too_large", "most", kFrom, 600, resident_buffers},
    {"shared_buffers_too_large", "half", kFrom, 500, resident_buffers},
    {"shared_buffers_too_large", "generous", kFrom, 400, resident_buffers},
    {"shared_buffers_too_large", "ordinary", kFrom, 250, resident_buffers},
    {"shared_buffers_too_large", "small", kBelow, 250, resident_buffers},
    {"shared_buffers_too_large", "not_known", kFrom, 400, [](Scene& scene, int value) { part(scene, PartKind::shared_memory, value); }},
    {"userspace_killer_too_eager", "memory_to_spare", kFrom, 100, available_to_killer, IncidentKind::userspace_oom_killer},
    {"userspace_killer_too_eager", "memory_short", kBelow, 50, available_to_killer, IncidentKind::userspace_oom_killer},
    {"commit_limit_too_low", "memory_was_free", kFrom, 250, available, kRefused},
    {"commit_limit_too_low", "memory_was_short", kBelow, 100, available, kRefused},
    {"commit_limit_too_low", "limit_below_ram", kBelow, 750, commit_limit, kRefused},
    {"commit_limit_exhausted_by_neighbour", "large_reservation", kFrom, 400, reserved, kRefused},
    {"commit_limit_exhausted_by_neighbour", "small_reservations", kBelow, 400, reserved, kRefused},
    {"commit_limit_exhausted_by_neighbour", "more_than_postgres", kFrom, 101, reserved, kRefused},
    {"commit_accounting_leak", "unexplained", kFrom, 901, committed, kRefused},
    {"commit_accounting_leak", "explained", kBelow, 901, committed, kRefused},
    {"cgroup_limit_too_small", "host_had_memory", kFrom, 100, available, kGroup},
    {"cgroup_limit_too_small", "host_full", kBelow, 100, available, kGroup},
    {"cgroup_limit_too_small", "need_exceeds_limit", kFrom, 951, configured, kGroup},
    {"cgroup_limit_too_small", "need_fits", kBelow, 951, configured, kGroup},
    {"cgroup_limit_too_small", "shared_buffers_half", kFrom, 400, configured, kGroup},
    {"cgroup_limit_too_small", "shared_buffers_half", kBelow, 600, configured, kGroup},
    {"cgroup_limit_too_small", "few_sessions", kBelow, 40, ordinary_load, kGroup},
    {"cgroup_limit_too_small", "few_sessions", kBelow, 23, ordinary_sizes, kGroup},
    {"cgroup_limit_too_small", "settings_fill_it", kFrom, 700, buffers_in_limit, IncidentKind::sigkill_no_oom},
    {"cgroup_limit_too_small", "tiny", kBelow, 513, declared, IncidentKind::sigkill_no_oom},
    {"external_process", "dominant", kFrom, 300, one_program, kGroup},
    {"single_backend", "dominant", kFrom, 320, among_peers, kGroup},
    {"single_backend", "outlier", kFrom, 200, among_peers, kGroup},
    {"single_backend", "sufficient", kFrom, 120, among_peers, kGroup},
    {"single_backend", "not_sufficient", kBelow, 120, among_peers, kGroup},
    {"too_many_backends", "hundreds", kFrom, 100, so_many, kGroup},
    {"too_many_backends", "dozens", kFrom, 40, so_many, kGroup},
    {"too_many_backends", "few", kBelow, 15, so_many, kGroup},
    {"too_many_backends", "large_share", kFrom, 400, four_sessions, kGroup},
    {"too_many_backends", "small_share", kBelow, 200, four_sessions, kGroup},
    {"catalog_cache_bloat", "large_share", kFrom, 400, four_sessions, kGroup},
    {"catalog_cache_bloat", "small_share", kBelow, 200, four_sessions, kGroup},
    {"catalog_cache_bloat", "beyond_entitlement", kFrom, 23, ordinary_sizes, kGroup},
    {"catalog_cache_bloat", "within_entitlement", kBelow, 23, ordinary_sizes, kGroup},
    {"maintenance_storm", "large_share", kFrom, 300, vacuums, kGroup},
    {"maintenance_storm", "small_share", kBelow, 300, vacuums, kGroup},
    {"maintenance_storm", "entitled", kFrom, 250, vacuum_of, kGroup},
};

TEST(Thresholds, AreWhereTheyAreSaidToBe) { expect(kThresholds); }

/// A machine of 1000 MiB on which something was killed.
void on_host(Scene& scene, const char* setting, const std::string& value) {
  scene.records.meminfo.total = {mib(1000), place(5)};
  scene.setting(setting, value.c_str());
}
void kernel_setting(Scene& scene, const char* name, int value) {
  scene.records.meminfo.total = {mib(1000), place(5)};
  scene.records.sysctl[name] = {std::to_string(value), {}, place(6)};
}

void free_huge_pages(Scene& scene, int pages) {
  on_host(scene, "huge_pages", "try");
  scene.records.meminfo.huge_pages_total = {pages, place(5)};
  scene.records.meminfo.huge_pages_free = {pages, place(5)};
}

/// Mode 0, where 1000 MiB of RAM and a ratio of 80 would make a CommitLimit of 800.
void promised(Scene& scene, int value) {
  kernel_setting(scene, "vm.overcommit_memory", 0);
  scene.records.meminfo.committed = {mib(value), place(7)};
}

void beside_program(Scene& scene, int value) {
  promised(scene, 100);
  one_program(scene, value);
}

/// Refused in mode 2 while 900 MiB were available.
void strict_ratio(Scene& scene, int ratio) {
  kernel_setting(scene, "vm.overcommit_memory", 2);
  kernel_setting(scene, "vm.overcommit_ratio", ratio);
  available(scene, 900);
}

/// Three samples, so many seconds apart.
void sampled(Scene& scene, int seconds) {
  const auto step = std::chrono::seconds(seconds);
  scene.series("mem_available_bytes", {{*scene.incident.when.wall - 3 * step, 1, 3},
                                       {*scene.incident.when.wall - 2 * step, 1, 4},
                                       {*scene.incident.when.wall - step, 1, 5}});
}

void long_statement(Scene& scene, int length) {
  scene.setting("track_activity_query_size", "1024");
  Process& victim = scene.add(7, Role::backend, mib(5));
  victim.victim = true;
  victim.statement.assign(static_cast<std::size_t>(length), 'x');
}

std::string megabytes(int value) { return std::to_string(value) + "MB"; }

struct Check {
  const char* id;
  Holds bad;
  int at;
  void (*set)(Scene& scene, int value);
  IncidentKind kind = kOom;
};

constexpr Check kChecks[] = {
    {"shared_buffers_share", kFrom, 401, [](Scene& scene, int value) { on_host(scene, "shared_buffers", megabytes(value)); }},
    {"worst_case_memory", kFrom, 309,
     [](Scene& scene, int value) {  // and 100 sessions with 4 MiB, three workers with 64 and a tenth
       on_host(scene, "shared_buffers", megabytes(value));
     }},
    {"maintenance_budget", kFrom, 42,
     [](Scene& scene, int value) {
       on_host(scene, "autovacuum_work_mem", megabytes(value));
       vacuums(scene, 10);
     }},
    {"effective_cache_size", kFrom, 1001, [](Scene& scene, int value) { on_host(scene, "effective_cache_size", megabytes(value)); }},
    {"temp_buffers", kFrom, 11, [](Scene& scene, int value) { on_host(scene, "temp_buffers", megabytes(value)); }},
    {"temp_buffers", kFrom, 9,
     [](Scene& scene, int value) {
       on_host(scene, "max_connections", "1000");
       on_host(scene, "temp_buffers", megabytes(value));
     }},
    {"huge_pages", kFrom, 26, free_huge_pages},
    {"huge_pages", kFrom, 100,
     [](Scene& scene, int value) {
       on_host(scene, "huge_pages", "off");
       part(scene, PartKind::page_tables, value);
     }},
    {"huge_pages", kFrom, 8192,
     [](Scene& scene, int value) {
       on_host(scene, "shared_buffers", megabytes(value));
       scene.records.meminfo.total = {mib(65536), place(5)};
     }},
    {"max_connections_pooling", kFrom, 300, [](Scene& scene, int value) { on_host(scene, "max_connections", std::to_string(value)); }},
    {"swappiness", kFrom, 11, [](Scene& scene, int value) { kernel_setting(scene, "vm.swappiness", value); }},
    {"swappiness", kBelow, 1, [](Scene& scene, int value) { kernel_setting(scene, "vm.swappiness", value); }},
    {"min_free_kbytes", kFrom, 51201, [](Scene& scene, int value) { kernel_setting(scene, "vm.min_free_kbytes", value); }},
    {"min_free_kbytes", kBelow, 262144,
     [](Scene& scene, int value) {
       kernel_setting(scene, "vm.min_free_kbytes", value);
       scene.records.meminfo.total = {mib(16384), place(5)};
     }},
    {"committed_as_sane", kFrom, 2001, promised},
    {"overcommit_mode", kBelow, 601, promised},
    {"overcommit_mode", kBelow, 100, beside_program},
    {"commit_limit", kBelow, 80, strict_ratio, kRefused},
    {"memory_history", kFrom, 61, sampled},
    {"track_activity_query_size", kFrom, 1023, long_statement},
    {"postmaster_oom_score_adj", kFrom, -799,
     [](Scene& scene, int value) {
       scene.records.unit.shown.oom_score_adjust = {value, place(5)};
     }},
};

TEST(Thresholds, OfChecksAreWhereTheyAreSaidToBe) {
  for (const Check& check : kChecks)
    for (const int value : {check.at - 1, check.at}) {
      Scene scene(check.kind);
      scene.incident.ledger.total = {mib(1000), place(1)};
      check.set(scene, value);
      const CheckStatus status = scene.item(check.id).status;
      EXPECT_EQ(status == CheckStatus::fail || status == CheckStatus::warn, (value == check.at) == (check.bad == Holds::from))
          << check.id << " at " << value << ": " << static_cast<int>(status);
    }
}

}  // namespace
}  // namespace laststraw::judge::test
