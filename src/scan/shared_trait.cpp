#include "scan/shared_trait.hpp"

#include <optional>

#include "judge/recurrence.hpp"
#include "laststraw/words.hpp"

namespace laststraw::scan {

namespace {

/// Rows with one key, as they come in order of time.
struct Group {
  bool of_victims = false;
  std::string key, name;
  std::int64_t first = 0, story = 0, incidents = 0;
  std::optional<std::int64_t> at;
  double down_s = 0;

  explicit Group(const SqliteRow& row)
      : of_victims(row.number(2) != 0), key(row.text(0)), name(row.text(1)), first(row.number(3)), at(row.maybe_number(4)) {}
  bool has(const SqliteRow& row) const { return of_victims == (row.number(2) != 0) && key == row.text(0); }
};

class Finder {
 public:
  Finder(Sqlite& store, SharedTrait by) : store_(store), by_(static_cast<int>(by)) {}

  void take(const SqliteRow& row) {
    if (!group_ || !group_->has(row)) {
      finish();
      group_.emplace(row);
    }
    group_->down_s += row.real(5);
    if (++group_->incidents == 1) return;
    if (group_->incidents == 2) begin();
    member(row.number(3));
  }
  void finish() {
    if (!group_ || group_->story == 0) return;
    store_.run_with("UPDATE stories SET incidents = ?, down_s = ? WHERE story = ?", group_->incidents, group_->down_s, group_->story);
  }

 private:
  void begin() {
    store_.run_with("INSERT INTO stories (by, of_victims, key, name, at, row) VALUES (?, ?, ?, ?, ?, ?)", by_, group_->of_victims,
                    group_->key, group_->name, group_->at, group_->first);
    store_.each("SELECT last_insert_rowid()", [&](const SqliteRow& row) {
      group_->story = row.number(0);
      return false;
    });
    member(group_->first);
  }
  void member(std::int64_t row) { store_.run_with("INSERT INTO members VALUES (?, ?)", row, group_->story); }

  Sqlite& store_;
  const int by_;
  std::optional<Group> group_;
};

}  // namespace

SharedTrait trait_named(const std::string& by) {
  for (const SharedTrait trait : judge::kMostTelling)
    if (by == laststraw::word(trait)) return trait;
  return SharedTrait::cause;
}

void find_stories(Sqlite& store) {
  for (const SharedTrait by : judge::kMostTelling) {
    Finder finder(store, by);
    store.each(
        "SELECT t.key, t.name, r.of_victims, r.row, r.at, r.down_s FROM traits t JOIN rows r USING (row) WHERE t.by = ? AND t.key IS NOT NULL AND "
        "r.same_as IS NULL AND NOT EXISTS (SELECT 1 FROM members m WHERE m.row = r.row) ORDER BY r.of_victims, t.key, r.at IS NULL, r.at, r.row",
        [&](const SqliteRow& row) {
          finder.take(row);
          return true;
        },
        static_cast<int>(by));
    finder.finish();
  }
  store.run(
      "CREATE INDEX members_story ON members (story, row);"
      "CREATE INDEX stories_order ON stories (down_s DESC, incidents DESC);"
      "CREATE TABLE causes AS SELECT cause, min(row) AS first FROM rows GROUP BY cause");
}

}  // namespace laststraw::scan
