// Functions whose names say how much memory they can take.
#pragma once

#include <string_view>

#include "sql/statement.hpp"

namespace laststraw::sql {

/// By the name in lower case, without schema; Why::nothing for all others.
Why why_of_function(std::string_view name);

/// A function of PostgreSQL's own that returns one small value: now(), nextval(), pg_sleep(), set_config() and the like. A call of
/// any other function without a FROM clause runs code that the text does not show.
bool is_small_builtin(std::string_view name);

}  // namespace laststraw::sql
