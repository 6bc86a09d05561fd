// CONTEXT: the statement that a function ran, the function, and WAL's replay.
#include "timeline/pg_context.hpp"

#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"
#include "timeline/pg_history.hpp"

namespace laststraw::timeline {
namespace {

TEST(PgContext, TheInnermostStatement) {
  EXPECT_EQ(statement_in_context("SQL statement \"SELECT array_agg(o) FROM orders o\"\n"
                                 "PL/pgSQL function inner_sum() line 3 at SQL statement\n"
                                 "SQL statement \"SELECT inner_sum()\"\n"
                                 "PL/pgSQL function nightly_sum(integer) line 12 at PERFORM"),
            "SELECT array_agg(o) FROM orders o");
  EXPECT_EQ(statement_in_context("SQL statement \"select \"a\",\n  'PL/pgSQL ' from t\"\nPL/pgSQL function f() line 2 at SQL statement"),
            "select \"a\",\n  'PL/pgSQL ' from t");
  EXPECT_EQ(statement_in_context("SQL statement \"SELECT 1\"\nparallel worker"), "SELECT 1");
}

TEST(PgContext, NoneIsNamed) {
  EXPECT_EQ(statement_in_context(""), "");
  EXPECT_EQ(statement_in_context("COPY orders, line 12: \"SQL statement \"\"x\"\"\""), "") << "data of a client";
  EXPECT_EQ(statement_in_context("parallel worker"), "");
  EXPECT_EQ(statement_in_context("SQL statement \"cut off"), "");
}

TEST(PgContext, TheFunction) {
  EXPECT_EQ(function_in_context(
                "SQL statement \"SELECT 1\"\nPL/pgSQL function f(integer) line 12 at SQL statement\nPL/pgSQL function g() line 1"),
            "PL/pgSQL function f(integer) line 12 at SQL statement");
  EXPECT_EQ(function_in_context("automatic vacuum of table \"a.b.c\""), "");
}

PgHistory history_of(std::string_view lines) {
  PgHistoryBuilder builder;
  Records records;
  test::read_exact(read_postgres_stderr_log, lines, records, "sample", [&](const PgEntry& entry) { builder.add(entry); });
  return builder.finish();
}

TEST(PgContext, StandsInForTheStatement) {
  const PgHistory history = history_of(
      "2026-11-21 03:02:21.123 UTC [4711] app@shop ERROR:  out of memory\n"
      "2026-11-21 03:02:21.123 UTC [4711] app@shop DETAIL:  Failed on request of size 1048576 in memory context \"ExprContext\".\n"
      "2026-11-21 03:02:21.123 UTC [4711] app@shop CONTEXT:  SQL statement \"SELECT array_agg(o) FROM orders o\"\n"
      "\tPL/pgSQL function nightly_sum(integer) line 12 at SQL statement\n");
  ASSERT_EQ(history.events.size(), 1u);
  EXPECT_EQ(history.events[0].statement, "SELECT array_agg(o) FROM orders o");
  EXPECT_NE(history.events[0].detail.find("nightly_sum(integer) line 12"), std::string::npos);
}

TEST(PgContext, AStatementThatIsLoggedCounts) {
  const PgHistory history = history_of(
      "2026-11-21 03:02:21.123 UTC [4711] app@shop ERROR:  out of memory\n"
      "2026-11-21 03:02:21.123 UTC [4711] app@shop CONTEXT:  SQL statement \"SELECT 1\"\n"
      "2026-11-21 03:02:21.123 UTC [4711] app@shop STATEMENT:  CALL nightly()\n");
  ASSERT_EQ(history.events.size(), 1u);
  EXPECT_EQ(history.events[0].statement, "CALL nightly()");
}

TEST(PgContext, WhoAppliesWalIsTheStartupProcess) {
  for (const char* context : {"WAL redo at 3/4F0012A8 for Heap/INSERT: off: 12", "xlog redo at 3/4F0012A8 for Heap/INSERT: off 12"}) {
    const PgHistory history = history_of(std::string("2026-11-21 03:02:21.123 UTC [71] FATAL:  out of memory\n"
                                                     "2026-11-21 03:02:21.123 UTC [71] CONTEXT:  ") +
                                         context + "\n");
    ASSERT_EQ(history.sessions.size(), 1u);
    EXPECT_EQ(history.sessions[0].backend_type, "startup") << context;
  }
}

}  // namespace
}  // namespace laststraw::timeline
