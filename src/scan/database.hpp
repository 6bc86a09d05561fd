// Incidents and stories as an SQLite database, for questions of one's own.
#pragma once

#include <memory>
#include <string>

#include "report/fleet_row.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// A file that appears whole or not at all: written beside its place in one transaction, renamed by finish(). docs/FLEET.md describes the tables.
/// Throws std::runtime_error.
class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  void add(const report::FleetRow& row);
  /// The row counts as another.
  void leave_out(const report::RowName& row);
  void add_story(const report::Story& story, const report::StoryLists& lists, const Language& in);
  void finish(const report::FleetSummary& summary);

 private:
  std::string path_, temporary_;
  std::unique_ptr<Sqlite> connection_;
};

}  // namespace laststraw::scan
