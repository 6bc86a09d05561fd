// What is replaced in one text of each kind: statements, lines of logs, titles and command lines, settings, paths, sentences.
#include <gtest/gtest.h>

#include <thread>

#include "analyze/analyze.hpp"
#include "support/samples.hpp"

#include "report/redact.hpp"
#include "report/redact/command.hpp"
#include "report/redact/postgres_line.hpp"
#include "report/redact/quote.hpp"
#include "report/redact/sentence.hpp"
#include "report/redact/statement.hpp"
#include "report/report.hpp"
#include "text/say.hpp"

namespace laststraw::report {
namespace {

struct Row {
  std::string_view text, redacted;
};

TEST(RedactStatement, Table) {
  const Row kRows[] = {
      {"select * from t where name = 'O''Neil' and id = 42", "select * from name1 where name = '?' and name2 = ?"},
      {"select E'it\\'s' || 'x'", "select '?' || '?'"},
      {"do $$ begin perform 'x'; end $$", "do $$?$$"},
      {"select $tag$ $$ $tag$, $1, 1.5e10, -3", "select $$?$$, $1, ?, -?"},
      {"select /* secret */ 1 -- secret\nfrom t", "select /* ? */ ? --?\nfrom name1"},
      {"select /* /* */ secret */ 1", "select /* ? */ ?"},
      {"insert into t values ('cut of", "insert into name1 values ([redacted]"},
      {"do $$ cut of", "do [redacted]"},
      {"select \"a'b\", \"a\"\"b\", A, a from t", "select \"name1\", \"name2\", name3, name3 from name4"},
      {"select B'01', X'1F', N'n', U&'\\0441' from t", "select '?', '?', N'?', '?' from name1"},
      {"select array_agg(o.id) from generate_series(1, 10) g", "select array_agg(name1.name2) from generate_series(?, ?) name3"},
      {"select 'it\\'s', secret", "select '?'[redacted]"},  // standard_conforming_strings off
      {"select 1 from t where x = '\xE5\xAF\x86' and y = 'cut", "select ? from name1 where name2 = '?' and name3 [redacted]"},
      {"set app.token = S3cret", "set name1.name2 = name3"},
      {"nobody knows this \"", "name1 name2 name3 [redacted]"},
      {"", ""},
  };
  for (const Row& row : kRows) {
    Replacements names;
    EXPECT_EQ(redact_statement(row.text, names), row.redacted) << row.text;
  }
}

TEST(RedactStatement, FollowsOneThatIsCutAnywhere) {
  // Every form of literal, cut after each byte: none of its words comes out, and the statement's keyword stays where it was whole.
  for (const std::string_view literal :
       {"'SECRET'", "E'it\\'s SECRET'", "U&'SECRET\\0041'", "B'SECRET'", "X'SECRET'", "N'SECRET'", "$$ SECRET $$",
        "$t$ SECRET $$ SECRET $t$", "/* /* */ SECRET */ 1", "-- SECRET\n 1", "\"SECRET'x\"", "'^\\d+SECRET$'", "ARRAY['SECRET', 'b']",
        "'{\"k\": \"SECRET\"}'::jsonb", "'two\nSECRET\tlines'", "'it\\'s SECRET'", "'\xE5\xAF\x86 SECRET'"}) {
    const std::string statement = "select 'open' from t where x = " + std::string(literal) + " and y = 'SECRET' group by z";
    for (std::size_t length = 1; length <= statement.size(); ++length) {
      Replacements names;
      const std::string out = redact_statement(std::string_view(statement).substr(0, length), names);
      EXPECT_EQ(out.find("SECRET"), std::string::npos) << statement.substr(0, length) << "\n" << out;
      EXPECT_EQ(out.substr(0, 6), length < 7 ? out.substr(0, 6) : "select") << out;
    }
  }
}

TEST(RedactStatement, IsBounded) {
  Replacements names;
  EXPECT_EQ(redact_statement("select '" + std::string(1 << 20, 'x') + "'", names), "select [redacted]");
  EXPECT_EQ(redact_statement(std::string("select 'a\0SECRET'", 17), names), "select [redacted]");
  // Nesting costs the lexer nothing.
  EXPECT_EQ(redact_statement("select " + std::string(30000, '('), names), "select " + std::string(30000, '('));
  EXPECT_TRUE(redact_statement("select " + std::string(10000, '/') + std::string(10000, '*'), names).starts_with("select"));
}

TEST(RedactStatement, HoldsInSeveralThreads) {
  std::vector<std::thread> threads;
  std::vector<std::string> out(8);
  for (std::string& one : out)
    threads.emplace_back([&one] {
      for (int i = 0; i < 200; ++i) {
        Replacements names;
        one = redact_statement(i % 2 == 0 ? "select 'a' from t where b = 'cut" : "select 'a' from t where b = 'x'", names);
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : out) EXPECT_EQ(one, "select '?' from name1 where name2 = '?'");
}

TEST(RedactCommand, Table) {
  const Row kRows[] = {
      {"postgres: etl shop 127.0.0.1(40804) DO", "postgres: user1 database1 address1 DO"},
      {"postgres: 14/main: etl shop db.example.com(40804) idle in transaction (aborted)",
       "postgres: name1: user1 database1 host1 idle in transaction (aborted)"},
      {"postgres: o'ne\"il x y z [local] SELECT waiting", "postgres: ? [local] SELECT waiting"},
      {"postgres: etl shop [local] secret words", "postgres: user1 database1 [local] ?"},
      {"postgres: autovacuum worker shop", "postgres: autovacuum worker ?"},
      {"postgres: walsender rep 10.0.0.1(4000) streaming 0/3000A0", "postgres: walsender ? streaming 0/3000A0"},
      {"postgres: parallel worker for PID 123", "postgres: parallel worker for PID 123"},
      {"postgres: nobody knows", "postgres: ?"},
      {"/usr/bin/python3 /home/bob/x.py --password=S -U bob postgresql://a:b@c -Xmx4g -Dfoo=bar --verbose",
       "python3 ? --password=? -U ? -Xmx4g -D? --verbose"},
      {"PGPASSWORD=S /usr/bin/pg_dump -h db1", "PGPASSWORD=? pg_dump -h ?"},
      {"/home/bob smith/run", "?"},
      {"sshd: alice [priv]", "sshd: ?"},
      {"[kworker/0:1-events]", "[kworker/0:1-events]"},
      {"java", "java"},
      {"", ""},
  };
  for (const Row& row : kRows) {
    Replacements names;
    EXPECT_EQ(redact_command(row.text, names), row.redacted) << row.text;
  }
}

TEST(RedactQuote, Table) {
  struct Line {
    std::string_view format, text, redacted;
  };
  const Line kLines[] = {
      {"postgres_log/csv",
       "2026-11-21 03:36:18.583 UTC,\"etl\",\"shop\",277,\"127.0.0.1:40804\",6b0111b2.115,\"2\",authentication,2026-11-21 03:36:18 UTC,6/1,0,LOG,00000,\"connection authorized: user=etl database=shop\",,,,,,,,,\"billing\",\"client backend\",,0",
       "2026-11-21 03:36:18.583 UTC,\"user1\",\"database1\",277,\"address1\",6b0111b2.115,\"2\",authentication,2026-11-21 03:36:18 UTC,6/1,0,LOG,00000,\"connection authorized: user=user1 database=database1\",,,,,,,,,\"application1\",\"client backend\",,0"},
      {"postgres_log/csv",
       "2026-11-21 03:36:43.764 UTC,,,243,,6b0111a5.f3,\"6\",,2026-11-21 03:36:05 UTC,,0,LOG,00000,\"server process (PID 277) was terminated by signal 9: Killed\",\"Failed process was running: SELECT 'x' where \"\"o\"\".\"\"email\"\" = 'SECR",
       "2026-11-21 03:36:43.764 UTC,,,243,,6b0111a5.f3,\"6\",,2026-11-21 03:36:05 UTC,,0,LOG,00000,\"server process (PID 277) was terminated by signal 9: Killed\",\"Failed process was running: SELECT '?' where \"\"name1\"\".\"\"name2\"\" = [redacted]"},
      {"postgres_log/csv", "  and email = 'SECRET'\",,,,", "[redacted]"},
      {"postgres_log/json",
       "{\"timestamp\":\"2026-11-21 03:36:18.918 UTC\",\"user\":\"etl\",\"pid\":277,\"secret\":\"SECRET\",\"message\":\"statement: select \\\"a\\\" from b\",\"statement\":\"select 'cut of",
       "{\"timestamp\":\"2026-11-21 03:36:18.918 UTC\",\"user\":\"user1\",\"pid\":277,\"message\":\"statement: select \\\"name1\\\" from name2\",[redacted]"},
      {"postgres_log/stderr", "2026-11-21 03:36:18.918 UTC [123] etl@shop LOG:  duration: 12.5 ms  statement: select 'x",
       "2026-11-21 03:36:18.918 UTC [123] name1@name2 LOG:  duration: 12.5 ms  statement: select [redacted]"},
      {"postgres_log/stderr",
       "2026-11-21 03:36:18.918 UTC [123] user=bob,db=x,client=10.1.2.3 FATAL:  password authentication failed for user \"bob\"",
       "2026-11-21 03:36:18.918 UTC [123] user=name1,db=name2,client=address1 FATAL:  password authentication failed for user \"user1\""},
      {"postgres_log/stderr", "LOG:  customer 4711 SECRET", "LOG:  [redacted]"},
      {"postgres_log/stderr", "DETAIL:  Key (email)=(SECRET) already exists.", "DETAIL:  Key (?"},
      {"postgres_log/stderr", "DETAIL:  parameters: $1 = 'SECRET'", "DETAIL:  parameters: ?"},
      {"postgres_log/stderr", "CONTEXT:  PL/pgSQL function secret(integer) line 3", "CONTEXT:  [redacted]"},
      {"postgres_log/stderr", "DETAIL:  Connection matched pg_hba.conf line 4: \"host shop bob 10.0.0.0/8 md5\"", "DETAIL:  [redacted]"},
      {"postgres_log/stderr", "LOG:  duration: 5.1 ms  plan:\tQuery Text: select 'SECRET'", "LOG:  duration: 5.1 ms  plan:?"},
      {"postgres_log/stderr", "\tand email = 'SECRET'", "[redacted]"},
      {"postgres_log/stderr", "TopMemoryContext: 97680 total in 5 blocks; 1234 free (2 chunks); 96446 used",
       "TopMemoryContext: 97680 total in 5 blocks; 1234 free (2 chunks); 96446 used"},
      {"postgres_log/stderr", "  CachedPlanSource: 1024 total in 1 blocks; 152 free (0 chunks); 872 used: select 'SECRET'",
       "  CachedPlanSource: 1024 total in 1 blocks; 152 free (0 chunks); 872 used: select '?'"},
      {"kernel_oom/syslog_bsd", "Nov 21 03:02:21 db7 kernel: [ 12.5] Out of memory: Killed process 372 (postgres) total-vm:1kB",
       "Nov 21 03:02:21 host1 kernel: [ 12.5] Out of memory: Killed process 372 (postgres) total-vm:1kB"},
      {"kernel_oom/dmesg",
       "[  100.000005] oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/system.slice/acme-billing.service,task=postgres,pid=2222,uid=101",
       "[  100.000005] oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/system.slice/path1.service,task=postgres,pid=2222,uid=101"},
      {"kernel_oom/journal, postgres_log/stderr", "[    277]   101   277   148456    97961   917504        0             0 postgres",
       "[    277]   101   277   148456    97961   917504        0             0 postgres"},
      {"kernel_oom/syslog_bsd", "Nov 21 03:02:21 db7 CRON[77]: (root) CMD (pg_dump --password=SECRET)", "[redacted]"},
      {"kernel_oom/journal, postgres_log/stderr", "\t'Out of memory: SECRET'", "[redacted]"},
      {"process_list/ps", "alice      277  1.0 12.5 148456 97961 ?  Ss  03:01 0:00 /usr/bin/load --token=SECRET",
       "user1      277  1.0 12.5 148456 97961 ?  Ss  03:01 0:00 load --token=?"},
      {"process_list/ps", "/usr/lib/sysstat/sadc -S ALL 2 /var/log/sa/sa21", "sadc -S ?"},
      {"pg_settings/csv", "work_mem,4096,kB,default", "work_mem,4096,kB,default"},
      {"pg_settings/csv", "archive_command,cp %p /mnt/SECRET/%f,,configuration file", "archive_command,?,,configuration file"},
      {"pg_settings/conf", "primary_conninfo = 'host=db2 password=SECRET'", "primary_conninfo = ?"},
      {"pg_settings/conf", "app.secret = 1", "? = 1"},
      {"unit/systemctl_show", "Environment=PGPASSWORD=SECRET", "Environment=?"},
      {"unit/systemctl_show", "OOMPolicy=continue", "OOMPolicy=continue"},
      {"sysctl", "vm.overcommit_memory = 2", "vm.overcommit_memory = 2"},
      {"meminfo", "MemTotal:       16384 kB", "MemTotal:       16384 kB"},
      {"host_facts", "Linux db-lab 6.1.0-50-cloud-amd64 #1 SMP", "Linux host1 6.1.0-50-cloud-amd64 #1 SMP"},
      {"prometheus", "node_memory_MemFree_bytes{instance=\"db7:9100\"} 123", "node_memory_MemFree_bytes{instance=\"?\"} 123"},
      {"pcp", "2026-01-05 10:00:00.587126 UTC mem.util.available 22558324 Kbyte",
       "2026-01-05 10:00:00.587126 UTC mem.util.available 22558324 Kbyte"},
      {"pcp", "2026-01-05 10:00:00.587126 UTC kernel.uname.nodename db7", "2026-01-05 10:00:00.587126 UTC kernel.uname.nodename host1"},
      {"pcp", "2026-01-05 10:00:00.587126 UTC proc [277] rss 54020 Kbyte, ppid 1, user alice, psargs /usr/bin/load --token=SECRET",
       "2026-01-05 10:00:00.587126 UTC proc [277] rss 54020 Kbyte, ppid 1, user user1, psargs load --token=?"},
      {"pcp", "postgres: alice acme 10.0.0.7(40772) SELECT", "postgres: user1 database1 address1 SELECT"},
      {"", "nobody knows what this is: SECRET", "?: ?"},
  };
  for (const Line& line : kLines) {
    Replacements names;
    EXPECT_EQ(redact_quote(line.text, line.format, names), line.redacted) << line.format << ": " << line.text;
  }
}

TEST(RedactPath, Table) {
  const Row kRows[] = {
      {"/home/alice/bundles/db7-prod/kernel/dmesg.txt.gz", "/home/path1/path2/path3/kernel/dmesg.txt.gz"},
      {"bundle/postgresql/log/postgresql-2026-11-21_033600.csv", "bundle/postgresql/log/postgresql-2026-11-21_033600.csv"},
      {"acme.customer.tar.gz/var/log/syslog", "path1.tar.gz/var/log/syslog"},
      {"4915112345678901234", "path1"},
      {"fleet/db1/postgres1/db-a/sa21/syslog.1/dmesg-T.txt", "path1/path2/path3/path4/sa21/syslog.1/dmesg-T.txt"},
      {"/system.slice/postgresql@14-main.service", "/system.slice/postgresql@14-main.service"},
  };
  for (const Row& row : kRows) {
    Replacements names;
    EXPECT_EQ(names.of_path(row.text), row.redacted) << row.text;
  }
}

TEST(RedactAddress, Table) {
  const Row kRows[] = {{"from 10.1.2.3:5432.", "from address1:5432."},
                       {"2001:db8::7 and ::1", "address1 and address2"},
                       {"at 03:02:21 of 1.2.3", "at 03:02:21 of 1.2.3"},
                       {"10.0.0.0/8", "address1/8"},
                       {"version 14.23", "version 14.23"}};
  for (const Row& row : kRows) {
    Replacements names;
    EXPECT_EQ(without_addresses(row.text, names), row.redacted) << row.text;
  }
}

TEST(RedactSentence, HidesWhatItQuotesAndNames) {
  Replacements names;
  Sentences sentences(names);
  sentences.expect("etl@shop, billing", "user1@database1, application1");
  sentences.expect("etl@shop (billing)", "user1@database1 (application1)");
  sentences.expect("/usr/bin/python3 /opt/acme/agent.py", "python3 ?");
  sentences.ready();
  EXPECT_EQ(
      sentences.redacted(
          "pid 277 (etl@shop, billing) held 1.0 GiB, running \"SELECT 'a' from \"t\" where x = 'SECR...\"; it was also the victim."),
      "pid 277 (user1@database1, application1) held 1.0 GiB, running \"SELECT '?' from \"name1\" where name2 = [redacted]\"; it was also the victim.");
  EXPECT_EQ(sentences.redacted("pid 213 (/usr/bin/python3 /opt/acme/agent.py) held 2 B of /proc/meminfo in acme.service"),
            "pid 213 (python3 ?) held 2 B of /proc/meminfo in path1.service");
  EXPECT_EQ(sentences.redacted("half of a \"quote SECRET"), "half of a [redacted]");
}

/// What a sentence is about is replaced by what it is, whatever it looks like; our own words are never touched.
TEST(RedactSentence, ReplacesArguments) {
  Replacements names;
  Sentences sentences(names);
  sentences.ready();
  const auto redacted = [&](const Sentence& sentence) { return english()(sentences.redacted(sentence)); };
  const Identity etl{std::nullopt, {}, "memory", "held", "begins"};  // names that are words of ours
  const Sentence session = say("session {0} of {1}", Pid{5}, etl);
  EXPECT_EQ(redacted(say("{0} begins: {1}", session, statement_name("select 'SECRET begins: "))),
            "session 5 of user1@database1 (application1) begins: select [redacted]");
  EXPECT_EQ(redacted(say("{0} held {1}", Identity{Pid{7}, {}, "memory", "held", {}}, mib(1))), "pid 7 (user1@database1) held 1.0 MiB");
  EXPECT_EQ(redacted(say("{0} held {1}", Identity{Pid{8}, "/bin/load SECRET", {}, {}, {}}, mib(1))), "pid 8 (load ?) held 1.0 MiB");
  EXPECT_EQ(redacted(say("{0} starts", command_name("/bin/load SECRET"))), "load ? starts");
  EXPECT_EQ(redacted(say("cron runs {0}", command_name("load --x=SECRET"))), "cron runs load --x=?");
  EXPECT_EQ(redacted(say("systemd-oomd kills {0}", place_name("/system.slice/secret.service"))),
            "systemd-oomd kills /system.slice/path1.service");
  EXPECT_EQ(redacted(say("automatic {0} of {1} begins", "vacuum", thing_name("shop.public.secret"))), "automatic vacuum of name1 begins");
  EXPECT_EQ(redacted(say("host {0}", host_name("db7"))), "host host1");
  EXPECT_EQ(redacted("half of a \"quote SECRET" + say(" and {0}", quoted_statement("select 'SECRET'"))),
            "half of a [redacted] and \"select '?'\"");
}

TEST(Redactor, KeepsOneTableForAScan) {
  Redactor redactor;
  const auto host_of = [&](const char* name) {
    CaseIncident one{std::string("fleet/") + name, "folder", {}};
    one.incident.host = name;
    one.incident.hypotheses.resize(1);
    return redactor.line(one);
  };
  const auto a = host_of("db-a"), b = host_of("db-b"), again = host_of("db-a");
  EXPECT_NE(a.incident.host, b.incident.host);
  EXPECT_EQ(write_line(a), write_line(again));
  EXPECT_EQ(write_line(a).find("db-a"), std::string::npos);
}

}  // namespace
}  // namespace laststraw::report
