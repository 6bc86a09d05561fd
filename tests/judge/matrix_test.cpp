// Each hypothesis before three scenes: one that supports it, one that refutes it, one that leaves it open.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "judge/scene.hpp"
#include "judge/work_mem.hpp"
#include "sql/statement.hpp"

namespace laststraw::judge {
namespace {

using test::finding;
using test::place;
using test::Scene;

using Fill = std::function<void(Scene&)>;
struct Row {
  const char* cause;
  IncidentKind kind;
  Fill supporting, refuting, open;
};

void refusal(Scene& scene) {
  static const PgEvent event = [] {
    PgEvent e;
    e.kind = PgEventKind::out_of_memory;
    e.cite = place(90);
    return e;
  }();
  scene.incident.refusal = &event;
}

void snapshot(Scene& scene, std::int64_t limit, std::int64_t committed, std::int64_t available) {
  refusal(scene);
  scene.records.meminfo.total = {mib(1000), place(80)};
  scene.records.meminfo.commit_limit = {mib(limit), place(80)};
  scene.records.meminfo.committed = {mib(committed), place(80)};
  scene.records.meminfo.available = {mib(available), place(80)};
  scene.records.sysctl["vm.overcommit_memory"] = {"2", {}, place(81)};
}

void captured(Scene& scene, Bytes postgres, Bytes other) {
  scene.capture({{100, mib(1)}});
  ProcessList& list = scene.records.process_lists.back();
  list.rows[0].vsz = postgres;
  ProcessRow row;
  row.pid = Pid(900);
  row.command = "java -jar app.jar";
  row.vsz = other;
  row.line = 72;
  list.rows.push_back(row);
}

OomReport& report(Scene& scene) { return scene.reports.back(); }

void asked(Scene& scene, int order) {
  Invocation invocation;
  invocation.comm = "postgres";
  invocation.order = order;
  invocation.cite = place(98);
  report(scene).invocation = invocation;
}

void zone(Scene& scene, Bytes free, std::vector<std::uint64_t> blocks, int node = 0) {
  ZoneRow row;
  row.node = node;
  row.zone = "Normal";
  row.free = free;
  row.min = mib(10);
  row.low = mib(12);
  row.high = mib(14);
  row.free_blocks = std::move(blocks);
  row.cite = place(95);
  report(scene).zones.push_back(row);
}

void killer(Scene& scene, Bytes available) {
  SystemEvent event;
  event.kind = SystemEventKind::systemd_oomd_kill;
  event.available = available;
  event.total = mib(1000);
  event.cite = place(88);
  scene.records.system_events.push_back(event);
  scene.incident.other_killer = &scene.records.system_events.back();
}

void hog(Scene& scene, Bytes size, const char* statement = "") {
  scene.sessions(10, mib(5));
  Process& process = scene.add(7, Role::backend, size);
  process.statement = statement;
  process.statement_in_flight = *statement != '\0';
}

constexpr const char* kManyJoins = "select * from a join b using (id) join c using (id) join d using (id) join e using (id) order by 1";

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"single_backend", IncidentKind::memcg_oom, [](Scene& s) { hog(s, mib(700)); }, [](Scene& s) { s.sessions(60, mib(8)); },
       [](Scene&) {}},
      {"work_mem_multiplication", IncidentKind::memcg_oom,
       [](Scene& s) {
         hog(s, mib(480), kManyJoins);
         s.setting("work_mem", "100MB");
       },
       [](Scene& s) {
         hog(s, mib(480), "select array_agg(x) from t");
         s.setting("work_mem", "4MB");
       },
       [](Scene& s) { hog(s, mib(700)); }},
      {"parallel_query", IncidentKind::memcg_oom,
       [](Scene& s) {
         hog(s, mib(50));
         s.add(8, Role::parallel_worker, mib(50));
         s.setting("shared_buffers", "128MB");
         s.part(PartKind::shared_memory, mib(600));
       },
       [](Scene& s) {
         hog(s, mib(700));
         s.setting("shared_buffers", "128MB");
         s.part(PartKind::shared_memory, mib(130));
       },
       [](Scene& s) {
         s.sessions(5, mib(50));
         s.add(8, Role::parallel_worker, mib(2));
         s.part(PartKind::shared_memory, mib(300));
       }},
      {"too_many_backends", IncidentKind::memcg_oom, [](Scene& s) { s.sessions(120, mib(7)); }, [](Scene& s) { hog(s, mib(700)); },
       [](Scene& s) { s.sessions(20, mib(12)); }},
      {"catalog_cache_bloat", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(12, mib(75));
         s.setting("work_mem", "4MB");
       },
       [](Scene& s) {
         s.sessions(100, mib(4));
         s.setting("work_mem", "4MB");
       },
       [](Scene& s) { s.sessions(12, mib(20)); }},
      {"shared_buffers_too_large", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(20, mib(5));
         s.setting("shared_buffers", "750MB");
         s.part(PartKind::shared_memory, mib(760));
       },
       [](Scene& s) {
         hog(s, mib(700));
         s.setting("shared_buffers", "128MB");
         s.part(PartKind::shared_memory, mib(130));
       },
       [](Scene& s) { s.sessions(20, mib(5)); }},
      {"page_tables", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(60, mib(1));
         s.part(PartKind::page_tables, mib(400));
       },
       [](Scene& s) {
         s.sessions(20, mib(5));
         s.part(PartKind::page_tables, mib(5));
       },
       [](Scene& s) {
         s.sessions(100, mib(5));
         s.part(PartKind::page_tables, mib(130));
       }},
      {"maintenance_storm", IncidentKind::memcg_oom,
       [](Scene& s) {
         for (int i = 0; i < 3; ++i) s.add(50 + i, Role::autovacuum_worker, mib(200));
       },
       [](Scene& s) { hog(s, mib(700), "select 1"); }, [](Scene& s) { s.sessions(5, mib(50)); }},
      {"external_process", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.add(900, Role::external, mib(800), "java");
       },
       [](Scene& s) {
         hog(s, mib(800));
         s.add(900, Role::external, mib(5), "java");
       },
       [](Scene& s) { s.sessions(5, mib(5)); }},
      {"cgroup_limit_too_small", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(20, mib(15));
         s.setting("shared_buffers", "450MB");
         s.setting("work_mem", "4MB");
         s.setting("max_connections", "100");
         s.part(PartKind::shared_memory, mib(460));
         s.records.meminfo.available = {mib(20000), place(80)};
       },
       [](Scene& s) { hog(s, mib(700)); }, [](Scene& s) { s.sessions(20, mib(15)); }},
      {"hugepages_over_reserved", IncidentKind::kernel_oom,
       [](Scene& s) {
         report(s).huge_pages.push_back({0, 300, 300, 0, mib(2), place(97)});
         s.part(PartKind::huge_pages_free, mib(600));
       },
       [](Scene& s) {
         report(s).huge_pages.push_back({0, 0, 0, 0, mib(2), place(97)});
       },
       [](Scene& s) {
         report(s).huge_pages.push_back({0, 60, 60, 0, mib(2), place(97)});
         s.part(PartKind::huge_pages_free, mib(120));
       }},
      {"tmpfs_or_shm_files", IncidentKind::memcg_oom,
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.setting("shared_buffers", "128MB");
         s.part(PartKind::shared_memory, mib(700));
       },
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.setting("shared_buffers", "128MB");
         s.part(PartKind::shared_memory, mib(130));
       },
       [](Scene& s) { s.sessions(5, mib(5)); }},
      {"kernel_memory", IncidentKind::kernel_oom,
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.part(PartKind::slab, mib(600));
       },
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.part(PartKind::slab, mib(20));
         report(s).ram = mib(20);
         zone(s, mib(11), {});
         report(s).zones[0].managed = mib(20);
       },
       [](Scene& s) {
         s.sessions(5, mib(5));
         s.part(PartKind::slab, mib(200));
       }},
      {"commit_limit_too_low", IncidentKind::enomem, [](Scene& s) { snapshot(s, 500, 480, 600); },
       [](Scene& s) {
         snapshot(s, 900, 880, 20);
         s.records.sysctl["vm.overcommit_memory"].value = "0";
       },
       [](Scene& s) { refusal(s); }},
      {"commit_limit_exhausted_by_neighbour", IncidentKind::enomem,
       [](Scene& s) {
         snapshot(s, 800, 790, 500);
         captured(s, mib(100), mib(600));
       },
       [](Scene& s) {
         snapshot(s, 800, 790, 500);
         captured(s, mib(700), mib(10));
       },
       [](Scene& s) { refusal(s); }},
      {"commit_accounting_leak", IncidentKind::enomem,
       [](Scene& s) {
         snapshot(s, 5000, 4900, 800);
         captured(s, mib(300), mib(50));
         s.records.host.kernel_release = {"6.5.0-35-generic", place(82)};
       },
       [](Scene& s) {
         snapshot(s, 800, 790, 500);
         s.records.host.kernel_release = {"6.1.0-18-amd64", place(82)};
       },
       [](Scene& s) {
         snapshot(s, 5000, 4900, 800);
         s.records.host.kernel_release = {"6.5.0-35-generic", place(82)};
       }},
      {"fragmentation", IncidentKind::kernel_oom,
       [](Scene& s) {
         asked(s, 3);
         zone(s, mib(120), {30000, 2000, 0, 0, 0});
       },
       [](Scene& s) {
         asked(s, 0);
         zone(s, mib(120), {30000, 2000, 0, 0, 0});
       },
       [](Scene& s) { asked(s, 3); }},
      {"numa_or_cpuset_binding", IncidentKind::kernel_oom,
       [](Scene& s) {
         report(s).constraint = s.incident.constraint = Constraint::cpuset;
         zone(s, mib(11), {}, 0);
         zone(s, mib(200), {}, 1);
       },
       [](Scene& s) { report(s).constraint = s.incident.constraint = Constraint::none; },
       [](Scene& s) { report(s).constraint = s.incident.constraint = Constraint::unknown; }},
      {"userspace_killer_too_eager", IncidentKind::userspace_oom_killer, [](Scene& s) { killer(s, mib(300)); },
       [](Scene& s) { killer(s, mib(10)); }, [](Scene& s) { killer(s, mib(70)); }},
      {"manual_sigkill", IncidentKind::sigkill_no_oom,
       [](Scene& s) {
         s.incident.victims.push_back(0);
         s.incident.kernel_log_covers = true;
         s.incident.kernel_log_cite = place(60);
         s.records.cgroup.oom_kills = {0, place(61)};
       },
       [](Scene& s) { killer(s, mib(10)); }, [](Scene&) {}},
  };
  return all;
}

