#include "scan/sqlite.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace laststraw::scan {

std::string SqliteRow::text(int column) const {
  const unsigned char* const begin = sqlite3_column_text(statement_, column);
  if (!begin) return {};
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::int64_t SqliteRow::number(int column) const { return sqlite3_column_int64(statement_, column); }
double SqliteRow::real(int column) const { return sqlite3_column_double(statement_, column); }
bool SqliteRow::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::optional<std::int64_t> SqliteRow::maybe_number(int column) const {
  return is_null(column) ? std::nullopt : std::optional(number(column));
}
std::optional<double> SqliteRow::maybe_real(int column) const { return is_null(column) ? std::nullopt : std::optional(real(column)); }

Sqlite::Asked::~Asked() { sqlite3_reset(statement); }

Sqlite::Sqlite(const std::string& file, const std::string& called)
    : called_(called.empty() ? file : called), database_(nullptr, sqlite3_close) {
  sqlite3* opened = nullptr;  // something to be closed even where it fails
  const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(opened);
  check(result);
}

Sqlite::~Sqlite() {
  for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
}

void Sqlite::run(const char* statements) { check(sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr)); }

sqlite3_stmt* Sqlite::prepared(const char* text) {
  sqlite3_stmt*& statement = statements_[text];
  if (!statement) check(sqlite3_prepare_v2(database_.get(), text, -1, &statement, nullptr));
  return statement;
}

bool Sqlite::step(sqlite3_stmt* statement) {
  const int result = sqlite3_step(statement);
  if (result != SQLITE_ROW && result != SQLITE_DONE) fail();
  return result == SQLITE_ROW;
}

void Sqlite::bind(sqlite3_stmt* to, int place, std::string_view text) {
  check(text.empty() ? sqlite3_bind_null(to, place)
                     : sqlite3_bind_text64(to, place, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Sqlite::bind(sqlite3_stmt* to, int place, double number) { check(sqlite3_bind_double(to, place, number)); }
void Sqlite::bind(sqlite3_stmt* to, int place, std::int64_t number) { check(sqlite3_bind_int64(to, place, number)); }

void Sqlite::check(int result) {
  if (result != SQLITE_OK) fail();
}
void Sqlite::fail() { throw std::runtime_error(called_ + ": " + sqlite3_errmsg(database_.get())); }

}  // namespace laststraw::scan
