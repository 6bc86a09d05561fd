// PostgreSQL's words as people have them: pastes, other programs' lines, prefixes known from three lines alone.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

struct Log {
  std::vector<PgEntry> entries;
  Records records;
  Reading reading;
};

Log read_text(test::Read read, std::string_view text) {
  Log log;
  log.reading = test::read_exact(read, text, log.records, "sample", [&log](PgEntry entry) { log.entries.push_back(std::move(entry)); });
  EXPECT_TRUE(log.reading.coverage.adds_up());
  return log;
}

Log read_sample(const char* name) {
  const std::string text = test::slurp(test::samples_dir() / "postgres_log" / name);
  const bool csv = text.find(",\"") != std::string::npos && std::string_view(name).ends_with(".csv");
  return read_text(csv ? read_postgres_csv_log : read_postgres_stderr_log, text);
}

TEST(PostgresPastes, OneBlankBehindTheSeverity) {
  const Log log = read_sample("made-up-one-blank.log");
  ASSERT_EQ(log.entries.size(), 4u);
  EXPECT_EQ(log.reading.coverage.noise, 0u);
  EXPECT_EQ(log.entries[0].message, "background writer process (PID 61) was terminated by signal 9: Killed");
  EXPECT_EQ(log.entries[2].detail, "Failed process was running: SELECT sum(price) FROM line");
  EXPECT_EQ(log.entries[3].statement, "SELECT sum(prize) FROM line")
      << "a process id and a zone before it are enough for a message nobody knows";
}

TEST(PostgresPastes, OneBlankAloneNeedsPostgresqlsWords) {
  EXPECT_EQ(read_text(read_postgres_stderr_log, "ERROR: out of memory\nINFO: started\n2026-05-02 07:11:40,118 [12] ERROR: disk on fire\n")
                .entries.size(),
            0u);
  EXPECT_EQ(read_text(read_postgres_stderr_log, "CUDA ERROR: out of memory\n").entries.size(), 0u);
  EXPECT_EQ(read_text(read_postgres_stderr_log, "ERROR: out of memory\nDETAIL:  Failed on request of size 12.\n").entries.size(), 1u);
  EXPECT_EQ(read_text(read_postgres_stderr_log, "LOG: server process (PID 123) was terminated by signal 9: Killed\n").entries.size(), 1u);
}

TEST(PostgresPastes, SqlstateInThePrefixIsNoApplication) {
  const Log log = read_sample("made-up-pasted-zone.log");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[1].pid, Pid(3019940));
  EXPECT_EQ(log.entries[1].sqlstate, "53200");
  EXPECT_EQ(log.entries[1].application, "my tool");
}

TEST(PostgresPastes, ACollectorsStampDoesNotBeatTheServers) {
  const Log log = read_sample("made-up-collector-stamps.log");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[0].stamp.civil->count() % 60'000'000, 14'208'000);
  EXPECT_EQ(log.entries[0].detail, "Failed on request of size 41520 in memory context \"WAL record construction\".");
  EXPECT_EQ(log.entries[1].detail, "Failed while creating memory context \"relation rules\".");
}

