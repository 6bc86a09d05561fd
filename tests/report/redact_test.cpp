// What must not leave the company does not, whatever form the report takes.
#include "report/redact.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

TEST(RedactSql, Table) {
  struct Row { const char *sql, *redacted; };
  const Row kRows[] = {
      {"select * from t where name = 'O''Neil' and id = 42", "select * from t where name = '?' and id = ?"},
      {"select E'it\\'s' || 'x'", "select E'?' || '?'"},
      {"do $$ begin perform 'x'; end $$", "do $$?$$"},
      {"select $tag$ $$ $tag$, $1, col2, 1.5e10, -3", "select $tag$?$tag$, $1, col2, ?, -?"},
      {"select /* secret */ 1 -- secret\nfrom t", "select /* ? */ ? --?\nfrom t"},
      {"insert into t values ('cut of", "insert into t values ('?'"},
      {"do $$ cut of", "do $$?$$"},
      {"select \"Quoted 1\", t1.c from t1", "select \"Quoted ?\", t1.c from t1"},
      {"", ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(report::redact_sql(row.sql), row.redacted) << row.sql;
}

/// A report with secrets wherever the contract has text.
std::string secretive() {
  using Json = nlohmann::ordered_json;
  const std::string statement = "select * from salaries where name = 'Alice Miller' and pay > 98765";
  const Json person = {{"user", "alice"}, {"database", "shop"}, {"statement", statement}, {"role", "backend"}};
  Json incident = {{"host", "db7"}, {"victim", person}, {"victims", {person}}};
  incident["summary"] = "One session is the culprit: pid 1 (alice@shop) running \"" + statement.substr(0, 60) + "...\".";
  const Json log = {{"path", "pg.csv"}, {"first_line", 1}, {"last_line", 1}}, kernel = {{"path", "kern.log"}, {"first_line", 1}, {"last_line", 1}};
  incident["hypotheses"] = {{{"cause", "single_backend"},
                             {"evidence", {{{"quote", "2026-01-05 10:00:00.123 UTC,\"alice\",\"shop\",1,\"10.1.2.3:5432\",LOG,\"" + statement + "\",'Alice Miller'"}, {"at", log}},
                                           {{"quote", "Jan  5 10:00:00 db7 kernel: [  12.5] Out of memory: Killed process 372 (postgres)"}, {"at", kernel}},
                                           {{"quote", "postgres: alice shop 2001:db8::7(5000) idle"}, {"at", kernel}}}}}};
  return Json{{"inputs", {{{"path", "pg.csv"}, {"format", "postgres_log/csv"}}}}, {"incidents", {incident}}}.dump();
}

TEST(Redact, LeavesNoSecretAndKeepsTheStory) {
  const std::string out = redact(secretive(), {"db7"});
  for (const char* secret : {"alice", "Alice", "Miller", "98765", "10.1.2.3", "2001:db8", "db7"}) EXPECT_EQ(out.find(secret), std::string::npos) << secret << "\n" << out;
  for (const char* kept : {"user1@shop", "salaries", "2026-01-05 10:00:00.123 UTC", "[  12.5] Out of memory: Killed process 372 (postgres)", "host1", "address1", "address2"})
    EXPECT_NE(out.find(kept), std::string::npos) << kept << "\n" << out;
}

TEST(Redact, HoldsForALineOfAScan) {
  const std::string out = redact_line(nlohmann::ordered_json::parse(secretive()).at("incidents").at(0).dump());
  for (const char* secret : {"alice", "Alice", "Miller", "98765", "10.1.2.3", "2001:db8", "db7"}) EXPECT_EQ(out.find(secret), std::string::npos) << secret << "\n" << out;
  EXPECT_EQ(out.find('\n'), std::string::npos);
}

TEST(Redact, HoldsForEveryReportOfARealIncident) {
  AnalyzeOptions options;
  options.paths = {(test::samples_dir() / "incidents/two-large-sessions/bundle").string()};
  const std::string plain = to_json(analyze(options)), json = redact(plain, {});
  for (const std::string& report : {json, render_text(json, {}), render_markdown(json), render_html(json)})
    for (const char* secret : {"etl@", "report@", "app@", "127.0.0.1", "repeat('x'", "4000"}) {
      EXPECT_EQ(report.find(secret), std::string::npos) << secret;
      EXPECT_NE(plain.find(secret), std::string::npos) << secret << ": the test looks for what was never there";
    }
}

TEST(Redact, TwiceIsOnce) {
  const std::string once = redact(secretive(), {"db7"});
  EXPECT_EQ(redact(once, {}).find("alice"), std::string::npos);
}

}  // namespace
}  // namespace laststraw
