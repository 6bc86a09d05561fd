#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using namespace std::chrono_literals;

std::vector<PgEntry> read(std::string_view text) {
  std::vector<PgEntry> entries;
  Records records;
  const Reading reading =
      test::read_exact(read_pg_stat_activity, text, records, "sample", [&entries](const PgEntry& entry) { entries.push_back(entry); });
  EXPECT_TRUE(reading.coverage.adds_up());
  EXPECT_EQ(reading.coverage.unrecognised, 0u);
  return entries;
}

std::vector<PgEntry> sample(const char* name) { return read(test::slurp(test::samples_dir() / "pg_views" / name)); }

TEST(PgStatActivity, InEveryFormOfPsql) {
  for (const char* name : {"made-up-activity.csv", "made-up-activity.txt", "made-up-activity-expanded.txt"}) {
    const std::vector<PgEntry> entries = sample(name);
    ASSERT_GE(entries.size(), 3u) << name;
    EXPECT_EQ(entries[0].pid, Pid(24021)) << name;
    EXPECT_EQ(entries[0].user, "report") << name;
    EXPECT_EQ(entries[0].database, "shop") << name;
    EXPECT_EQ(entries[0].application, "monthly") << name;
    EXPECT_TRUE(entries[0].severity.empty()) << "no line of a log";
    ASSERT_TRUE(entries[0].session_start) << name;
    EXPECT_EQ(entries[0].session_start->utc_offset, 0min) << name;
    EXPECT_TRUE(entries[0].statement.empty()) << "the session is older than its statement";
    EXPECT_EQ(entries[1].pid, Pid(24021)) << name;
    EXPECT_EQ(entries[1].statement.substr(0, 19), "select customer_id,") << name;
    EXPECT_NE(entries[1].statement.find("\n"), std::string::npos) << name;
    EXPECT_NE(entries[1].statement.find("from orders o group by 1"), std::string::npos) << name << ": " << entries[1].statement;
    EXPECT_EQ(entries[1].statement.find('+'), std::string::npos) << name;
    EXPECT_EQ(entries[1].stamp.civil, *entries[0].session_start->civil + 4206ms) << name;
    EXPECT_EQ(entries[2].pid, Pid(23987)) << name;
    EXPECT_TRUE(entries[2].statement.empty()) << "what an idle session ran last is over";
  }
}

TEST(PgStatActivity, AnIdleRowSaysWhenTheLastStatementEnded) {
  const std::vector<PgEntry> entries = sample("made-up-activity.csv");
  ASSERT_GE(entries.size(), 4u);
  EXPECT_EQ(entries[3].pid, Pid(23987));
  EXPECT_EQ(entries[3].command_tag, "idle");
  EXPECT_GT(entries[3].stamp.civil, entries[2].stamp.civil);
}

TEST(PgStatActivity, ServersOwnProcesses) {
  const std::vector<PgEntry> entries = sample("made-up-activity.csv");
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[4].backend_type, "checkpointer");
  EXPECT_TRUE(entries[4].user.empty());
}

TEST(PgStatActivity, AsJson) {
  const std::vector<PgEntry> entries = sample("pg15-activity.json");
  ASSERT_EQ(entries.size(), 7u) << "six processes, one of them in a statement";
  EXPECT_EQ(entries[0].backend_type, "logical replication launcher");
  EXPECT_EQ(entries[3].statement, "select json_agg(s) from pg_stat_activity s");
}

std::string text_of(const char* name) { return test::slurp(test::samples_dir() / "pg_views" / name); }

/// Every line is read.
Records whole(Door read, std::string_view text, const char* name) {
  Reading reading;
  Records records = test::read(read, text, name, &reading);
  EXPECT_EQ(reading.coverage.unrecognised, 0u) << name;
  EXPECT_LE(reading.coverage.noise, 1u) << name << ": a title";
  return records;
}
Records sample(Door read, const char* name) { return whole(read, text_of(name), name); }