TEST(PostgresPastes, ASessionsStartIsNoCollectorsStamp) {
  const Log log = read_text(
      read_postgres_stderr_log,
      "2026-11-21 09:24:46 UTC 2026-11-21 03:20:00 UTC [1] ERROR:  a\n2026-11-21 09:24:47 UTC 2026-11-21 03:20:00 UTC [1] ERROR:  b\n");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_TRUE(log.entries[0].session_start);
  EXPECT_EQ(log.entries[0].stamp.civil->count() / 1'000'000 % 86'400, 9 * 3600 + 24 * 60 + 46);
}

TEST(PostgresPastes, ClientsPutWordsBeforeTheServers) {
  const Log log = read_sample("made-up-clients.txt");
  ASSERT_EQ(log.entries.size(), 3u);
  EXPECT_FALSE(log.entries[0].pid) << "psql prints the line of its script";
  EXPECT_EQ(log.entries[0].message, "invalid memory alloc request size 1610612740");
  EXPECT_EQ(log.entries[0].context, "PL/pgSQL function rebuild(integer) line 7 at FOR over SELECT rows");
  EXPECT_EQ(log.entries[1].message, "out of memory");
  EXPECT_EQ(log.entries[1].detail, "Failed on request of size 268435456 in memory context \"COPY TO\".");
  EXPECT_EQ(log.entries[1].statement, "COPY public.scan (id, body) TO stdout;");
  EXPECT_EQ(log.entries[2].message,
            "could not resize shared memory segment \"/PostgreSQL.401\" to 268435456 bytes: No space left on device");
  EXPECT_EQ(log.entries[2].statement, "CREATE INDEX ON face USING ivfflat (emb vector_ip_ops);");
}

TEST(PostgresPastes, SentencesInOtherProgramsLines) {
  const Log log = read_sample("made-up-sentences.txt");
  ASSERT_EQ(log.entries.size(), 8u);
  EXPECT_EQ(log.entries[0].message, "could not fork new process for connection: Cannot allocate memory");
  EXPECT_EQ(log.entries[1].message, "out of memory");
  EXPECT_TRUE(log.entries[1].detail.starts_with("Failed on request of size 56."));
  EXPECT_EQ(log.entries[2].message,
            "could not resize shared memory segment \"/PostgreSQL.77120915\" to 33554432 bytes: No space left on device");
  EXPECT_EQ(log.entries[3].detail, "Failed on request of size 67108864 in memory context \"ExprContext\".");
  EXPECT_EQ(log.entries[4].detail, "Failed on request of size 4096.");
  EXPECT_EQ(log.entries[6].message, "could not resize shared memory segment \"/PostgreSQL.9\" to 8388608 bytes: No space left on device");
  EXPECT_EQ(log.entries[7].message, "could not fork new process for connection: Cannot allocate memory");
  for (const PgEntry& entry : log.entries) EXPECT_FALSE(entry.pid);
}

TEST(PostgresPastes, AnotherProgramsTagIsNoPid) {
  const Log log = read_text(
      read_postgres_stderr_log,
      "renderd[121]: reason: plugin: ERROR:  could not resize shared memory segment \"/PostgreSQL.5\" to 16777216 bytes: No space left on device\n");
  ASSERT_EQ(log.entries.size(), 1u);
  EXPECT_FALSE(log.entries[0].pid);
}

TEST(PostgresPastes, AnErrorWithoutItsPrefixJoinsWhatFollows) {
  const Log log = read_text(
      read_postgres_stderr_log,
      "ERROR: out of memory\nDETAIL:  Failed on request of size 99.\n"
      "2026-12-09 03:11:20 CET [220148]: [4-1] user=,db=,app=,client= CONTEXT:  automatic vacuum of table \"a.public.b\"\n"
      "2026-12-09 03:11:20 CET [220148]: [5-1] user=,db=,app=,client= LOG:  automatic vacuum of table \"a.pg_toast.c\": index scans: 1\n");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[0].pid, Pid(220148));
  EXPECT_EQ(log.entries[0].detail, "Failed on request of size 99.");
  EXPECT_EQ(log.entries[0].context, "automatic vacuum of table \"a.public.b\"");
}

TEST(PostgresPastes, Greenplum) {
  const Log log = read_sample("made-up-greenplum.csv");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[0].pid, Pid(20417));
  EXPECT_EQ(log.entries[0].message, "Out of memory");
  EXPECT_EQ(log.entries[0].detail, "VM protect failed to allocate 16777216 bytes from system, VM Protect 6100 MB available");
  EXPECT_EQ(log.entries[0].statement, "SELECT customer, array_agg(line) FROM sale GROUP BY customer");
  EXPECT_EQ(log.entries[0].database, "mart");
}

