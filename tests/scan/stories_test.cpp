// Stories over archives: each planted one is found, none is invented, and what several cases tell of counts once.
#include "scan/stories.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <set>

#include "report/format.hpp"
#include "report/report.hpp"
#include "scan/cases.hpp"
#include "scan/database.hpp"
#include "scan/planted_archive.hpp"
#include "scan/scan.hpp"
#include "support/samples.hpp"

namespace laststraw::scan {
namespace {

namespace fs = std::filesystem;

/// All that Stories tell, held.
struct Told {
  report::FleetSummary summary;
  std::vector<std::vector<std::string>> uids, hosts, listed;  ///< of each story
  std::vector<std::string> lines;
  std::vector<std::string> rows;  ///< cases that a page lists
  std::map<std::pair<std::string, std::int64_t>, std::pair<std::string, std::int64_t>> same_as;
};

Told told(Stories& stories, std::size_t most_hosts = 100) {
  Told all;
  all.summary = stories.sum_up(std::nullopt, most_hosts);
  stories.each_story([&](const report::Story& story, const report::StoryLists& lists) {
    all.summary.stories.push_back(story);
    const auto names = [](const report::StoryLists::List& list) {
      std::vector<std::string> read;
      list([&](const std::string& name) { read.push_back(name); });
      return read;
    };
    all.uids.push_back(names(lists.uids)), all.hosts.push_back(names(lists.hosts)), all.listed.push_back(names(lists.listed));
    report::write_story(story, lists, english(),
                        [&](const std::string& part) { (all.lines.empty() ? all.lines.emplace_back() : all.lines.back()) += part; });
    all.lines.emplace_back();
  });
  stories.each_listed([&](const report::FleetRow& row) { all.rows.push_back(row.case_name); });
  stories.each_same([&](const report::RowName& row, const report::RowName& of, bool) {
    all.same_as[{row.case_name, row.id}] = {of.case_name, of.id};
  });
  return all;
}

Told told(const std::vector<report::FleetRow>& rows, std::size_t most_hosts = 100, std::uint64_t most_listed = Stories::kMostListed) {
  Stories stories(true, most_listed);
  for (const report::FleetRow& row : rows) stories.add(row);
  return told(stories, most_hosts);
}

struct Scanned {
  test::PlantedArchive planted;
  std::vector<report::FleetRow> rows;
  report::FleetSummary summary;
  Told told;
};

const Scanned& scanned() {
  static const Scanned done = [] {
    Scanned made;
    const fs::path root = test::scratch() / "planted";
    made.planted = test::plant(root, test::samples_dir(), 80);
    ScanOptions options;
    options.paths = {root.string()};
    OnIncident on_incident;
    on_incident.put_out = [&](const std::string& line, const std::vector<std::string>&) {
      made.rows.push_back(report::read_row(report::write_row(report::fleet_row(report::read_line(line), english()))));
    };
    const std::atomic<bool> stop{false};
    scan(
        options, on_incident, [](const std::string&, const std::string&) {}, [](const Progress&) {}, stop);
    made.told = told(made.rows);
    made.summary = made.told.summary;
    return made;
  }();
  return done;
}

const report::Story* story_of(const std::string& statement) {
  for (const report::Story& story : scanned().summary.stories)
    if (english()(story.name).find(statement) != std::string::npos) return &story;
  return nullptr;
}

std::string shown(const std::vector<report::Change>& changes) {
  std::string all;
  for (const report::Change& one : changes) all += (all.empty() ? "" : ", ") + one.name + " " + one.after + " instead of " + one.before;
  return all;
}

TEST(Stories, EachPlantedOneIsFoundWithItsRhythmGrowthAndChange) {
  for (const test::PlantedStory& planted : scanned().planted.stories) {
    const report::Story* story = story_of(planted.statement);
    ASSERT_TRUE(story) << planted.statement;
    EXPECT_EQ(story->by, "statement");
    EXPECT_EQ(story->incidents, planted.incidents) << planted.statement;
    EXPECT_EQ(story->hosts, planted.hosts) << planted.statement;
    EXPECT_EQ(english()(story->every), planted.every) << planted.statement;
    EXPECT_EQ(english()(story->growth).starts_with("It was larger each time"), planted.grows) << planted.statement;
    EXPECT_EQ(story->is_new, planted.is_new) << planted.statement;
    EXPECT_EQ(story->not_seen_since, planted.over) << planted.statement << story->last;
    EXPECT_EQ(shown(story->changes), planted.changed) << planted.statement;
    EXPECT_EQ(story->down_known, planted.incidents) << planted.statement;
    EXPECT_EQ(story->cause, "single_backend");
  }
}

TEST(Stories, NoneIsInventedAndTheLongestOutageStandsFirst) {
  const report::FleetSummary& summary = scanned().summary;
  std::string told;
  for (const report::Story& story : summary.stories) told += english()(story.what) + "\n";
  EXPECT_EQ(summary.stories.size(), scanned().planted.stories.size()) << told;
  for (std::size_t i = 1; i < summary.stories.size(); ++i) EXPECT_GE(summary.stories[i - 1].down_s, summary.stories[i].down_s);
}

TEST(Stories, WhatTwoArchivesTellOfCountsOnce) {
  const Scanned& done = scanned();
  EXPECT_EQ(done.summary.incidents, done.planted.incidents);
  EXPECT_EQ(done.summary.twice, done.planted.twice);
  EXPECT_EQ(done.told.same_as.size(), done.planted.twice);
  for (const auto& [row, of] : done.told.same_as) {
    EXPECT_EQ(row.first.substr(0, 4), "copy") << "the one with PostgreSQL's log is kept";
    EXPECT_EQ(of.first.substr(0, 2), "db");
  }
}

TEST(Stories, DoNotDependOnTheOrderOfTheRows) {
  std::vector<report::FleetRow> rows = scanned().rows;
  std::reverse(rows.begin(), rows.end());
  std::set<std::string> ids, reversed;
  for (const report::Story& story : scanned().summary.stories) ids.insert(story.id + " " + std::to_string(story.incidents));
  for (const report::Story& story : told(rows).summary.stories) reversed.insert(story.id + " " + std::to_string(story.incidents));
  EXPECT_EQ(ids, reversed);
}

report::FleetRow row(const char* case_name, const char* host, const char* at, const char* by, const char* key) {
  report::FleetRow one;
  one.case_name = case_name, one.host = host, one.at = at, one.uid = std::string(case_name) + at;
  one.cause = "page_tables", one.verdict = VerdictKind::last_straw;
  one.comparison.traits.push_back({by, key, report::Text("what " + std::string(key))});
  return one;
}

TEST(Stories, ACauseAloneJoinsTheIncidentsOfOneHostOnly) {
  EXPECT_TRUE(
      told({row("a", "db1", "2026-10-01T00:00:00.000Z", "cause", "host:k"), row("b", "db2", "2026-10-02T00:00:00.000Z", "cause", "host:k")})
          .summary.stories.empty());
  EXPECT_EQ(
      told({row("a", "db1", "2026-10-01T00:00:00.000Z", "cause", "host:k"), row("b", "db1", "2026-10-02T00:00:00.000Z", "cause", "host:k")})
          .summary.stories.size(),
      1U);
  EXPECT_EQ(told({row("a", "db1", "2026-10-01T00:00:00.000Z", "program", "k"), row("b", "db2", "2026-10-02T00:00:00.000Z", "program", "k")})
                .summary.stories.size(),
            1U)
      << "a program at fault is the same everywhere";
}

TEST(Stories, WhatHasNoDateIsNeverTakenForTheSameOrForNew) {
  std::vector<report::FleetRow> rows{row("a", "", "", "role", "k"), row("b", "", "", "role", "k")};
  for (report::FleetRow& one : rows) one.uid = "same";
  const report::FleetSummary summary = told(rows).summary;
  EXPECT_EQ(summary.incidents, 2U);
  ASSERT_EQ(summary.stories.size(), 1U);
  EXPECT_FALSE(summary.stories[0].is_new || summary.stories[0].not_seen_since);
  EXPECT_EQ(summary.stories[0].first, "");
  EXPECT_EQ(summary.stories[0].down_known, 0U) << "not known is not 0";
}

TEST(Stories, TalliesCountEachOnceByWhatTheyAreAlikeIn) {
  std::uint64_t incidents = 0;
  double down = 0;
  for (const report::Tally& tally : scanned().summary.tallies) incidents += tally.incidents, down += tally.down_s.value_or(0);
  EXPECT_EQ(incidents, scanned().summary.incidents);
  EXPECT_NEAR(down, scanned().summary.down_s, 1e-6);

  std::vector<report::FleetRow> rows{row("a", "db1", "2026-10-01T00:00:00.000Z", "cause", "k"),
                                     row("b", "", "2026-10-02T00:00:00.000Z", "cause", "k"),
                                     row("c", "db1", "2026-10-03T00:00:00.000Z", "cause", "k"), row("d", "db1", "", "cause", "k")};
  rows[0].down_s = 5, rows[1].verdict = VerdictKind::undecided, rows[2].down_s = 7, rows[3].environment = "docker";
  const std::vector<report::Tally> tallies = told(rows).summary.tallies;
  ASSERT_EQ(tallies.size(), 3U);
  std::map<std::string, report::Tally> by;
  for (const report::Tally& one : tallies) by[one.host + one.environment] = one;
  EXPECT_EQ(by["db1"].incidents, 2U);
  EXPECT_EQ(by["db1"].down_s, 12);
  EXPECT_EQ(by["db1"].sessions_lost, std::nullopt) << "not known is not 0";
  EXPECT_EQ(report::iso_time(*by["db1"].last), "2026-10-03T00:00:00.000Z");
  EXPECT_EQ(by["b"].cause, "undecided") << "what leads is no verdict, and where no log names the host, its case counts";
  EXPECT_EQ(by["db1docker"].last, std::nullopt);
}

TEST(Stories, HostsBeyondTheMostShareATallyAndNothingIsLost) {
  std::vector<report::FleetRow> rows;
  for (int i = 0; i < 200; ++i)
    for (int again = 0; again < (i == 50 ? 3 : 1); ++again) {
      rows.push_back(row(("case" + std::to_string(i)).c_str(), ("db" + std::to_string(i)).c_str(), "", "cause", ""));
      rows.back().id = again + 1, rows.back().down_s = 2;
    }
  for (const std::size_t most : {0U, 1U, 10U, 200U}) {
    const report::FleetSummary summary = told(rows, most).summary;
    EXPECT_EQ(summary.tallies.size(), std::min<std::size_t>(most + 1, 200));
    EXPECT_EQ(summary.listed_hosts, most);
    EXPECT_EQ(summary.other_hosts, 200 - most);
    std::uint64_t incidents = 0;
    double down = 0;
    bool busiest = false;
    for (const report::Tally& tally : summary.tallies) {
      incidents += tally.incidents, down += tally.down_s.value_or(0), busiest |= tally.host == "db50";
      EXPECT_EQ(tally.of_others, tally.host.empty());
    }
    EXPECT_EQ(incidents, 202U);
    EXPECT_EQ(down, 404);
    EXPECT_EQ(busiest, most > 0) << "the one with most incidents is the first to be listed";
  }
}

TEST(Stories, APageOfMoreThanItCanShowListsTheNewest) {
  const std::vector<report::FleetRow> rows{row("a", "db1", "2026-10-03T00:00:00.000Z", "role", "k"),
                                           row("b", "db1", "2026-10-01T00:00:00.000Z", "role", "k"), row("c", "db1", "", "role", "k"),
                                           row("d", "db1", "2026-10-02T00:00:00.000Z", "role", "k")};
  const Told all = told(rows), two = told(rows, 100, 2);
  EXPECT_EQ(all.rows, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(all.summary.listed, 4U);
  EXPECT_EQ(two.rows, (std::vector<std::string>{"a", "d"}));
  EXPECT_EQ(two.summary.listed, 2U);
  ASSERT_EQ(two.summary.stories.size(), 1U);
  EXPECT_EQ(two.summary.stories[0].incidents, 4U) << "stories count all";
  EXPECT_EQ(two.uids[0], all.uids[0]);
  EXPECT_EQ(two.listed[0], (std::vector<std::string>{rows[3].uid, rows[0].uid})) << "in order of time";
}

TEST(Stories, ALineHasTheListsOfItsStory) {
  const Told two = told({row("a", "db\"2", "2026-10-01T00:00:00.000Z", "role", "\"uids\":["),
                         row("b", "db1", "2026-10-02T00:00:00.000Z", "role", "\"uids\":[")});
  ASSERT_EQ(two.lines.size(), 2U);
  EXPECT_NE(two.lines[0].find(R"("uids":["a2026-10-01T00:00:00.000Z","b2026-10-02T00:00:00.000Z"],"hosts":["db\"2","db1"],"owners":[],)"),
            std::string::npos)
      << two.lines[0];
}

TEST(Stories, RowsThatAreJoinedInAChainAreOneIncident) {
  // a and b share a uid, b and c a death, c and d a uid: all four are one, and what only one knows is kept.
  std::vector<report::FleetRow> rows;
  for (const auto& [name, uid, at] : {std::tuple{"d", "y", "2026-10-01T00:00:01.000Z"},
                                      {"c", "y", "2026-10-01T00:00:01.000Z"},
                                      {"b", "x", "2026-10-01T00:00:00.000Z"},
                                      {"a", "x", "2026-10-01T00:00:00.000Z"}}) {
    rows.push_back(row(name, "", at, "cause", "k"));
    rows.back().uid = uid, rows.back().outcome = IncidentKind::kernel_oom, rows.back().verdict = VerdictKind::undecided;
  }
  rows[1].victim_pid = rows[2].victim_pid = 77, rows[0].host = "db1", rows[3].down_s = 5, rows[2].likelihood = 0.5;
  const Told one = told(rows);
  EXPECT_EQ(one.summary.incidents, 1U);
  EXPECT_EQ(one.summary.twice, 3U);
  EXPECT_EQ(one.summary.hosts, 1U);
  EXPECT_EQ(one.summary.down_s, 5);
  ASSERT_EQ(one.same_as.size(), 3U);
  for (const auto& [name, of] : one.same_as) EXPECT_EQ(of.first, "b") << "the likeliest";
}

std::string first_value(sqlite3* database, const std::string& question) {
  std::string value;
  char* mistake = nullptr;
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) = values[0] ? values[0] : "NULL";
    return 1;
  };
  sqlite3_exec(database, question.c_str(), take, &value, &mistake);
  if (mistake && value.empty()) value = mistake;
  sqlite3_free(mistake);
  return value;
}

