#include "cli/merge_state.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace laststraw::cli {

namespace {

constexpr std::uint64_t kAtOnce = 50;
/// "LSTM"
constexpr std::int64_t kApplication = 0x4C53544D;
constexpr const char* kTables = R"(
PRAGMA application_id = 0x4C53544D;
CREATE TABLE IF NOT EXISTS made_by (what TEXT);
CREATE TABLE IF NOT EXISTS shards (shard INTEGER PRIMARY KEY, path TEXT UNIQUE, is_of TEXT);
CREATE TABLE IF NOT EXISTS lines (shard INTEGER, place INTEGER, case_name TEXT, id INTEGER, strange INTEGER, prepared BLOB, PRIMARY KEY (shard, place)) WITHOUT ROWID;
BEGIN;
)";

/// Nobody else may read what logs say of a server.
std::string owners_alone(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  struct stat status {};
  const bool regular = descriptor >= 0 && ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!regular) throw std::runtime_error(path + ": " + (descriptor < 0 ? std::strerror(error) : "is no regular file"));
  return path;
}

/// Each text behind its length.
std::string packed(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += std::to_string(text.size()) + ":" + text;
  return all;
}

std::vector<std::string> unpacked(const std::string& all) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t colon = all.find(':', at);
    if (colon == std::string::npos) break;
    const std::size_t size = std::stoull(all.substr(at, colon - at));
    texts.push_back(all.substr(colon + 1, size));
    at = colon + 1 + size;
  }
  return texts;
}

std::string text_in(scan::Sqlite& store, const char* question) {
  std::string text;
  store.each(question, [&](const scan::SqliteRow& row) {
    text = row.text(0);
    return false;
  });
  return text;
}

}  // namespace

MergeState::MergeState(const std::string& path, const std::string& made_by) : store_(owners_alone(path)) {
  expect_own(path);
  store_.run("PRAGMA cache_size = -4096; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  store_.run(kTables);
  if (text_in(store_, "SELECT what FROM made_by") == made_by) return;
  store_.run("DELETE FROM made_by; DELETE FROM shards; DELETE FROM lines;");
  store_.run_with("INSERT INTO made_by VALUES (?)", made_by);
}

void MergeState::expect_own(const std::string& path) {
  const bool empty = text_in(store_, "SELECT count(*) FROM sqlite_schema") == "0";
  if (!empty && text_in(store_, "PRAGMA application_id") != std::to_string(kApplication))
    throw std::runtime_error(path + ": is no state of laststraw merge --resume");
}

std::optional<std::int64_t> MergeState::shard(const std::string& path) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
  const std::string is_of = std::to_string(s.st_dev) + " " + std::to_string(s.st_ino) + " " + std::to_string(s.st_size) + " " +
                            std::to_string(s.st_mtim.tv_sec) + "." + std::to_string(s.st_mtim.tv_nsec);
  std::int64_t number = 0;
  std::string was;
  const auto look = [&] {
    store_.each(
        "SELECT shard, is_of FROM shards WHERE path = ?",
        [&](const scan::SqliteRow& row) {
          number = row.number(0), was = row.text(1);
          return false;
        },
        path);
  };
  look();
  if (number > 0 && was == is_of) return number;
  if (number > 0) store_.run_with("DELETE FROM lines WHERE shard = ?", number);
  store_.run_with("INSERT INTO shards (path, is_of) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET is_of = ?2", path, is_of);
  look();
  return number;
}

std::optional<MergedLine> MergeState::known(std::int64_t shard, std::uint64_t offset) {
  std::optional<MergedLine> found;
  store_.each(
      "SELECT case_name, id, strange, prepared FROM lines WHERE shard = ? AND place = ?",
      [&](const scan::SqliteRow& row) {
        found = MergedLine{row.text(0), row.number(1), row.number(2) != 0, unpacked(row.text(3))};
        return false;
      },
      shard, offset);
  return found;
}

void MergeState::add(std::int64_t shard, std::uint64_t offset, const MergedLine& line) {
  store_.run_with("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", shard, offset, line.case_name, line.id, line.strange,
                  packed(line.prepared));
  if (++pending_ >= kAtOnce) keep();
}

void MergeState::keep() {
  store_.run("COMMIT; BEGIN;");
  pending_ = 0;
}

}  // namespace laststraw::cli
