// Which refusals are of memory, which are PostgreSQL's own limits, and what they say of themselves.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"
#include "timeline/pg_history.hpp"

namespace laststraw::timeline {
namespace {

PgEvent event_of(std::string_view lines) {
  PgHistoryBuilder builder;
  Records records;
  test::read_exact(read_postgres_stderr_log, lines, records, "sample", [&](const PgEntry& entry) { builder.add(entry); });
  const PgHistory history = builder.finish();
  EXPECT_EQ(history.events.size(), 1u) << lines;
  return history.events.empty() ? PgEvent{} : history.events[0];
}

TEST(PgRefusal, SizeAndContextOfARefusedRequest) {
  const PgEvent event = event_of(
      "2026-11-21 03:24:46.369 UTC [8] app@shop ERROR:  out of memory\n"
      "2026-11-21 03:24:46.369 UTC [8] app@shop DETAIL:  Failed on request of size 10737418200 in memory context \"HashBatchContext\".\n");
  EXPECT_EQ(event.kind, PgEventKind::out_of_memory);
  EXPECT_EQ(event.requested, Bytes{10737418200});
  EXPECT_EQ(event.memory_context, "HashBatchContext");
  EXPECT_EQ(event.message, "out of memory");
}

TEST(PgRefusal, SizeIsUnknownWhereItIsNotPrinted) {
  const PgEvent event = event_of(
      "2026-11-21 03:24:46.369 UTC [8] FATAL:  out of memory\n"
      "2026-11-21 03:24:46.369 UTC [8] DETAIL:  Failed while creating memory context \"relation rules\".\n");
  EXPECT_FALSE(event.requested);
  EXPECT_EQ(event.memory_context, "relation rules");
}

TEST(PgRefusal, SharedMemorySegment) {
  const PgEvent event =
      event_of("ERROR:  could not resize shared memory segment \"/PostgreSQL.401\" to 268435456 bytes: No space left on device\n");
  EXPECT_EQ(event.kind, PgEventKind::shared_memory_failed);
  EXPECT_EQ(event.requested, Bytes{268435456});
  EXPECT_EQ(event.system_error, SystemError::no_space);
}

TEST(PgRefusal, SharedMemoryAtTheStart) {
  const PgEvent event = event_of(
      "2026-02-08 19:40:12 UTC [40211]  FATAL:  could not map anonymous shared memory: Cannot allocate memory\n"
      "2026-02-08 19:40:12 UTC [40211]  HINT:  This error usually means that PostgreSQL's request for a shared memory segment exceeded available memory, swap "
      "space, or huge pages. To reduce the request size (currently 98784247808 bytes), reduce PostgreSQL's shared memory usage.\n");
  EXPECT_EQ(event.kind, PgEventKind::shared_memory_failed);
  EXPECT_EQ(event.requested, Bytes{98784247808});
  EXPECT_EQ(event.system_error, SystemError::no_memory);
}

TEST(PgRefusal, OwnLimitsAreNoRefusal) {
  const PgEvent alloc = event_of("ERROR:  invalid memory alloc request size 1610612740\n");
  EXPECT_EQ(alloc.kind, PgEventKind::value_limit);
  EXPECT_EQ(alloc.requested, Bytes{1610612740});
  EXPECT_EQ(event_of("ERROR:  invalid memory alloc request size 18446744073709551613\n").requested, kLargest);
  EXPECT_EQ(event_of("ERROR:  out of memory\nDETAIL:  Cannot enlarge string buffer containing 1073741822 bytes by 1 more bytes.\n").kind,
            PgEventKind::value_limit);
  EXPECT_EQ(event_of("ERROR:  array size exceeds the maximum allowed (134217727)\n").kind, PgEventKind::value_limit);
  EXPECT_EQ(event_of("ERROR:  out of shared memory\nHINT:  You might need to increase max_locks_per_transaction.\n").kind,
            PgEventKind::lock_table_full);
}

TEST(PgRefusal, NotForWantOfMemory) {
  EXPECT_EQ(event_of("LOG:  could not fork new process for connection: Resource temporarily unavailable\n").kind, PgEventKind::fork_limit);
  EXPECT_EQ(event_of("LOG:  could not fork new process for connection: Cannot allocate memory\n").kind, PgEventKind::cannot_fork);
  EXPECT_EQ(event_of("ERROR:  could not extend file \"base/16384/16397\": No space left on device\n").kind, PgEventKind::disk_full);
  EXPECT_EQ(event_of("PANIC:  could not locate a valid checkpoint record\n").kind, PgEventKind::server_panic);
  const PgEvent crash = event_of("LOG:  server process (PID 7) was terminated by signal 11: Segmentation fault\n");
  EXPECT_EQ(crash.kind, PgEventKind::child_died);
  EXPECT_EQ(crash.signal, 11);
}

TEST(PgRefusal, AnAutovacuumWorkersContextIsItsStatement) {
  EXPECT_EQ(event_of("ERROR:  out of memory\nCONTEXT:  automatic vacuum of table \"shop.public.orders\"\n").statement,
            "autovacuum: VACUUM \"shop.public.orders\"");
}

TEST(PgRefusal, GreenplumsWords) {
  Records records;
  PgHistoryBuilder builder;
  test::read_exact(read_postgres_csv_log, test::slurp(test::samples_dir() / "postgres_log" / "made-up-greenplum.csv"), records, "sample",
                   [&](const PgEntry& entry) { builder.add(entry); });
  const PgHistory history = builder.finish();
  ASSERT_EQ(history.events.size(), 2u);
  EXPECT_EQ(history.events[0].kind, PgEventKind::out_of_memory);
  EXPECT_EQ(history.events[0].requested, Bytes{16777216});
  EXPECT_EQ(history.events[1].subject, Pid(20417));
}

}  // namespace
}  // namespace laststraw::timeline
