// pg_db_role_setting (catalogs.sgml): setdatabase, setrole (OIDs, 0: all), setconfig {name=value,...}; and psql's \drds, which names them:
//    Role  | Database |       Settings
//   -------+----------+-----------------------
//    app   | shop     | work_mem=64MB        +
//          |          | hash_mem_multiplier=4
#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"

namespace laststraw {

namespace {

using pg_views::Row;

const std::string& first_of(const Row& row, std::initializer_list<std::string_view> columns) {
  for (const std::string_view column : columns)
    if (row.has(column)) return row[column];
  return row[""];
}

/// Empty for all of them.
std::string one_or_all(const std::string& name) {
  return name == "0" || name == "-" || name == "ALL" || name == "all" ? std::string() : name;
}

/// The members of an array as array_out() writes it, or the lines of \drds. A quoted member may hold commas, and backslashes before quotes.
std::vector<std::string> members_of(std::string_view text) {
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  std::vector<std::string> members(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      members.back() += text[++i];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == ',' || text[i] == '\n'))
      members.emplace_back();
    else
      members.back() += text[i];
  }
  return members;
}

bool take(const Row& row, Records& records) {
  const std::string& settings = first_of(row, {"setconfig", "Settings"});
  if (settings.empty()) return false;
  for (const std::string& member : members_of(settings)) {
    const std::size_t equals = member.find('=');
    if (equals == std::string::npos || equals == 0 || records.role_settings.size() >= kMaxRoleSettings) continue;
    records.role_settings.push_back({one_or_all(first_of(row, {"rolname", "usename", "role", "Role", "setrole"})),
                                     one_or_all(first_of(row, {"datname", "database", "Database", "setdatabase"})),
                                     member.substr(0, equals), member.substr(equals + 1), row.cite});
  }
  return true;
}

}  // namespace

Reading read_pg_db_role_setting(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "pg_views/pg_db_role_setting";
  reading.coverage = pg_views::for_each_row(source, records, "a row with as many columns as the header",
                                            [&](const Row& row) { return take(row, records); });
  return reading;
}

}  // namespace laststraw
