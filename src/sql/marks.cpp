#include "sql/marks.hpp"

#include "sql/functions.hpp"

namespace laststraw::sql {

void Marks::why(Why why, std::string_view word) {
  if (statement_.why != Why::nothing && statement_.why <= why) return;
  statement_.why = why;
  statement_.word = word;
}

void Marks::function(const std::string& name) {
  const Why reason = why_of_function(name);
  if (reason == Why::sorts_and_hashes) node();
  if (reason != Why::nothing) why(reason, name);
}

void Marks::conclude() {
  if (statement_.nodes > 0 && statement_.why == Why::nothing) why(Why::sorts_and_hashes, {});
  switch (statement_.why) {
    case Why::collects_rows:
      // One value of few rows is small, whatever else is in the statement.
      statement_.bound = Bound::none;
      if (statement_.rows && *statement_.rows < kFewRows && statement_.nodes == 0)
        statement_.bound = Bound::small, statement_.why = Why::nothing;
      break;
    case Why::logical_decoding:
    case Why::huge_text:
    case Why::large_value:
    case Why::procedural:
    case Why::cartesian_product:
      statement_.bound = Bound::none;
      break;
    case Why::index_build:
    case Why::vacuum:
      statement_.bound = Bound::maintenance;
      break;
    case Why::sorts_and_hashes:
      statement_.bound = Bound::work_mem;
      break;
    case Why::prepares:
    case Why::temporary_tables:
    case Why::bulk_load:
    case Why::rewrite:
      statement_.bound = statement_.nodes > 0 ? Bound::work_mem : Bound::unknown;
      break;
    case Why::nothing:
      statement_.bound = writes_many && !point_lookup ? Bound::unknown : Bound::small;
      break;
  }
}

}  // namespace laststraw::sql
