#include "scan/same_incident.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <tuple>

#include "laststraw/verdict.hpp"
#include "scan/store.hpp"

namespace laststraw::scan {

namespace {

/// Two framings of one line round its time differently.
constexpr double kRoundedTo = 2;

/// A row, as far as it tells whose death it is.
struct Death {
  std::int64_t row = 0, pid = 0;
  WallTime at;
  std::string case_name, host;
  bool zone_unknown = false;
  double slack_s = 0;
};

/// One pid dies once at a time on a host.
bool is_one_death(const Death& a, const Death& b) {
  if (a.pid != b.pid || a.case_name == b.case_name || a.zone_unknown != b.zone_unknown) return false;
  if (a.host != b.host && !a.host.empty() && !b.host.empty()) return false;
  return std::chrono::duration<double>(b.at - a.at).count() <= kRoundedTo + a.slack_s + b.slack_s;
}

/// Sets that are joined, in `parents`: a row that is not there is alone, or the first of its set. A parent is always the smaller one.
class Joined {
 public:
  explicit Joined(Sqlite& store) : store_(store) {}
  void join(std::int64_t a, std::int64_t b) {
    a = root(a), b = root(b);
    if (a != b) put(std::max(a, b), std::min(a, b));
  }

 private:
  std::optional<std::int64_t> parent(std::int64_t row) {
    std::optional<std::int64_t> found;
    store_.each(
        "SELECT parent FROM parents WHERE row = ?",
        [&](const SqliteRow& one) {
          found = one.number(0);
          return false;
        },
        row);
    return found;
  }
  std::int64_t root(std::int64_t row) {
    while (const auto up = parent(row)) {
      const auto above = parent(*up);
      if (!above) return *up;
      put(row, *above);  // half the way the next time
      row = *above;
    }
    return row;
  }
  void put(std::int64_t row, std::int64_t parent) { store_.run_with("INSERT OR REPLACE INTO parents VALUES (?, ?)", row, parent); }
  Sqlite& store_;
};

/// Of what has no time the uid says too little.
void join_by_uid(Sqlite& store, Joined& joined) {
  std::optional<std::pair<std::string, std::int64_t>> first;
  store.each("SELECT uid, row FROM rows WHERE dated ORDER BY uid, row", [&](const SqliteRow& row) {
    if (first && first->first == row.text(0))
      joined.join(first->second, row.number(1));
    else
      first = {row.text(0), row.number(1)};
    return true;
  });
}

void join_by_pid(Sqlite& store, Joined& joined) {
  std::optional<Death> before;
  store.each(
      "SELECT row, pid, at, case_name, host, zone_unknown, slack_s FROM rows WHERE pid IS NOT NULL AND at IS NOT NULL AND a_death ORDER BY pid, at, row",
      [&](const SqliteRow& row) {
        Death one{row.number(0), row.number(1), restored(row.number(2)), row.text(3), row.text(4), row.number(5) != 0, row.real(6)};
        if (before && is_one_death(*before, one)) joined.join(before->row, one.row);
        before = std::move(one);
        return true;
      });
}

/// `roots`: of each row of a set the first of the set. The parent of a row stands before it.
void find_roots(Sqlite& store) {
  store.each("SELECT p.row, p.parent FROM parents p ORDER BY p.row", [&](const SqliteRow& row) {
    store.run_with("INSERT OR IGNORE INTO roots VALUES (?, ?)", row.number(1), row.number(1));
    store.run_with("INSERT INTO roots SELECT ?, root FROM roots WHERE row = ?", row.number(0), row.number(1));
    return true;
  });
  store.run("CREATE INDEX roots_root ON roots (root, row)");
}

/// What rows of one set know between them.
struct Set {
  std::int64_t root = 0, best = 0, settings = 0;
  std::tuple<bool, double> rank;
  std::string host, owner, environment;
  std::optional<double> down_s;
  std::optional<std::int64_t> sessions_lost;

  void add(std::int64_t number, const SqliteRow& row) {
    const std::tuple<bool, double> its{static_cast<VerdictKind>(row.number(0)) != VerdictKind::undecided, row.real(1)};
    if (best == 0 || its > rank) best = number, rank = its;
    if (host.empty()) host = row.text(2);
    if (owner.empty()) owner = row.text(3);
    if (environment.empty()) environment = row.text(4);
    if (!down_s) down_s = row.maybe_real(5);
    if (!sessions_lost) sessions_lost = row.maybe_number(6);
    if (settings == 0 && !row.is_null(7)) settings = number;
  }
  /// What the one that counts does not know, another may.
  void put(Sqlite& store) const {
    if (root == 0) return;
    store.run_with(
        "UPDATE rows SET host = coalesce(host, ?), owner = coalesce(owner, ?), environment = coalesce(environment, ?), down_s = coalesce(down_s, ?), "
        "sessions_lost = coalesce(sessions_lost, ?) WHERE row = ?",
        host, owner, environment, down_s, sessions_lost, best);
    store.run_with("INSERT OR IGNORE INTO settings SELECT ?, packed FROM settings WHERE row = ?", best, settings);
    store.run_with("UPDATE rows SET same_as = ?1 WHERE row IN (SELECT row FROM roots WHERE root = ?2) AND row <> ?1", best, root);
  }
};

}  // namespace

void count_each_once(Sqlite& store) {
  Joined joined(store);
  join_by_uid(store, joined);
  join_by_pid(store, joined);
  find_roots(store);
  Set set;
  store.each("SELECT root, row FROM roots ORDER BY root, row", [&](const SqliteRow& member) {
    if (member.number(0) != set.root) {
      set.put(store);
      set = Set();
      set.root = member.number(0);
    }
    store.each(
        "SELECT r.verdict, r.likelihood, r.host, r.owner, r.environment, r.down_s, r.sessions_lost, s.row FROM rows r LEFT JOIN settings s USING (row) "
        "WHERE r.row = ?",
        [&](const SqliteRow& row) {
          set.add(member.number(1), row);
          return false;
        },
        member.number(1));
    return true;
  });
  set.put(store);
}

}  // namespace laststraw::scan
