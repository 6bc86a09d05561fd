// A query's result as psql prints it: CSV (--csv, COPY ... CSV HEADER), aligned, expanded (\x); json_agg() and row_to_json(), whose rows are a line each.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "laststraw/parsers/room.hpp"

namespace laststraw::pg_views {

struct Row {
  std::map<std::string, std::string, std::less<>> cells;  ///< by column
  Citation cite;

  /// Empty where there is no such column.
  const std::string& operator[](std::string_view column) const;
  bool has(std::string_view column) const { return cells.contains(column); }
};

/// A count as these views print them; nullopt: none, or below zero.
std::optional<std::int64_t> count_of(const std::string& cell);

/// `take` says whether a row is one of those wanted.
Coverage for_each_row(const SourceText& source, Records& records, const char* expected, const std::function<bool(const Row&)>& take);

}  // namespace laststraw::pg_views