class Matrix : public testing::TestWithParam<Row> {};

TEST_P(Matrix, SupportingRefutingAndOpen) {
  const Row& row = GetParam();
  const auto judged = [&](const Fill& fill, std::string_view* leading = nullptr) {
    Scene scene(row.kind);
    fill(scene);
    const Judgement judgement = scene.judged();
    if (leading) *leading = judgement.findings.front().cause;
    return finding(judgement, row.cause);
  };
  std::string_view leading;
  const Finding supported = judged(row.supporting, &leading), refuted = judged(row.refuting), open = judged(row.open);
  EXPECT_EQ(supported.outcome, Outcome::supported) << supported.decibans;
  EXPECT_EQ(refuted.outcome, Outcome::refuted) << refuted.decibans;
  EXPECT_EQ(open.outcome, Outcome::undecided) << open.decibans;
  EXPECT_EQ(leading, row.cause) << "leads its own scene";
  EXPECT_LT(refuted.likelihood, 0.1);
  EXPECT_FALSE(supported.evidence.empty());
  EXPECT_FALSE(supported.sentence.empty());
  EXPECT_FALSE(std::holds_alternative<std::monostate>(supported.culprit.who));
  for (const Evidence& evidence : supported.evidence) EXPECT_GT(evidence.cite.at.first_line, 0u) << english()(evidence.claim);
}

INSTANTIATE_TEST_SUITE_P(Judge, Matrix, testing::ValuesIn(rows()), [](const auto& row) { return std::string(row.param.cause); });

TEST(MatrixRows, CoverEveryHypothesis) {
  std::set<std::string_view> covered{"insufficient_evidence"};
  for (const Row& row : rows()) covered.insert(row.cause);
  for (const Hypothesis* hypothesis : hypotheses()) EXPECT_TRUE(covered.count(hypothesis->id)) << hypothesis->id;
}

TEST(WorkMem, NodesAreCountedOutsideOfLiterals) {
  EXPECT_EQ(sql::read_statement(kManyJoins).nodes, 5);
  EXPECT_EQ(sql::read_statement("select ' join join join order by ' from t").nodes, 0);
  EXPECT_EQ(sql::read_statement("SELECT DISTINCT a\nFROM t\nGROUP BY a").nodes, 2);
}

}  // namespace
}  // namespace laststraw::judge
