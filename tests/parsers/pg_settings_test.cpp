#include "laststraw/parse.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {


Records read(test::Read reader, std::string_view text, std::string_view path, Reading* reading = nullptr) {
  Records records;
  const Reading result = test::read_exact(reader, text, records, path);
  EXPECT_TRUE(result.coverage.adds_up());
  if (reading) *reading = result;
  return records;
}

std::string sample(const char* name) { return test::slurp(test::samples_dir() / "pg_settings" / name); }

TEST(PostgresqlConf, Values) {
  const Records records = read(read_postgresql_conf, "Shared_Buffers = 128MB # min 128kB\nport 5433\nlog_line_prefix = '%m it''s \\'q\\' '\nwork_mem='1GB'\nwork_mem = 64MB\n", "postgresql.conf");
  EXPECT_EQ(pg_bytes(records.pg_settings, "shared_buffers"), mib(128));
  EXPECT_EQ(integer(records.pg_settings, "port"), 5433);
  EXPECT_EQ(records.pg_settings.at("log_line_prefix").value, "%m it's 'q' ");
  EXPECT_EQ(pg_bytes(records.pg_settings, "work_mem"), mib(64)) << "the last one wins";
}

TEST(PostgresqlConf, SampleAndIncludes) {
  Reading reading;
  read(read_postgresql_conf, sample("postgresql.conf") + "include_dir 'conf.d'\n", "postgresql.conf", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(reading.note, "includes other files: conf.d");
}

TEST(PgSettings, PrecedenceDoesNotDependOnTheOrder) {
  const std::string conf = "work_mem = 1MB\n", automatic = sample("postgresql.auto.conf") + "work_mem = '2MB'\n", csv = sample("pg_settings.csv");
  for (const int order : {0, 1}) {
    Records records;
    if (order == 0) test::read_exact(read_pg_settings_csv, csv, records);
    test::read_exact(read_postgresql_conf, order == 0 ? automatic : conf, records);
    EXPECT_EQ(pg_bytes(records.pg_settings, "work_mem"), order == 0 ? mib(24) : mib(1));
    test::read_exact(read_postgresql_conf, order == 0 ? conf : automatic, records);
    if (order == 1) {
      EXPECT_EQ(pg_bytes(records.pg_settings, "work_mem"), mib(2)) << "ALTER SYSTEM over postgresql.conf";
      test::read_exact(read_pg_settings_csv, csv, records);
    }
    EXPECT_EQ(pg_bytes(records.pg_settings, "work_mem"), mib(24)) << "what ran over what is written";
  }
}

TEST(PgSettingsCsv, UnitsAndColumnsByHeader) {
  Reading reading;
  const Records records = read(read_pg_settings_csv, sample("pg_settings.csv"), "pg_settings.csv", &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  EXPECT_EQ(pg_bytes(records.pg_settings, "shared_buffers"), mib(96));
  EXPECT_EQ(integer(records.pg_settings, "max_connections"), 200);
  EXPECT_EQ(boolean(records.pg_settings, "jit"), true);
  const Records other = read(read_pg_settings_csv, "unit,category,name,setting\nkB,\"a,\n\"\"b\"\"\",work_mem,4096\n", "x.csv");
  EXPECT_EQ(pg_bytes(other.pg_settings, "work_mem"), mib(4));
}

TEST(Setting, Conversions) {
  Settings s;
  const auto put = [&](const char* name, const char* value, const char* unit = "") { s[name] = {value, unit, {}}; };
  put("shared_buffers", "16384");
  EXPECT_EQ(pg_bytes(s, "shared_buffers"), mib(128)) << "a bare number counts in 8 kB blocks";
  put("work_mem", "1.5GB");
  EXPECT_EQ(pg_bytes(s, "work_mem"), mib(1536));
  put("autovacuum_work_mem", "-1", "kB");
  EXPECT_FALSE(pg_bytes(s, "autovacuum_work_mem"));
  put("work_mem", "99999999999999999999TB");
  EXPECT_FALSE(pg_bytes(s, "work_mem"));
  put("x", "12 apples");
  EXPECT_FALSE(integer(s, "x"));
  put("jit", "of");
  EXPECT_EQ(boolean(s, "jit"), false);
  put("jit", "o");
  EXPECT_FALSE(boolean(s, "jit")) << "neither on nor off";
  EXPECT_FALSE(boolean(s, "absent"));
}

TEST(PgSettings, SurvivesDamage) {
  test::expect_survives_damage(read_postgresql_conf, sample("postgresql.conf"), "conf");
  test::expect_survives_damage(read_pg_settings_csv, sample("pg_settings.csv"), "csv");
}

}  // namespace
}  // namespace laststraw
