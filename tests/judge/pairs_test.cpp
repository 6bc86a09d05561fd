// Inputs come in any combination: each optional fact of an incident present or absent against each other, with nothing else there and
// with everything else there; all hypotheses and checks are asked. Made to run under sanitizers.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "judge/scene.hpp"
#include "laststraw/words.hpp"

namespace laststraw::judge {
namespace {

using test::place;
using test::Scene;

struct Fact {
  const char* name;
  std::function<void(Scene&)> put;
};

void text(Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(60)}; }

/// What an incident holds of its own. A report is there by the kind of the incident or not at all.
const std::vector<Fact>& incident_facts() {
  static const std::vector<Fact> all{
      {"no total", [](Scene& s) { s.incident.ledger = {}; }},
      {"free", [](Scene& s) { s.part(PartKind::free, mib(20)); }},
      {"shared memory", [](Scene& s) { s.part(PartKind::shared_memory, mib(400)); }},
      {"page tables", [](Scene& s) { s.part(PartKind::page_tables, mib(150)); }},
      {"postgres private", [](Scene& s) { s.part(PartKind::postgres_private, mib(300)); }},
      {"slab without a place",
       [](Scene& s) {
         s.incident.ledger.parts.push_back(LedgerPart{PartKind::slab, exactly(mib(200)), std::nullopt});
       }},
      {"huge pages free", [](Scene& s) { s.part(PartKind::huge_pages_free, mib(250)); }},
      {"huge page pool",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.huge_pages.push_back({0, 200, 150, 0, mib(2), place(40)});
       }},
      {"slab table",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.slabs.push_back({"dentry", mib(100), mib(120), {}});
       }},
      {"ram without a place",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.ram = mib(1000);
       }},
      {"swap without a place",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.swap_total = mib(0);
       }},
      {"invocation",
       [](Scene& s) {
         for (OomReport& r : s.reports) {
           r.invocation.emplace();
           r.invocation->order = 3;
           r.invocation->cite = place(98);
           s.incident.invocation = r.invocation;
         }
       }},
      {"no kill line",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.kills.clear();
       }},
      {"no task table",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.tasks.clear(), r.defects.push_back(Defect::no_task_table);
       }},
      {"cpuset",
       [](Scene& s) {
         for (OomReport& r : s.reports) r.constraint = s.incident.constraint = Constraint::cpuset;
       }},
      {"zone",
       [](Scene& s) {
         for (OomReport& r : s.reports) {
           ZoneRow zone;
           zone.zone = "Normal";
           zone.free = mib(120);
           zone.min = zone.low = zone.high = mib(10);
           zone.free_blocks = {30000, 200, 0, 0};
           zone.cite = place(95);
           r.zones.push_back(zone);
         }
       }},
      {"no processes",
       [](Scene& s) {
         s.incident.processes.clear();
         s.incident.victims.clear();
       }},
      {"sessions", [](Scene& s) { s.sessions(12, mib(20)); }},
      {"large session",
       [](Scene& s) {
         Process& p = s.add(7, Role::backend, mib(500));
         p.shmem = mib(30);
         p.page_tables = mib(2);
         p.oom_score_adj = 0;
       }},
      {"session of unknown size",
       [](Scene& s) {
         Process& p = s.add(8, Role::backend, mib(0));
         p.anon.reset();
         p.rss.reset();
         p.statement = "create index i on t (x)";
         p.statement_in_flight = true;
       }},
      {"session without a line", [](Scene& s) { s.add(9, Role::backend, mib(40)).known_from.clear(); }},
      {"interval",
       [](Scene& s) {
         s.add(10, Role::backend, mib(60)).anon = Interval{mib(10), mib(60)};
       }},
      {"parallel worker of unknown size",
       [](Scene& s) {
         Process& p = s.add(11, Role::parallel_worker, mib(0));
         p.anon.reset();
         p.leader = Pid(7);
       }},
      {"autovacuum worker", [](Scene& s) { s.add(12, Role::autovacuum_worker, mib(320)); }},
      {"program", [](Scene& s) { s.add(900, Role::external, mib(350), "java"); }},
      {"program of unknown size", [](Scene& s) { s.add(901, Role::external, mib(0), "python3").anon.reset(); }},
      {"victim",
       [](Scene& s) {
         if (!s.incident.processes.empty()) s.incident.victims.push_back(s.incident.processes.size() - 1);
       }},
      {"statement",
       [](Scene& s) {
         for (Process& p : s.incident.processes)
           p.statement = "select * from a join b using (x) join c using (y) join d using (z) order by 1";
       }},
      {"kernel log covers", [](Scene& s) { s.incident.kernel_log_covers = true; }},
      {"witness",
       [](Scene& s) {
         s.incident.witnesses.push_back({"systemd", "systemd notes an OOM kill", std::nullopt, place(89)});
         s.incident.oom_witnessed = true;
       }},
      {"refusal",
       [](Scene& s) {
         static const PgEvent event = [] {
           PgEvent e;
           e.kind = PgEventKind::out_of_memory;
           e.writer = Pid(7);
           e.cite = place(90);
           return e;
         }();
         s.incident.refusal = &event;
       }},
      {"killer",
       [](Scene& s) {
         static const SystemEvent event = [] {
           SystemEvent e;
           e.kind = SystemEventKind::earlyoom_kill;
           e.cite = place(88);
           return e;
         }();
         s.incident.other_killer = &event;
       }},
      {"context dump",
       [](Scene& s) {
         static const MemoryContextDump dump = [] {
           MemoryContextDump d;
           d.contexts.emplace_back();
           d.contexts.back().name = "ExecutorState";
           d.contexts.back().total = mib(176);
           return d;
         }();
         s.incident.context_dump = &dump;
       }},
      {"decline",
       [](Scene& s) {
         Decline d;
         d.onset = *s.incident.when.wall - std::chrono::seconds(20);
         d.cite = place(30);
         d.started.push_back({d.onset, StartedKind::session, Pid(7), "session 7 of a@b connects", place(31)});
         s.incident.decline = d;
       }},
      {"no time", [](Scene& s) { s.incident.when.wall.reset(); }},
      {"version",
       [](Scene& s) {
         s.incident.postgres.version = {pg_version("15.4"), place(3)};
         s.incident.postgres.present = true;
       }},
  };
  return all;
}

