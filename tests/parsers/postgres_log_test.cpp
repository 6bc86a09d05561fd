#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

struct Log {
  std::vector<PgEntry> entries;
  Records records;
  Reading reading;
};

Log read_text(test::Read read, std::string_view text, const std::string& configured_prefix = {}) {
  Log log;
  if (!configured_prefix.empty()) log.records.pg_settings["log_line_prefix"] = {configured_prefix, {}, {}};
  log.reading = test::read_exact(read, text, log.records, "sample", [&log](PgEntry entry) { log.entries.push_back(std::move(entry)); });
  EXPECT_TRUE(log.reading.coverage.adds_up());
  return log;
}

Log read_sample(test::Read read, const char* name) { return read_text(read, test::slurp(test::samples_dir() / "postgres_log" / name)); }

const PgEntry& with_message(const Log& log, std::string_view part) {
  for (const PgEntry& entry : log.entries)
    if (entry.message.find(part) != std::string::npos) return entry;
  throw std::out_of_range(std::string(part));
}

TEST(PostgresCsvLog, CrashOf15) {
  const Log log = read_sample(read_postgres_csv_log, "pg15-crash.csv");
  EXPECT_EQ(log.reading.coverage.unrecognised, 0u);
  const PgEntry& death = with_message(log, "was terminated by signal 9");
  EXPECT_EQ(death.message, "server process (PID 17898) was terminated by signal 9: Killed");
  EXPECT_EQ(death.detail, "Failed process was running: select pg_sleep(600)");
  EXPECT_EQ(death.pid, Pid(17827));
  EXPECT_EQ(death.backend_type, "postmaster");
  EXPECT_EQ(death.session_id, "6b0109be.45a3");
  EXPECT_EQ(death.stamp.utc_offset, std::chrono::minutes{0});
  EXPECT_EQ(death.stamp.resolution, std::chrono::milliseconds{1});
  const PgEntry& authorized = with_message(log, "connection authorized");
  EXPECT_EQ(authorized.user, "postgres");
  EXPECT_EQ(authorized.database, "postgres");
  ASSERT_EQ(log.records.pg_logs.size(), 1u);
  EXPECT_TRUE(log.records.pg_logs[0].first && log.records.pg_logs[0].last);
}

TEST(PostgresCsvLog, Columns23And24) {
  const Log old = read_sample(read_postgres_csv_log, "pg11-23-columns.csv");
  EXPECT_EQ(old.reading.coverage.unrecognised, 0u);
  EXPECT_TRUE(with_message(old, "signal 9").backend_type.empty());
  const Log middle = read_sample(read_postgres_csv_log, "pg13-24-columns.csv");
  EXPECT_EQ(with_message(middle, "signal 9").backend_type, "postmaster");
}

TEST(PostgresCsvLog, FieldsOverSeveralLinesAreOneEntry) {
  const Log log = read_sample(read_postgres_csv_log, "pg15-multi-line.csv");
  EXPECT_EQ(log.reading.coverage.unrecognised, 0u);
  bool multi = false;
  for (const PgEntry& entry : log.entries) multi |= entry.cite.at.last_line > entry.cite.at.first_line;
  EXPECT_TRUE(multi);
}

TEST(PostgresCsvLog, QuotesAreUndoubled) {
  const Log log = read_text(
      read_postgres_csv_log,
      "2026-11-21 03:24:46.369 UTC,\"a\"\"b\",\"d\",1,\"[local]\",6b010efd.1,8,\"SELECT\",2026-11-21 03:24:45 UTC,3/5,739,ERROR,53200,"
      "\"out of memory\",\"Failed on request of size 90 in memory context \"\"ExprContext\"\".\",,,,,\"select 'x'\n from t;\",,,\"psql\",\"client backend\",,0\n");
  ASSERT_EQ(log.entries.size(), 1u);
  EXPECT_EQ(log.entries[0].user, "a\"b");
  EXPECT_EQ(log.entries[0].detail, "Failed on request of size 90 in memory context \"ExprContext\".");
  EXPECT_EQ(log.entries[0].statement, "select 'x'\n from t;");
  EXPECT_EQ(log.reading.coverage.parsed, 2u);
}

TEST(PostgresCsvLog, TornRecordLosesOnlyItself) {
  const std::string whole = test::slurp(test::samples_dir() / "postgres_log/pg15-crash.csv");
  const std::string torn =
      "2026-11-21 03:02:22.147 UTC,,,17827,,6b0109be.45a3,1,,2026-11-21 03:02:22 UTC,,0,LOG,00000,\"ending log out\n" + whole;
  const Log log = read_text(read_postgres_csv_log, torn);
  EXPECT_EQ(log.reading.coverage.unrecognised, 1u);
  EXPECT_EQ(log.entries.size(), read_text(read_postgres_csv_log, whole).entries.size());
}

TEST(PostgresJsonLog, CrashOf18NamesTheKindOfBackend) {
  const Log log = read_sample(read_postgres_json_log, "pg18-crash.json");
  EXPECT_EQ(log.reading.coverage.unrecognised, 0u);
  const PgEntry& death = with_message(log, "signal 9");
  EXPECT_EQ(death.message, "client backend (PID 27163) was terminated by signal 9: Killed");
  EXPECT_EQ(death.detail.find("Failed process was running: do $$"), 0u);
  EXPECT_EQ(death.pid, Pid(27126));
}

