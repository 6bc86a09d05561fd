// An SQLite file, and the statements that are run on it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace laststraw::scan {

/// One row of an answer, by the places of its columns; valid until the next.
class SqliteRow {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::string text(int column) const;
  std::int64_t number(int column) const;  ///< 0 for NULL
  double real(int column) const;
  bool is_null(int column) const;
  std::optional<std::int64_t> maybe_number(int column) const;
  std::optional<double> maybe_real(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// Statements are compiled once, by the address of their text. Throws std::runtime_error, which names the file.
class Sqlite {
 public:
  /// "" is a file without a name, which is made when it no longer fits into the cache, in $SQLITE_TMPDIR, $TMPDIR or /var/tmp.
  explicit Sqlite(const std::string& file, const std::string& called = {});
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  void run(const char* statements);
  /// Binds in order: what is not known, and an empty text, are NULL.
  template <class... Values>
  void run_with(const char* text, const Values&... values) {
    each(
        text, [](const SqliteRow&) { return true; }, values...);
  }
  /// `take` gets each row of the answer, until it returns false; it may run other statements. A statement must not be asked within its own rows.
  template <class Take, class... Values>
  void each(const char* text, const Take& take, const Values&... values) {
    const Asked asked(*this, text);
    int place = 0;
    (bind(asked.statement, ++place, values), ...);
    while (step(asked.statement) && take(SqliteRow(asked.statement))) {
    }
  }

 private:
  struct Asked {
    Asked(Sqlite& of, const char* text) : statement(of.prepared(text)) {}
    ~Asked();
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;
    sqlite3_stmt* statement;
  };
  sqlite3_stmt* prepared(const char* text);
  bool step(sqlite3_stmt* statement);
  void bind(sqlite3_stmt* to, int place, std::string_view text);
  void bind(sqlite3_stmt* to, int place, const std::string& text) { bind(to, place, std::string_view(text)); }
  void bind(sqlite3_stmt* to, int place, double number);
  void bind(sqlite3_stmt* to, int place, std::int64_t number);
  void bind(sqlite3_stmt* to, int place, std::uint64_t number) { bind(to, place, static_cast<std::int64_t>(number)); }
  void bind(sqlite3_stmt* to, int place, int number) { bind(to, place, std::int64_t{number}); }
  void bind(sqlite3_stmt* to, int place, bool is) { bind(to, place, std::int64_t{is}); }
  template <class Value>
  void bind(sqlite3_stmt* to, int place, const std::optional<Value>& maybe) {
    if (maybe)
      bind(to, place, *maybe);
    else
      bind(to, place, std::string_view());
  }
  void check(int result);
  [[noreturn]] void fail();

  std::string called_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> database_;
  std::map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace laststraw::scan