/// docs/FLEET.md asks these questions of it.
std::vector<std::string> documented_questions() {
  const std::string text = test::slurp(fs::path(LASTSTRAW_SOURCE_DIR) / "docs/FLEET.md");
  std::vector<std::string> all;
  for (std::size_t at = 0; (at = text.find("```sql\n", at)) != std::string::npos;) {
    const std::size_t begin = at + 7, end = text.find("```", begin);
    all.push_back(text.substr(begin, end - begin));
    at = end + 3;
  }
  return all;
}

TEST(Database, HoldsWhatTheRowsHoldAndAnswersTheDocumentedQuestions) {
  const fs::path file = test::scratch() / "fleet.sqlite";
  {
    Database database(file.string());
    for (const report::FleetRow& one : scanned().rows) database.add(one);
    EXPECT_FALSE(fs::exists(file)) << "whole or not at all";
    Stories stories;
    for (const report::FleetRow& one : scanned().rows) stories.add(one);
    const report::FleetSummary summary = stories.sum_up();
    stories.each_story([&](const report::Story& story, const report::StoryLists& lists) { database.add_story(story, lists, english()); });
    stories.each_same([&](const report::RowName& row, const report::RowName&, bool) { database.leave_out(row); });
    database.finish(summary);
  }
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  EXPECT_EQ(first_value(database, "SELECT count(*) FROM incidents"), std::to_string(scanned().rows.size()));
  EXPECT_EQ(first_value(database, "SELECT count(*) FROM incidents WHERE counts"), std::to_string(scanned().summary.incidents));
  EXPECT_EQ(first_value(database, "SELECT count(*) FROM stories"), std::to_string(scanned().summary.stories.size()));
  EXPECT_EQ(first_value(database, "SELECT after FROM changes WHERE name = 'work_mem'"), "256.0 MiB");
  EXPECT_EQ(first_value(database, "SELECT count(*) FROM incidents WHERE down_s = 0"), "0") << "not known is NULL";
  EXPECT_EQ(first_value(database, "PRAGMA integrity_check"), "ok");
  const std::vector<std::string> questions = documented_questions();
  EXPECT_GE(questions.size(), 4U);
  for (const std::string& question : questions) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, question.c_str(), -1, &statement, nullptr), SQLITE_OK) << question << sqlite3_errmsg(database);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << question;
    sqlite3_finalize(statement);
  }
  sqlite3_close(database);
}

TEST(Database, LeavesWhatIsThereWhereItDoesNotComeToItsEnd) {
  const fs::path folder = test::scratch() / "databases";
  fs::create_directories(folder);
  std::ofstream(folder / "fleet.sqlite") << "before";
  { Database unfinished((folder / "fleet.sqlite").string()); }
  EXPECT_EQ(test::slurp(folder / "fleet.sqlite"), "before");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
  EXPECT_THROW(Database("/nowhere/fleet.sqlite"), std::runtime_error);
}

}  // namespace
}  // namespace laststraw::scan
