#include "scan/database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "report/words.hpp"

namespace laststraw::scan {

namespace {

/// "LSTW", by which file(1) and this program know the file.
constexpr const char* kSchema = R"(
PRAGMA application_id = 0x4C535457;
PRAGMA user_version = 1;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
BEGIN;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE incidents (case_name TEXT NOT NULL, id INTEGER NOT NULL, uid TEXT NOT NULL, at TEXT, host TEXT, owner TEXT,
  outcome TEXT NOT NULL, verdict TEXT NOT NULL, cause TEXT NOT NULL, likelihood REAL NOT NULL, culprit TEXT, victim TEXT, victim_pid INTEGER,
  environment TEXT, down_s REAL, sessions_lost INTEGER, size_bytes INTEGER, summary TEXT NOT NULL, counts INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (case_name, id)) WITHOUT ROWID;
CREATE TABLE settings (case_name TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (case_name, id, name)) WITHOUT ROWID;
CREATE TABLE traits (case_name TEXT NOT NULL, id INTEGER NOT NULL, trait TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE lacking (case_name TEXT NOT NULL, id INTEGER NOT NULL, what TEXT NOT NULL);
CREATE TABLE stories (id TEXT PRIMARY KEY, trait TEXT NOT NULL, of_victims INTEGER NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL,
  incidents INTEGER NOT NULL, hosts INTEGER NOT NULL, cause TEXT NOT NULL, undecided INTEGER NOT NULL, first TEXT, last TEXT, every TEXT,
  growth TEXT, down_s REAL, sessions_lost INTEGER, is_new INTEGER NOT NULL, not_seen_since INTEGER NOT NULL, changed_on TEXT, changed_since TEXT);
CREATE TABLE story_incidents (story TEXT NOT NULL, uid TEXT NOT NULL);
CREATE TABLE changes (story TEXT NOT NULL, name TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
)";
constexpr const char* kIndexes = R"(
CREATE INDEX incidents_uid ON incidents (uid);
CREATE INDEX incidents_at ON incidents (at);
CREATE INDEX traits_key ON traits (key);
CREATE INDEX story_incidents_uid ON story_incidents (uid);
COMMIT;
)";

}  // namespace

Database::Database(const std::string& path) : path_(path), temporary_(path + "." + std::to_string(::getpid()) + ".tmp") {
  ::unlink(temporary_.c_str());
  connection_ = std::make_unique<Sqlite>(temporary_);
  connection_->run(kSchema);
}

Database::~Database() {
  connection_.reset();
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Database::add(const report::FleetRow& row) {
  Sqlite& to = *connection_;
  to.run_with(
      "INSERT INTO incidents (case_name, id, uid, at, host, owner, outcome, verdict, cause, likelihood, culprit, victim, victim_pid, environment, "
      "down_s, sessions_lost, size_bytes, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.case_name, row.id, row.uid, row.at, row.host, row.owner, report::word(row.outcome), report::word(row.verdict), row.cause,
      row.likelihood, row.culprit, row.victim, row.victim_pid, row.environment, row.down_s, row.sessions_lost, row.comparison.size_bytes,
      row.summary);
  for (const auto& [name, value] : row.comparison.settings)
    if (!value.empty()) to.run_with("INSERT INTO settings VALUES (?, ?, ?, ?)", row.case_name, row.id, name, value);
  for (const report::Trait& trait : row.comparison.traits)
    to.run_with("INSERT INTO traits VALUES (?, ?, ?, ?, ?)", row.case_name, row.id, trait.by, trait.key, english()(trait.name));
  for (const std::string& what : row.lacking) to.run_with("INSERT INTO lacking VALUES (?, ?, ?)", row.case_name, row.id, what);
}

void Database::add_story(const report::Story& story, const report::StoryLists& lists, const Language& in) {
  Sqlite& to = *connection_;
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  to.run_with("INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", story.id, story.by,
              number(story.of_victims), in(story.name), in(story.what), number(story.incidents), number(story.hosts), story.cause,
              number(story.undecided), story.first, story.last, in(story.every), in(story.growth),
              story.down_known > 0 ? std::optional(story.down_s) : std::nullopt,
              story.sessions_known > 0 ? std::optional(story.sessions_lost) : std::nullopt, number(story.is_new),
              number(story.not_seen_since), story.changed_on, story.changed_since);
  lists.uids([&](const std::string& uid) { to.run_with("INSERT INTO story_incidents VALUES (?, ?)", story.id, uid); });
  for (const report::Change& change : story.changes)
    to.run_with("INSERT INTO changes VALUES (?, ?, ?, ?)", story.id, change.name, change.before, change.after);
}

void Database::leave_out(const report::RowName& row) {
  connection_->run_with("UPDATE incidents SET counts = 0 WHERE case_name = ? AND id = ?", row.case_name, row.id);
}

void Database::finish(const report::FleetSummary& summary) {
  Sqlite& to = *connection_;
  for (const auto& [name, value] : {std::pair{"version", std::string(LASTSTRAW_VERSION)},
                                    {"newest", summary.newest},
                                    {"incidents", std::to_string(summary.incidents)},
                                    {"undecided", std::to_string(summary.undecided)}})
    to.run_with("INSERT INTO about VALUES (?, ?)", std::string(name), value);
  to.run(kIndexes);
  connection_.reset();
  const int fd = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  const bool kept = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!kept || std::rename(temporary_.c_str(), path_.c_str()) != 0) throw std::runtime_error(path_ + ": " + std::strerror(errno));
  temporary_.clear();
}

}  // namespace laststraw::scan
