// 34 values of log_line_prefix as pganalyze, pgBadger, quellog, distributions and providers set or recommend it: from three lines alone the fields come out right.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

/// %q ends what a process without a session prints (elog.c log_status_format()).
constexpr const char* kKnown[] = {
    // PostgreSQL's own, Debian, PGDG, RDS, Azure, Cloud SQL, Heroku
    "%m [%p] ",
    "%m [%p] %q%u@%d ",
    "%t [%p-%l] %q%u@%d ",
    "< %m >",
    "%t:%r:%u@%d:[%p]:",
    "%t-%c-",
    "%m [%p]: [%l-1] db=%d,user=%u ",
    " sql_error_code = %e time_ms = \"%m\" pid=\"%p\" proc_start_time=\"%s\" session_id=\"%c\" vtid=\"%v\" tid=\"%x\" log_line=\"%l\" "
    "%qdatabase=\"%d\" connection_source=\"%r\" user=\"%u\" application_name=\"%a\" ",
    // pganalyze
    "%m [%p] %q[user=%u,db=%d,app=%a] ",
    "%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ",
    "%m [%p][%v] : [%l-1] %q[app=%a] ",
    "%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ",
    "%t [%p]: [%l-1] user=%u,db=%d - PG-%e ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ",
    "[%p]: [%l-1] db=%d,user=%u ",
    "%m %r %u %a [%c] [%p] ",
    "pid=%p,user=%u,db=%d,app=%a,client=%h ",
    "user=%u,db=%d,app=%a,client=%h ",
    "%p-%s-%c-%l-%h-%u-%d-%m ",
    "%t [%p] %q%u@%d %h ",
    // pgBadger's documentation and fixtures
    "%t [%p]: ",
    "%t [%p]: [%l-1] ",
    "%t [%p]: [%l-1] user=%u,db=%d ",
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h,state=%e ",
    "%m [%p]: [%l-1] ",
    // quellog and others
    "%t [%p]: db=%d,user=%u,app=%a,client=%h ",
    "%m|%u|%d|%c:",
    "%t %p %r %d %u : ",
    "%m [%p] user=%u,db=%d,app=%a,client=%h ",
    "%n [%p] %q%u@%d ",
    "%m %u@%d ",
    "%t ",
};

struct Who {
  bool session;
  const char* sqlstate;
};

std::string value_of(char escape, const Who& who) {
  switch (escape) {
    case 'm':
      return "2026-11-21 03:24:46.369 UTC";
    case 't':
      return "2026-11-21 03:24:46 UTC";
    case 'n':
      return "1795231486.369";
    case 's':
      return "2026-11-21 03:20:13 UTC";
    case 'p':
      return who.session ? "8" : "7";
    case 'c':
      return who.session ? "6b010efd.8" : "6b010efd.7";
    case 'l':
      return "3";
    case 'e':
      return who.sqlstate;
    case 'x':
      return "0";
    case 'v':
      return who.session ? "3/5" : "";
    case 'b':
      return who.session ? "client backend" : "checkpointer";
    case 'u':
      return who.session ? "app" : "";
    case 'd':
      return who.session ? "shop" : "";
    case 'a':
      return who.session ? "my tool" : "";
    case 'h':
      return who.session ? "10.0.0.5" : "";
    case 'r':
      return who.session ? "10.0.0.5(54321)" : "";
    default:
      return {};
  }
}

std::string printed(std::string_view pattern, const Who& who) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      text += pattern[i];
      continue;
    }
    if (pattern[++i] == 'q' && !who.session) return text;
    text += value_of(pattern[i], who);
  }
  return text;
}

class KnownPrefixes : public testing::TestWithParam<const char*> {};

TEST_P(KnownPrefixes, FromThreeLinesAlone) {
  const std::string_view pattern = GetParam();
  const auto has = [&](const char* escape) { return pattern.find(escape) != std::string_view::npos; };
  const std::string session = printed(pattern, {true, "53200"});
  std::vector<PgEntry> entries;
  Records records;
  test::read_exact(read_postgres_stderr_log,
                   printed(pattern, {false, "00000"}) + "LOG:  checkpoint starting: time\n" + session + "ERROR:  out of memory\n" +
                       session + "STATEMENT:  select 1\n",
                   records, "sample", [&](const PgEntry& entry) { entries.push_back(entry); });
  ASSERT_EQ(entries.size(), 2u) << pattern;
  const PgEntry& entry = entries[0].severity == "ERROR" ? entries[0] : entries[1];
  const std::string learned = records.pg_logs.at(0).log_line_prefix;
  EXPECT_EQ(entry.message, "out of memory") << learned;
  EXPECT_EQ(entry.statement, "select 1") << learned;
  EXPECT_EQ(entry.pid ? number(*entry.pid) : 0, has("%p") || has("%c") ? 8 : 0) << learned;
  EXPECT_EQ(entry.user, has("%u") ? "app" : "") << learned;
  EXPECT_EQ(entry.database, has("%d") ? "shop" : "") << learned;
  EXPECT_EQ(entry.application, has("%a") ? "my tool" : "") << learned;
  EXPECT_EQ(entry.remote_host.substr(0, 8), has("%h") || has("%r") ? "10.0.0.5" : "") << learned;
  EXPECT_EQ(entry.stamp.civil.has_value(), has("%m") || has("%t") || has("%n")) << learned;
}

INSTANTIATE_TEST_SUITE_P(Known, KnownPrefixes, testing::ValuesIn(kKnown));

}  // namespace
}  // namespace laststraw