TEST(PgStatStatements, InEveryForm) {
  for (const char* name : {"pg15-statements.csv", "pg15-statements.txt", "pg15-statements-expanded.txt", "pg15-statements.json"}) {
    const Records records = sample(read_pg_stat_statements, name);
    ASSERT_GE(records.statement_stats.size(), 11u) << name;
    const auto& sort = *std::max_element(records.statement_stats.begin(), records.statement_stats.end(),
                                         [](const auto& a, const auto& b) { return a.temp_written < b.temp_written; });
    EXPECT_EQ(sort.query, "select count(*) from (select * from orders order by note) x") << name;
    EXPECT_EQ(sort.calls, 3) << name;
    EXPECT_EQ(sort.temp_written, kib(8) * 19629) << name;
    EXPECT_EQ(sort.temp_per_call(), kib(8) * 19629 / 3) << name;
    EXPECT_GT(sort.cite.at.first_line, 0u) << name;
  }
  EXPECT_EQ(sample(read_pg_stat_statements, "pg15-statements.csv").statement_stats[0].user, "app");
  EXPECT_EQ(sample(read_pg_stat_statements, "pg15-statements.csv").statement_stats[0].database, "shop");
}

TEST(PgStatStatements, WhatIsNoNumberIsNoRow) {
  const Records records =
      whole(read_pg_stat_statements, "calls,temp_blks_written,query\n0,5,a\n-1,5,b\n7,,c\n9223372036854775807,9223372036854775807,d\n", "");
  ASSERT_EQ(records.statement_stats.size(), 1u);
  EXPECT_EQ(records.statement_stats[0].temp_per_call(), Bytes{0}) << "bounded, not overflowing";
}

TEST(PgBackendMemoryContexts, AreOneTreeInEveryForm) {
  for (const char* name : {"pg15-contexts.csv", "pg15-contexts.txt", "pg15-contexts-expanded.txt", "pg15-contexts.json"}) {
    const Records records = sample(read_pg_backend_memory_contexts, name);
    ASSERT_EQ(records.context_dumps.size(), 1u) << name;
    const MemoryContextDump& dump = records.context_dumps[0];
    EXPECT_TRUE(dump.of_view) << name;
    EXPECT_FALSE(dump.pid) << name;
    ASSERT_GT(dump.contexts.size(), 100u) << name;
    EXPECT_EQ(dump.contexts[0].name, "TopMemoryContext") << name;
    EXPECT_EQ(dump.contexts[0].depth, 0) << name;
    const auto caches =
        std::find_if(dump.contexts.begin(), dump.contexts.end(), [](const auto& c) { return c.name == "CacheMemoryContext"; });
    ASSERT_NE(caches, dump.contexts.end()) << name;
    EXPECT_EQ(caches->depth, 1) << name;
    EXPECT_EQ(std::next(caches)->depth, 2) << name;
    EXPECT_GT(*dump.grand_total, mib(1)) << name;
    EXPECT_LT(*dump.grand_used, *dump.grand_total) << name;
  }
}

TEST(PgBackendMemoryContexts, Since18LevelByLevel) {
  // Made up after mcxtfuncs.c of 18: level from 1, rows level by level, path of ids.
  const Records records = whole(read_pg_backend_memory_contexts,
                                "name,ident,type,level,path,total_bytes,total_nblocks,free_bytes,free_chunks,used_bytes\n"
                                "TopMemoryContext,,AllocSet,1,{1},100,1,0,0,100\n"
                                "MessageContext,,AllocSet,2,\"{1,2}\",10,1,0,0,10\n"
                                "CacheMemoryContext,,AllocSet,2,\"{1,3}\",20,1,0,0,20\n"
                                "ExprContext,,AllocSet,3,\"{1,2,4}\",5,1,0,0,5\n"
                                "index info,pg_class_oid_index,AllocSet,3,\"{1,3,5}\",7,1,0,0,7\n",
                                "");
  ASSERT_EQ(records.context_dumps.size(), 1u);
  std::string order;
  for (const MemoryContext& context : records.context_dumps[0].contexts) order += std::to_string(context.depth) + context.name + " ";
  EXPECT_EQ(order, "0TopMemoryContext 1MessageContext 2ExprContext 1CacheMemoryContext 2index info ");
  EXPECT_EQ(records.context_dumps[0].grand_total, Bytes{142});
}

TEST(PgDbRoleSetting, ByName) {
  for (const char* name : {"pg15-role-settings.csv", "pg15-role-settings-expanded.txt", "pg15-drds.txt"}) {
    const Records records = sample(read_pg_db_role_setting, name);
    ASSERT_EQ(records.role_settings.size(), 4u) << name;
    std::string all;
    for (const RoleSetting& one : records.role_settings) all += one.role + "@" + one.database + " " + one.name + "=" + one.value + "; ";
    for (const char* one :
         {"report@ work_mem=512MB; ", "@shop work_mem=64MB; ", "app@shop hash_mem_multiplier=4; ", "app@ statement_timeout=30s; "})
      EXPECT_NE(all.find(one), std::string::npos) << name << ": " << all;
  }
}

