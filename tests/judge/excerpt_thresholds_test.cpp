// Thresholds of what excerpts tell, and of sessions and programs beside each other.
#include <list>

#include "judge/threshold.hpp"

namespace laststraw::judge::test {
namespace {

/// A kill line and nothing else.
void victim(Scene& scene, Role role, int value, const char* comm = "postgres") {
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  scene.reports.back().tasks.clear();
  scene.reports.back().kills.front().anon_rss = mib(value);
  scene.add(7, role, mib(value), comm).victim = true;
  scene.incident.victims = {0};
}

/// Refused memory; what the server's log has of it.
void refused(Scene& scene, Role role, int value) {
  static std::list<PgEvent> events;
  scene.incident.ledger = {};
  scene.incident.processes.clear();
  scene.add(7, role, Bytes{0}).anon.reset();
  scene.incident.victims = {0};
  PgEvent& refusal = events.emplace_back();
  refusal.kind = PgEventKind::out_of_memory;
  refusal.requested = mib(value);
  refusal.cite = place(12);
  scene.incident.refusal = &refusal;
}

/// A dump of so much, of which caches take 500 MiB.
void dump(Scene& scene, int value) {
  refused(scene, Role::backend, 1);
  MemoryContextDump& made = scene.records.context_dumps.emplace_back();
  made.grand_total = mib(value);
  made.contexts.push_back({1, "CacheMemoryContext", {}, mib(500), mib(500), {}});
  made.cite = place(20);
  scene.incident.context_dump = &made;
}

void caches_of_asked(Scene& scene, int value) {
  scene.sessions(3, mib(5));
  MemoryContextDump& made = scene.records.context_dumps.emplace_back();
  made.of_view = true;
  made.contexts.push_back({1, "CacheMemoryContext", {}, mib(value), mib(value), {}});
  made.cite = place(20);
}

void generous_maintenance(Scene& scene, int value) {
  refused(scene, Role::autovacuum_worker, 1);
  scene.setting("maintenance_work_mem", (std::to_string(value) + "MB").c_str());
}

/// A table without a total: a program beside sessions of 2 and 28 MiB.
void listed_program(Scene& scene, int value) {
  scene.incident.ledger = {};
  scene.reports.back().tasks.resize(3);
  scene.sessions(1, mib(2));
  scene.add(8, Role::backend, mib(28));
  scene.add(9, Role::external, mib(value), "java");
}
void listed_program_alone(Scene& scene, int value) {
  scene.incident.ledger = {};
  scene.reports.back().tasks.resize(3);
  scene.add(9, Role::external, mib(value), "java");
}

/// A session of 300 MiB that grew by so much while a program grew by 150.
void grown(Scene& scene, int value) {
  scene.add(7, Role::backend, mib(300));
  scene.add(9, Role::external, mib(350), "java");
  scene.capture({{7, mib(300 - value)}, {9, mib(200)}});
}
void program_grown(Scene& scene, int value) {
  scene.add(9, Role::external, mib(400), "java");
  scene.capture({{9, mib(400 - value)}});
}

void beside_program(Scene& scene, int value) {
  scene.add(7, Role::backend, mib(200));
  scene.add(9, Role::external, mib(value), "java");
}
void beside_postgres(Scene& scene, int value) {
  scene.part(PartKind::postgres_private, mib(200));
  scene.add(9, Role::external, mib(value), "java");
}

/// Beside a session of 200 MiB another one, and six small ones.
void two_sessions(Scene& scene, int value) {
  scene.sessions(6, mib(5));
  scene.add(7, Role::backend, mib(200));
  scene.add(8, Role::backend, mib(value));
}
/// Two of 100 MiB, and six of so much.
void two_of_eight(Scene& scene, int value) {
  scene.sessions(6, mib(value));
  scene.add(7, Role::backend, mib(100));
  scene.add(8, Role::backend, mib(100));
}
/// Two of 200 MiB, of so many in all.
void two_of(Scene& scene, int count) {
  scene.sessions(count - 2, mib(5));
  scene.add(7, Role::backend, mib(200));
  scene.add(8, Role::backend, mib(200));
}

void files_beside_sessions(Scene& scene, int value) {
  scene.sessions(4, mib(60));
  scene.incident.postgres.present = true;
  scene.setting("shared_buffers", "100MB");
  scene.part(PartKind::shared_memory, mib(value + 110));
}

void slab_cache(Scene& scene, int value) {
  scene.part(PartKind::slab, mib(400));
  scene.records.slab = SlabCaches{"dentry", mib(value), mib(400), place(30)};
}

/// Zones of so much, of RAM of 1000 MiB.
void zones(Scene& scene, int value) {
  scene.part(PartKind::slab, mib(50));
  scene.reports.back().ram = mib(1000);
  ZoneRow zone;
  zone.managed = mib(value);
  scene.reports.back().zones.push_back(zone);
}

void parallel(Scene& scene, int value) {
  scene.sessions(1, mib(50));
  scene.add(8, Role::parallel_worker, mib(value));
}

/// Order 3 was asked for, and all that was free stands in single pages.
void free_in_pages(Scene& scene, int value) {
  OomReport& report = scene.reports.back();
  report.invocation.emplace().order = 3;
  ZoneRow& zone = report.zones.emplace_back();
  zone.zone = "Normal";
  zone.free = mib(value);
  zone.free_blocks = {1000, 0, 0, 0};
}

/// One cache is all of the slab.
void leaking_slab(Scene& scene, int value) {
  scene.part(PartKind::slab, mib(value));
  scene.records.slab = SlabCaches{"dentry", mib(value), mib(value), place(30)};
}

constexpr Threshold kThresholds[] = {
    {"fragmentation", "no_block", kFrom, 20, free_in_pages, kOom},
    {"fragmentation", "nothing_free", kBelow, 20, free_in_pages, kOom},
    {"kernel_memory", "slab_cache", kFrom, 150, leaking_slab},
    {"external_process", "chosen", kFrom, 4096, [](Scene& scene, int value) { victim(scene, Role::external, value, "java"); }, kOom},
    {"external_process", "only_one_seen", kBelow, 4096, [](Scene& scene, int value) { victim(scene, Role::external, value, "java"); },
     kOom},
    {"external_process", "largest_listed", kFrom, 300, listed_program, kOom},
    {"external_process", "largest_listed", kFrom, 256, listed_program_alone, kOom},
    {"external_process", "grew", kFrom, 200, program_grown},
    {"external_process", "larger_than_postgres", kFrom, 201, beside_postgres},
    {"single_backend", "gigabytes", kFrom, 4096, [](Scene& scene, int value) { victim(scene, Role::unknown_postgres, value); }, kOom},
    {"single_backend", "large_request", kFrom, 256, [](Scene& scene, int value) { refused(scene, Role::backend, value); }, kRefused},
    {"single_backend", "dump_large", kFrom, 256, dump, kRefused},
    {"single_backend", "grew", kFrom, 150, grown},
    {"single_backend", "stable", kBelow, 20, grown},
    {"single_backend", "larger_rival", kFrom, 300, beside_program},
    {"single_backend", "one_equal", kFrom, 120, two_sessions},
    {"catalog_cache_bloat", "cache_context", kBelow, 1001, dump, kRefused},
    {"catalog_cache_bloat", "asked", kFrom, 32, caches_of_asked},
    {"maintenance_storm", "large_request", kFrom, 64, [](Scene& scene, int value) { refused(scene, Role::autovacuum_worker, value); },
     kRefused},
    {"maintenance_storm", "generous", kFrom, 1024, generous_maintenance, kRefused},
    {"too_many_backends", "unknown_handful", kFrom, 120, two_sessions},
    {"too_many_backends", "unknown_handful", kBelow, 21, two_of_eight},
    {"too_many_backends", "unknown_handful", kFrom, 4, two_of},
    {"too_many_backends", "shared_more", kFrom, 241, files_beside_sessions},
    {"tmpfs_or_shm_files", "more_than_sessions", kFrom, 241, files_beside_sessions},
    {"kernel_memory", "slab_cache", kFrom, 200, slab_cache},
    {"kernel_memory", "small", kFrom, 800, zones, kOom},
    {"parallel_query", "workers_large", kFrom, 150, parallel},
};

TEST(Thresholds, ReservationsOfATenthWouldHaveMadeRoom) {
  for (const int value : {99, 100}) {
    Scene scene(IncidentKind::enomem);
    scene.records.meminfo.commit_limit = {mib(1000), place(8)};
    scene.capture({{7, mib(10)}});
    ProcessRow& row = scene.records.process_lists.back().rows.front();
    row.vsz = mib(value), row.command = "java";
    const Judgement judgement = scene.judged();
    const auto& without = finding(judgement, "commit_limit_exhausted_by_neighbour").counterfactual;
    ASSERT_TRUE(without);
    EXPECT_EQ(without->sufficient, value == 100);
  }
}

TEST(Thresholds, OfExcerptsAndNeighboursAreWhereTheyAreSaidToBe) { expect(kThresholds); }

}  // namespace
}  // namespace laststraw::judge::test