TEST(PostgresJsonLog, BrokenObjectIsUnrecognised) {
  const Log log = read_text(read_postgres_json_log, "{\"timestamp\":\"2026-11-21 03:12:56.549 UTC\",\"pid\":1\n[1,2]\n{}\n");
  EXPECT_EQ(log.reading.coverage.unrecognised, 2u);
  EXPECT_EQ(log.reading.coverage.noise, 1u) << "standard error may stand in between";
}

TEST(PostgresStderrLog, RdsPrefixIsLearned) {
  const Log log = read_sample(read_postgres_stderr_log, "pg17-rds-prefix.log");
  EXPECT_EQ(log.records.pg_logs.at(0).log_line_prefix, "%t:%r:%u@%d:[%p]:");
  EXPECT_EQ(log.reading.coverage.unrecognised + log.reading.coverage.noise, 0u);
  const PgEntry& death = with_message(log, "signal 9");
  EXPECT_EQ(death.pid, Pid(29640));
  EXPECT_EQ(death.detail, "Failed process was running: select id, md5(id::text) from (select generate_series(1,60000000) id) t order by 2");
  const PgEntry& authorized = with_message(log, "application_name=etl_loader");
  EXPECT_EQ(authorized.user, "etl");
  EXPECT_EQ(authorized.database, "shop");
  EXPECT_EQ(authorized.remote_host, "127.0.0.1(44564)");
}

TEST(PostgresStderrLog, DefaultPrefix) {
  const Log log = read_sample(read_postgres_stderr_log, "pg13-default-prefix.log");
  EXPECT_TRUE(with_message(log, "signal 9").pid.has_value());
}

TEST(PostgresStderrLog, ConfiguredPrefixWins) {
  const Log log =
      read_text(read_postgres_stderr_log,
                "<7|2026-11-21 03:24:46.369 UTC|app> LOG:  hello\n<8|2026-11-21 03:24:47.369 UTC|web> ERROR:  world\n", "<%p|%m|%a> ");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[0].pid, Pid(7));
  EXPECT_EQ(log.entries[1].application, "web");
}

TEST(PostgresStderrLog, DetailBelongsToItsOwnProcess) {
  const Log log =
      read_text(read_postgres_stderr_log,
                "2026-11-21 03:24:46.369 UTC [1] ERROR:  a\n2026-11-21 03:24:46.369 UTC [2] ERROR:  b\n"
                "2026-11-21 03:24:46.370 UTC [1] STATEMENT:  select 1\n\tfrom t\n2026-11-21 03:24:46.370 UTC [2] DETAIL:  of b\n");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[0].statement, "select 1\nfrom t");
  EXPECT_EQ(log.entries[1].detail, "of b");
  EXPECT_TRUE(log.entries[1].statement.empty());
}

TEST(PostgresStderrLog, ProcessesWithoutASessionStopAtQ) {
  const Log log =
      read_text(read_postgres_stderr_log,
                "2026-11-21 03:24:46.369 UTC [5] LOG:  checkpoint starting: time\n2026-11-21 03:24:46.369 UTC [6] app@shop ERROR:  x\n",
                "%m [%p] %q%u@%d ");
  ASSERT_EQ(log.entries.size(), 2u);
  EXPECT_EQ(log.entries[1].user, "app");
  EXPECT_TRUE(log.entries[0].user.empty());
}

TEST(PostgresStderrLog, PidFromTheSessionId) {
  const Log log = read_text(read_postgres_stderr_log, "2026-11-21 03:24:46 UTC-6b010efd.7e92-ERROR:  out of memory\n");
  ASSERT_EQ(log.entries.size(), 1u);
  EXPECT_EQ(log.entries[0].pid, Pid(0x7e92));
}

TEST(PostgresStderrLog, MemoryContextDumpIsATree) {
  const Log log = read_sample(read_postgres_stderr_log, "pg17-context-dump.log");
  ASSERT_GE(log.records.context_dumps.size(), 1u);
  const MemoryContextDump& dump = log.records.context_dumps[0];
  EXPECT_EQ(dump.contexts[0].name, "TopMemoryContext");
  EXPECT_EQ(dump.contexts[0].depth, 0);
  EXPECT_EQ(dump.contexts[0].total, Bytes{97792});
  const auto largest =
      std::max_element(dump.contexts.begin(), dump.contexts.end(), [](const auto& a, const auto& b) { return a.total < b.total; });
  EXPECT_EQ(largest->name, "ExprContext");
  EXPECT_EQ(largest->total, Bytes{138412128});
  EXPECT_EQ(largest->depth, 4);
  for (const MemoryContext& context : dump.contexts) EXPECT_TRUE(context.name != "PortalContext" || context.ident == "<unnamed>");
}

TEST(PostgresLog, SurvivesDamage) {
  for (const auto& path : test::samples_of("postgres_log")) {
    const std::string text = test::slurp(path);
    const test::Read read = path.extension() == ".csv"    ? read_postgres_csv_log
                            : path.extension() == ".json" ? read_postgres_json_log
                                                          : read_postgres_stderr_log;
    test::expect_survives_damage(read, text, path.string(), 40);
  }
}

TEST(PostgresLog, EachFormSurvivesTheOthers) {
  for (const auto& path : test::samples_of("postgres_log"))
    for (const test::Read read : {read_postgres_csv_log, read_postgres_json_log, read_postgres_stderr_log})
      test::expect_survives(read, test::slurp(path), path.string(), "sample");
}

}  // namespace
}  // namespace laststraw