TEST(PgDbRoleSetting, OidsStandForNames) {
  for (const char* name : {"pg15-role-settings-oids.txt", "pg15-role-settings-oids.json"}) {
    const Records records = sample(read_pg_db_role_setting, name);
    ASSERT_EQ(records.role_settings.size(), 4u) << name;
    EXPECT_EQ(records.role_settings[0].role, "16416") << name;
    EXPECT_TRUE(records.role_settings[0].database.empty()) << name;
    EXPECT_TRUE(records.role_settings[1].role.empty()) << name;
    EXPECT_EQ(records.role_settings[1].value, "64MB") << name;
  }
}

TEST(PgDbRoleSetting, SeveralSettingsOfOneRole) {
  // Made up: array_out() quotes a member that holds a comma; \\drds puts one in each line.
  const Records list = whole(read_pg_db_role_setting, "rolname,setconfig\netl,\"{\"\"search_path=a, b\"\",work_mem=1GB}\"\n", "");
  ASSERT_EQ(list.role_settings.size(), 2u);
  EXPECT_EQ(list.role_settings[0].value, "a, b");
  EXPECT_EQ(list.role_settings[1].value, "1GB");
  const Records lines = whole(read_pg_db_role_setting,
                              "             List of settings\n"
                              " Role | Database |       Settings        \n"
                              "------+----------+-----------------------\n"
                              " etl  |          | work_mem=1GB         +\n"
                              "      |          | hash_mem_multiplier=4\n"
                              "(1 row)\n",
                              "");
  ASSERT_EQ(lines.role_settings.size(), 2u);
  EXPECT_EQ(lines.role_settings[1].role, "etl");
  EXPECT_EQ(lines.role_settings[1].name, "hash_mem_multiplier");
}

TEST(PgShmemAllocations, GiveSharedBuffersAndTheSegment) {
  for (const char* name : {"pg15-shmem.csv", "pg15-shmem.txt", "pg15-shmem-expanded.txt", "pg15-shmem.json"}) {
    const Records records = sample(read_pg_shmem_allocations, name);
    EXPECT_EQ(pg_bytes(records.pg_settings, "shared_buffers"), mib(128)) << name;
    const auto segment = pg_bytes(records.pg_settings, "shared_memory_size");
    ASSERT_TRUE(segment) << name;
    EXPECT_GT(*segment, mib(140)) << name;
    EXPECT_LT(*segment, mib(150)) << name;
  }
  EXPECT_FALSE(
      find(whole(read_pg_shmem_allocations, "name,allocated_size\nBuffer Blocks,134217728\n", "").pg_settings, "shared_memory_size"))
      << "a part of the rows is not the segment";
}

TEST(PgBouncerPools, InEveryForm) {
  for (const char* name : {"pgbouncer-pools.csv", "pgbouncer-pools.txt", "pgbouncer-pools-expanded.txt"}) {
    const Records records = sample(read_pgbouncer_pools, name);
    ASSERT_EQ(records.pools.size(), 1u) << name << ": its own console is no pool";
    EXPECT_EQ(records.pools[0].database, "shop") << name;
    EXPECT_EQ(records.pools[0].clients_active, 2) << name;
    EXPECT_EQ(records.pools[0].clients_waiting, 3) << name;
    EXPECT_EQ(records.pools[0].servers, 2) << name;
    EXPECT_EQ(records.pools[0].max_wait_s, 1) << name;
  }
}

TEST(PgViews, SurviveDamage) {
  for (const char* name : {"pg15-statements-expanded.txt", "pg15-contexts.json", "pg15-role-settings.csv", "pg15-drds.txt",
                           "pg15-shmem.csv", "pgbouncer-pools.txt"})
    for (const Door read : {Door(read_pg_stat_statements), Door(read_pg_backend_memory_contexts), Door(read_pg_db_role_setting),
                            Door(read_pg_shmem_allocations), Door(read_pgbouncer_pools)})
      test::expect_survives_damage(read, text_of(name), "sample", 10);
}

TEST(PgStatActivity, SurvivesDamage) {
  for (const char* name : {"made-up-activity.csv", "made-up-activity.txt", "made-up-activity-expanded.txt", "pg15-activity.json"})
    test::expect_survives_damage(read_pg_stat_activity, test::slurp(test::samples_dir() / "pg_views" / name));
}

}  // namespace
}  // namespace laststraw