/// What the other inputs hold.
const std::vector<Fact>& input_facts() {
  static const std::vector<Fact> all{
      {"MemTotal",
       [](Scene& s) {
         s.records.meminfo.total = {mib(16384), place(60)};
       }},
      {"--ram",
       [](Scene& s) {
         s.records.meminfo.total = {mib(1000), {}};
       }},
      {"MemAvailable",
       [](Scene& s) {
         s.records.meminfo.available = {mib(500), place(60)};
       }},
      {"CommitLimit",
       [](Scene& s) {
         s.records.meminfo.commit_limit = {mib(650), place(60)};
       }},
      {"Committed_AS",
       [](Scene& s) {
         s.records.meminfo.committed = {mib(5120), place(60)};
       }},
      {"SwapTotal",
       [](Scene& s) {
         s.records.meminfo.swap_total = {mib(1024), place(60)};
       }},
      {"HugePages",
       [](Scene& s) {
         s.records.meminfo.huge_pages_total = {400, place(60)};
         s.records.meminfo.huge_pages_free = {400, place(60)};
       }},
      {"slab caches",
       [](Scene& s) {
         s.records.slab = SlabCaches{"dentry", mib(150), mib(180), place(61)};
       }},
      {"overcommit 2", [](Scene& s) { text(s.records.sysctl, "vm.overcommit_memory", "2"); }},
      {"overcommit ratio", [](Scene& s) { text(s.records.sysctl, "vm.overcommit_ratio", "50"); }},
      {"swappiness", [](Scene& s) { text(s.records.sysctl, "vm.swappiness", "60"); }},
      {"min_free_kbytes", [](Scene& s) { text(s.records.sysctl, "vm.min_free_kbytes", "67584"); }},
      {"shared_buffers", [](Scene& s) { s.setting("shared_buffers", "450MB"); }},
      {"shared_buffers seen",
       [](Scene& s) {
         s.history.shared_buffers_seen = mib(128);
         s.history.shared_buffers_cite = place(77);
       }},
      {"work_mem", [](Scene& s) { s.setting("work_mem", "64MB"); }},
      {"max_connections", [](Scene& s) { s.setting("max_connections", "200"); }},
      {"maintenance_work_mem", [](Scene& s) { s.setting("maintenance_work_mem", "256MB"); }},
      {"huge page count", [](Scene& s) { s.setting("shared_memory_size_in_huge_pages", "70"); }},
      {"swaps",
       [](Scene& s) {
         s.records.swaps = SwapDevices{1, mib(1024), mib(512), place(60)};
       }},
      {"unit", [](Scene& s) { s.unit("stop", "no", 0); }},
      {"oom_score_adj",
       [](Scene& s) {
         s.records.host.postmaster_oom_score_adj = {-900, place(60)};
       }},
      {"memory.high",
       [](Scene& s) {
         s.records.cgroup.high = {MemoryLimit{.of_ram = 0.5}, place(60)};
       }},
      {"docker",
       [](Scene& s) {
         s.records.host.process_cgroup = {"/docker/0123", place(60)};
       }},
      {"limit of a process",
       [](Scene& s) {
         s.records.limits.address_space = {MemoryLimit{.size = mib(900)}, place(60)};
       }},
      {"kernel release",
       [](Scene& s) {
         s.records.host.kernel_release = {"6.5.0-35-generic", place(60)};
       }},
      {"memory.max",
       [](Scene& s) {
         s.records.cgroup.max = {MemoryLimit{.size = mib(512)}, place(60)};
       }},
      {"oom_kill 0",
       [](Scene& s) {
         s.records.cgroup.oom_kills = {0, place(60)};
       }},
      {"capture",
       [](Scene& s) {
         s.capture({{7, mib(400)}, {100, mib(20)}});
       }},
      {"capture without sizes",
       [](Scene& s) {
         s.capture({{7, mib(0)}});
         s.records.process_lists.back().rows[0].rss.reset();
       }},
      {"capture with vsz",
       [](Scene& s) {
         s.capture({{7, mib(5)}});
         s.records.process_lists.back().rows[0].vsz = mib(900);
         s.records.process_lists.back().rows[0].command = "java -jar app.jar";
       }},
      {"available series",
       [](Scene& s) {
         if (s.incident.when.wall) s.series("mem_available_bytes", {{*s.incident.when.wall, 4e8, 5}});
       }},
      {"usage series",
       [](Scene& s) {
         if (s.incident.when.wall) s.series("memcg_usage_bytes", {{*s.incident.when.wall, 1e8, 6}});
       }},
      {"empty series", [](Scene& s) { s.series("committed_bytes", {}); }},
  };
  return all;
}

