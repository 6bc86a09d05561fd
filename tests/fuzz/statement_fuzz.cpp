// PostgreSQL's parser and scanner on any text: no crash, and of a redacted statement no literal is left.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "report/redact/statement.hpp"
#include "sql/statement.hpp"
#include "sql/tokens.hpp"

/// What stands for a literal: '?' behind any of SQL's prefixes (E, U&), or $$?$$.
static bool is_emptied(std::string_view literal) { return literal == "$$?$$" || (literal.ends_with("'?'") && literal.size() <= 5); }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sql::Statement statement = sql::read_statement(text);
  if (statement.nodes < 0 || (statement.rows && !(*statement.rows >= 0))) std::abort();
  sql::is_maintenance(text);
  if (sql::fingerprint(text) != sql::fingerprint(text)) std::abort();
  report::Replacements names;
  const std::string redacted = report::redact_statement(text, names);
  for (const sql::Token& token : sql::scan(redacted).list)
    if (token.constant() && !is_emptied(token.text)) std::abort();
  return 0;
}
