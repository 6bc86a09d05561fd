// The parser's tree of a whole statement.
#pragma once

#include <string>

#include "sql/marks.hpp"

namespace laststraw::sql {

/// False where the text does not parse: cut off, newer than the parser's grammar, or no SQL.
bool read_tree(const std::string& text, Statement& statement);

}  // namespace laststraw::sql