const std::vector<Fact>& facts() {
  static const std::vector<Fact> all = [] {
    std::vector<Fact> both = incident_facts();
    both.insert(both.end(), input_facts().begin(), input_facts().end());
    return both;
  }();
  return all;
}

void expect_sound(const Scene& scene) {
  const Facts known = facts_of(scene.incident);
  const Judgement judgement = judge(known);
  double sum = 0;
  for (const Finding& found : judgement.findings) {
    EXPECT_TRUE(std::isfinite(found.likelihood)) << found.cause;
    sum += found.likelihood;
    // What is supported names somebody, in a sentence.
    if (found.outcome == Outcome::supported && found.cause != insufficient_evidence.id) {
      EXPECT_FALSE(word(found.culprit.who).empty() || found.sentence.empty()) << found.cause << ": " << english()(found.sentence);
    }
    for (const Evidence& evidence : found.evidence) {
      EXPECT_FALSE(evidence.claim.empty()) << found.cause << "." << evidence.term;
      // Only an incident of which not one line is known has no line to point at.
      if (known.anchor.at.first_line > 0) {
        EXPECT_GT(evidence.cite.at.first_line, 0u) << found.cause << ": " << english()(evidence.claim);
      }
    }
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_FALSE(judgement.summary.empty());
  const auto items = checklist(known, judgement);
  for (const ChecklistItem& item : items) {
    EXPECT_FALSE(item.found.empty()) << item.id;
    EXPECT_TRUE(item.status != CheckStatus::unknown || !item.remedy.empty()) << item.id;
  }
  for (const Fragment& line : fragments(known, items))
    EXPECT_FALSE(line.file.empty() || line.setting.empty() || line.value.empty() || line.why.empty()) << line.setting;
}

class Pairs : public testing::TestWithParam<IncidentKind> {
 protected:
  /// With those facts for which `there` holds.
  template <class There>
  void ask(const There& there) const {
    Scene scene(GetParam());
    for (std::size_t i = 0; i < facts().size(); ++i)
      if (there(i)) facts()[i].put(scene);
    expect_sound(scene);
  }
};

TEST_P(Pairs, EachFactAgainstEachOther) {
  const std::size_t n = facts().size();
  ask([](std::size_t) { return false; });
  ask([](std::size_t) { return true; });
  for (std::size_t a = 0; a < n && !HasFailure(); ++a)
    for (std::size_t b = a; b < n && !HasFailure(); ++b) {
      SCOPED_TRACE(std::string(facts()[a].name) + " and " + facts()[b].name);
      ask([&](std::size_t i) { return i == a || i == b; });
      ask([&](std::size_t i) { return i != a && i != b; });
    }
}

/// Present and absent are not enough where one fact hides another: some hundreds of mixtures, the same ones each time.
TEST_P(Pairs, Mixtures) {
  std::uint32_t state = 1;
  for (int n = 0; n < 400 && !HasFailure(); ++n) {
    SCOPED_TRACE(n);
    ask([&](std::size_t) { return (state = state * 1664525u + 1013904223u) >> 31 == 1; });
  }
}

INSTANTIATE_TEST_SUITE_P(Judge, Pairs,
                         testing::Values(IncidentKind::kernel_oom, IncidentKind::memcg_oom, IncidentKind::enomem,
                                         IncidentKind::userspace_oom_killer, IncidentKind::sigkill_no_oom, IncidentKind::sysrq_oom),
                         [](const auto& kind) { return std::string(word(kind.param)); });

}  // namespace
}  // namespace laststraw::judge
