#include "scan/store.hpp"

#include "report/format.hpp"

namespace laststraw::scan {

namespace {

/// 8 MiB of pages, and as much again for each sort; what is beyond lies in files without names. One transaction, which nobody ends.
constexpr const char* kTables = R"(
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -8192;
BEGIN;
CREATE TABLE rows (row INTEGER PRIMARY KEY, case_name TEXT, id INTEGER, uid TEXT, at INTEGER, dated INTEGER, zone_unknown INTEGER, pid INTEGER, size INTEGER,
  sessions_lost INTEGER, down_s REAL, likelihood REAL, slack_s REAL, host TEXT, owner TEXT, cause TEXT, environment TEXT, outcome INTEGER, verdict INTEGER,
  of_victims INTEGER, a_death INTEGER, same_as INTEGER);
CREATE TABLE settings (row INTEGER PRIMARY KEY, packed TEXT);
CREATE TABLE traits (by INTEGER, row INTEGER, key TEXT, name TEXT, PRIMARY KEY (by, row)) WITHOUT ROWID;
CREATE TABLE lacking (place INTEGER PRIMARY KEY, row INTEGER, what TEXT);
CREATE TABLE whole (row INTEGER PRIMARY KEY, json TEXT);
CREATE TABLE parents (row INTEGER PRIMARY KEY, parent INTEGER);
CREATE TABLE roots (row INTEGER PRIMARY KEY, root INTEGER);
CREATE TABLE stories (story INTEGER PRIMARY KEY, by INTEGER, of_victims INTEGER, key TEXT, name TEXT, incidents INTEGER, down_s REAL, at INTEGER, row INTEGER);
CREATE TABLE members (row INTEGER PRIMARY KEY, story INTEGER);
CREATE TABLE listed (row INTEGER PRIMARY KEY);
)";

}  // namespace

void open_store(Sqlite& store) { store.run(kTables); }

std::string time_text(const WallTime& time, bool zone_unknown) {
  std::string text = report::iso_time(time);
  if (zone_unknown) text.pop_back();
  return text;
}

}  // namespace laststraw::scan
