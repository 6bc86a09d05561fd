#include "scan/stories.hpp"

#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "scan/cases.hpp"
#include "scan/comparison.hpp"
#include "scan/same_incident.hpp"
#include "scan/settings_change.hpp"
#include "scan/shared_trait.hpp"
#include "scan/store.hpp"
#include "scan/tallies.hpp"
#include "scan/told_story.hpp"

namespace laststraw::scan {

namespace {

bool is_a_death(IncidentKind kind) {
  return kind == IncidentKind::kernel_oom || kind == IncidentKind::memcg_oom || kind == IncidentKind::sigkill_no_oom ||
         kind == IncidentKind::userspace_oom_killer || kind == IncidentKind::sysrq_oom;
}

const std::string& place_of(const report::FleetRow& row) { return row.host.empty() ? row.case_name : row.host; }

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

template <class... Values>
Counts counts(Sqlite& store, const char* question, const Values&... values) {
  Counts all;
  store.each(
      question,
      [&](const SqliteRow& row) {
        all.emplace_back(row.text(0), row.number(1));
        return true;
      },
      values...);
  return all;
}

/// What all rows say, whether they count or not.
void put_counts_of_all(Sqlite& store, report::FleetSummary& summary) {
  summary.causes = counts(store, "SELECT cause, count(*) FROM rows GROUP BY cause ORDER BY 2 DESC, 1 LIMIT ?", report::kMostCounted);
  summary.places = counts(store, "SELECT coalesce(host, case_name) AS place, count(*) FROM rows GROUP BY place ORDER BY 2 DESC, 1 LIMIT ?",
                          report::kMostCounted);
}

void put_counts(Sqlite& store, report::FleetSummary& summary) {
  summary.lacking = counts(store,
                           "SELECT what, sum(r.same_as IS NULL) AS n FROM lacking l JOIN rows r USING (row) GROUP BY what HAVING n > 0 "
                           "ORDER BY n DESC, min(l.place) LIMIT ?",
                           report::kMostLacking);
  store.each(
      "SELECT count(DISTINCT case_name), count(DISTINCT host), count(*), (SELECT count(*) FROM rows) FROM rows WHERE same_as IS NULL",
      [&](const SqliteRow& row) {
        summary.cases = static_cast<std::uint64_t>(row.number(0)), summary.hosts = static_cast<std::uint64_t>(row.number(1));
        summary.incidents = static_cast<std::uint64_t>(row.number(2));
        summary.twice = static_cast<std::uint64_t>(row.number(3) - row.number(2));
        return false;
      });
}

}  // namespace

Sqlite& Stories::store() {
  if (!store_) open_store(store_.emplace("", "the incidents' temporary file"));
  return *store_;
}

void Stories::add(const report::FleetRow& row) {
  Sqlite& to = store();
  const std::int64_t number = ++rows_;
  const auto at = report::wall_time_of(row.at);
  to.run_with(
      "INSERT INTO rows (row, case_name, id, uid, at, dated, zone_unknown, pid, size, sessions_lost, down_s, likelihood, slack_s, host, owner, cause, "
      "environment, outcome, verdict, of_victims, a_death) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      number, row.case_name, row.id, row.uid, at ? std::optional(stored(*at)) : std::nullopt, !row.at.empty(),
      at && !report::is_iso_time(row.at), row.victim_pid, row.comparison.size_bytes, row.sessions_lost, row.down_s, row.likelihood,
      row.slack_s, row.host, row.owner, row.cause, row.environment, static_cast<int>(row.outcome), static_cast<int>(row.verdict),
      row.comparison.of_victims, is_a_death(row.outcome));
  if (const std::string packed = packed_settings(row.comparison.settings); !packed.empty())
    to.run_with("INSERT INTO settings VALUES (?, ?)", number, packed);
  for (const report::Trait& trait : row.comparison.traits) {
    const bool own = trait.key.starts_with(kOfOneHost);
    to.run_with("INSERT OR IGNORE INTO traits VALUES (?, ?, ?, ?)", static_cast<int>(trait_named(trait.by)), number,
                trait.key + (own ? " " + place_of(row) : std::string()), english()(trait.name));
  }
  for (const std::string& what : row.lacking) to.run_with("INSERT INTO lacking (row, what) VALUES (?, ?)", number, what);
  if (listed_) to.run_with("INSERT INTO whole VALUES (?, ?)", number, report::write_row(row));
}

report::FleetSummary Stories::sum_up(std::optional<WallTime> until, std::size_t most_hosts) {
  report::FleetSummary summary;
  Sqlite& all = store();
  put_counts_of_all(all, summary);
  count_each_once(all);
  all.run("CREATE INDEX rows_host ON rows (host, at) WHERE same_as IS NULL AND host IS NOT NULL");
  put_counts(all, summary);
  put_tallies(all, most_hosts, summary);
  all.each(
      "SELECT at, zone_unknown, (SELECT min(at) FROM rows WHERE same_as IS NULL) FROM rows WHERE same_as IS NULL AND at IS NOT NULL "
      "ORDER BY at DESC, row DESC LIMIT 1",
      [&](const SqliteRow& row) {
        summary.newest = time_text(restored(row.number(0)), row.number(1) != 0);
        oldest_ = restored(row.number(2)), now_ = until.value_or(restored(row.number(0)));
        return false;
      });
  find_stories(all);
  all.each("SELECT count(*) FROM stories", [&](const SqliteRow& row) {
    summary.story_count = static_cast<std::uint64_t>(row.number(0));
    return false;
  });
  if (listed_) list();
  all.each("SELECT count(*) FROM listed", [&](const SqliteRow& row) {
    summary.listed = static_cast<std::uint64_t>(row.number(0));
    return false;
  });
  return summary;
}

void Stories::list() {
  store().run_with("INSERT INTO listed SELECT row FROM rows WHERE same_as IS NULL ORDER BY at DESC, row LIMIT ?", most_listed_);
}

report::StoryLists Stories::lists_of(std::int64_t story) {
  const auto ask = [this, story](const char* question) {
    return [this, story, question](const std::function<void(const std::string&)>& take) {
      store().each(
          question,
          [&](const SqliteRow& row) {
            take(row.text(0));
            return true;
          },
          story);
    };
  };
  return {ask("SELECT r.uid FROM members m JOIN rows r USING (row) WHERE m.story = ? ORDER BY r.at IS NULL, r.at, r.row"),
          ask("SELECT DISTINCT r.host FROM members m JOIN rows r USING (row) WHERE m.story = ? AND r.host IS NOT NULL ORDER BY r.host"),
          ask("SELECT DISTINCT r.owner FROM members m JOIN rows r USING (row) WHERE m.story = ? AND r.owner IS NOT NULL ORDER BY r.owner"),
          ask("SELECT r.uid FROM members m JOIN rows r USING (row) JOIN listed l USING (row) WHERE m.story = ? "
              "ORDER BY r.at IS NULL, r.at, r.row")};
}

void Stories::each_story(const std::function<void(const report::Story& story, const report::StoryLists& lists)>& take) {
  store().each("SELECT story, by, of_victims, key, name FROM stories ORDER BY down_s DESC, incidents DESC, at IS NULL, at, row",
               [&](const SqliteRow& row) {
                 take(told_story(store(), row, {oldest_, now_, kMostTimes}), lists_of(row.number(0)));
                 return true;
               });
}

void Stories::each_listed(const std::function<void(const report::FleetRow& row)>& take) {
  store().each("SELECT w.json FROM listed l JOIN whole w USING (row) ORDER BY l.row", [&](const SqliteRow& row) {
    take(report::read_row(row.text(0)));
    return true;
  });
}

void Stories::each_same(const std::function<void(const report::RowName& row, const report::RowName& of, bool listed)>& take) {
  store().each(
      "SELECT a.case_name, a.id, b.case_name, b.id, l.row FROM rows a JOIN rows b ON b.row = a.same_as LEFT JOIN listed l ON l.row = a.same_as "
      "ORDER BY a.case_name, a.id",
      [&](const SqliteRow& row) {
        take({row.text(0), row.number(1)}, {row.text(2), row.number(3)}, !row.is_null(4));
        return true;
      });
}

}  // namespace laststraw::scan