/// From three lines alone: the postmaster's, and two of a session.
struct KnownPrefix {
  const char *pattern, *background, *session;
};
constexpr KnownPrefix kPrefixes[] = {
    {"%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ", "2026-11-21 03:24:46.369 UTC [7] ",
     "2026-11-21 03:24:46.369 UTC [8] [user=app,db=shop,app=my tool,host=10.0.0.5] "},
    {"%m [%p] %q[user=%u,db=%d,app=%a] ", "2026-11-21 03:24:46.369 UTC [7] ",
     "2026-11-21 03:24:46.369 UTC [8] [user=app,db=shop,app=my tool] "},
    {"%t [%p]: [%l-1] user=%u,db=%d - PG-%e ", "2026-11-21 03:24:46 UTC [7]: [1-1] user=,db= - PG-00000 ",
     "2026-11-21 03:24:46 UTC [8]: [1-1] user=app,db=shop - PG-53200 "},
    {"%t [%p]: [%l-1] user=%u,db=%d - PG-%e ", "2026-11-21 03:24:46 UTC [7]: [1-1] user=[unknown],db=[unknown] - PG-00000 ",
     "2026-11-21 03:24:46 UTC [8]: [2-1] user=app,db=shop - PG-53200 "},
    {"%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ",
     "2026-11-21 03:24:46 UTC [7]: [4-1] [trx_id=0] user=,db= ", "2026-11-21 03:24:46 UTC [8]: [5-1] [trx_id=0] user=app,db=shop "},
    {"%m %r %u %a [%c] [%p] ", "2026-11-21 03:24:46.369 UTC    [6b010efd.7] [7] ",
     "2026-11-21 03:24:46.369 UTC 10.0.0.5(54321) app psql [6b010efd.8] [8] "},
    {"%m [%p][%v] : [%l-1] %q[app=%a] ", "2026-11-21 03:24:46.369 UTC [7][] : [1-1] ",
     "2026-11-21 03:24:46.369 UTC [8][3/5] : [1-1] [app=my tool] "},
    {"%t [%p-%l] %q%u@%d ", "2026-11-21 03:24:46 UTC [7-1] ", "2026-11-21 03:24:46 UTC [8-2] app@shop "},
    {"pid=%p,user=%u,db=%d,app=%a,client=%h ", "pid=7,user=,db=,app=,client= ", "pid=8,user=app,db=shop,app=my tool,client=10.0.0.5 "},
    {"%m|%u|%d|%c:", "2026-11-21 03:24:46.369 UTC|||6b010efd.7:", "2026-11-21 03:24:46.369 UTC|app|shop|6b010efd.8:"},
    {"node", "2026-11-21 03:24:46.369 UTC [7,coord(0.0)] ", "2026-11-21 03:24:46.369 UTC [8,coord(0.0)] "},
};

TEST(PostgresPastes, PrefixesKnownFromThreeLines) {
  for (const KnownPrefix& known : kPrefixes) {
    const std::string session(known.session);
    const Log log = read_text(read_postgres_stderr_log, std::string(known.background) + "LOG:  checkpoint starting: time\n" + session +
                                                            "ERROR:  out of memory\n" + session + "STATEMENT:  select 1\n");
    ASSERT_EQ(log.entries.size(), 2u) << known.pattern;
    const PgEntry& entry = log.entries[0].pid == Pid(8) ? log.entries[0] : log.entries[1];
    EXPECT_EQ(entry.pid, Pid(8)) << known.pattern;
    EXPECT_EQ(entry.statement, "select 1") << known.pattern;
    EXPECT_EQ(entry.user, session.find("app@") != std::string::npos || session.find("=app,") != std::string::npos ||
                                  session.find("|app|") != std::string::npos || session.find(" app ") != std::string::npos
                              ? "app"
                              : "")
        << known.pattern;
    EXPECT_EQ(entry.application, session.find("my tool") != std::string::npos ? "my tool"
                                 : session.find("psql") != std::string::npos  ? "psql"
                                                                              : "")
        << known.pattern;
    EXPECT_EQ(entry.sqlstate, session.find("53200") != std::string::npos ? "53200" : "") << known.pattern;
  }
}

}  // namespace
}  // namespace laststraw
