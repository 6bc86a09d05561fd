// Statements that do not parse: cut off, newer than the parser, or of PostgreSQL's other languages (replication commands).
#pragma once

#include <string_view>

#include "sql/marks.hpp"

namespace laststraw::sql {

void read_words(std::string_view text, Statement& statement);

}  // namespace laststraw::sql
