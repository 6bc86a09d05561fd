// SQL without what it is about.
#pragma once

#include <string>
#include <string_view>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

/// A statement as far as PostgreSQL's own lexer follows it: keywords, operators, parameters ($1) and functions of pg_catalog
/// stay; literals and numbers become ?, comments are emptied, names become placeholders. From where the lexer fails (a literal
/// that is cut off) everything is "[redacted]". Whatever `text` is, nothing else of it comes out.
std::string redact_statement(std::string_view text, Replacements& names);

}  // namespace laststraw::report
