// PostgreSQL's scanner: the words of a text that need not be a whole statement.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laststraw::sql {

struct Token {
  enum class Kind { word, constant, parameter, symbol } kind{};
  std::string_view text;  ///< of the text that was scanned
  bool quoted = false;    ///< "Identifier"
};

/// Comments are left out. A literal, identifier or comment that has no end ends the list, and `cut` says so.
struct Tokens {
  std::vector<Token> list;
  bool cut = false;
};

Tokens scan(std::string_view text);

/// In lower case, ASCII only.
std::string lower(std::string_view text);

}  // namespace laststraw::sql
