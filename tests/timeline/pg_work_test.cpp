// Plans, maintenance and checkpoints out of a real log (PostgreSQL 15, samples/postgres_log/pg15-plans.log).
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"
#include "timeline/pg_history.hpp"

namespace laststraw::timeline {
namespace {

PgHistory history_of(std::string_view text) {
  PgHistoryBuilder builder;
  Records records;
  test::read_exact(read_postgres_stderr_log, text, records, "sample", [&](const PgEntry& entry) { builder.add(entry); });
  return builder.finish();
}

PgHistory sample() { return history_of(test::slurp(test::samples_dir() / "postgres_log" / "pg15-plans.log")); }

TEST(PgWork, PlansAddUpTheirMemory) {
  const PgHistory history = sample();
  ASSERT_GE(history.plans.size(), 3u);
  const auto with = [&](std::string_view text) -> const PgPlan& {
    for (const PgPlan& plan : history.plans)
      if (plan.query.find(text) != std::string::npos) return plan;
    throw std::out_of_range(std::string(text));
  };
  const PgPlan& sort = with("order by s offset 10");
  EXPECT_EQ(sort.disk, kib(2584));
  EXPECT_EQ(sort.memory_nodes, 1);
  const PgPlan& aggregate = with("group by id having");
  EXPECT_EQ(aggregate.batches, 225);
  EXPECT_EQ(aggregate.memory, kib(169));
  EXPECT_EQ(aggregate.disk, kib(1800));
  EXPECT_NE(aggregate.cite.quote, "");
}

TEST(PgWork, ParallelPlanOfSeveralLines) {
  const PgPlan plan = read_plan(
      "\tQuery Text: select *\n\tfrom t\n\tGather  (cost=1.00..2.00 rows=1 width=4) (actual time=1..2 rows=1 loops=1)\n"
      "\t  Workers Planned: 2\n\t  Workers Launched: 2\n\t  ->  Sort  (cost=1..2 rows=1 width=4) (actual time=1..2 rows=1 loops=3)\n"
      "\t        Sort Method: quicksort  Memory: 4000kB\n\t        Worker 0:  Sort Method: quicksort  Memory: 3000kB\n"
      "\t        Worker 1:  Sort Method: quicksort  Memory: 2000kB\n"
      "\t        ->  Hash  (cost=1..2 rows=1 width=4) (actual time=1..2 rows=1 loops=3)\n\t              Buckets: 65536  Batches: 4  Memory Usage: 4800kB\n"
      "\tJIT:\n\t  Functions: 35\n");
  EXPECT_EQ(plan.query, "select *\n\tfrom t");
  EXPECT_EQ(plan.memory, kib(4000 + 3000 + 2000 + 4800));
  EXPECT_EQ(plan.memory_nodes, 2);
  EXPECT_EQ(plan.workers, 2);
  EXPECT_EQ(plan.batches, 4);
  EXPECT_TRUE(plan.jit);
}

TEST(PgWork, MaintenanceAndParameters) {
  const PgHistory history = sample();
  ASSERT_GE(history.maintenance.size(), 2u);
  EXPECT_EQ(history.maintenance[0].table, "template1.pg_catalog.pg_type");
  EXPECT_FALSE(history.maintenance[0].vacuum);
  EXPECT_NEAR(history.maintenance[0].elapsed_s, 0.02, 1e-9);
  const PgHistory changed = history_of("2026-11-21 03:11:48.232 UTC [1] LOG:  parameter \"work_mem\" changed to \"64MB\"\n");
  ASSERT_EQ(changed.parameter_changes.size(), 1u);
  EXPECT_EQ(changed.parameter_changes[0].value, "64MB");
}

TEST(PgWork, SharedBuffersFromCheckpoints) {
  const PgHistory history =
      history_of("2026-11-21 03:28:07.623 UTC [3321] LOG:  checkpoint complete: wrote 532 buffers (26.0%); 0 WAL file(s) added\n");
  EXPECT_EQ(history.shared_buffers_seen, mib(16)) << "2048 buffers of 8 kB";
}

}  // namespace
}  // namespace laststraw::timeline
