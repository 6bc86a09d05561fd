// PostgreSQL's scanner: the words of a text that need not be a whole statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::sql {

struct Token {
  enum class Kind { word, text, number, parameter, symbol, line_comment, block_comment } kind{};
  std::string_view text;  ///< of the text that was scanned; of U&'...' and U&"..." no more than the beginning
  bool keyword = false;
  bool quoted = false;   ///< "Identifier"
  bool unicode = false;  ///< U&"identifier", U&'text'

  bool constant() const { return kind == Kind::text || kind == Kind::number; }
};

/// One run of the scanner.
struct Scanned {
  std::vector<Token> tokens;             ///< comments too; empty where it failed
  std::optional<std::size_t> failed_at;  ///< something there has no end; it may lie a little early, never late
};

/// The scanner's memory belongs to its thread (libpg_query keeps it thread-local), so threads may scan side by side. It has no
/// recursion: nesting of any depth costs nothing. It stops at a NUL byte.
Scanned scan_once(const std::string& text);

/// Comments are left out. A literal, identifier or comment that has no end ends the list, and `cut` says so.
struct Tokens {
  std::vector<Token> list;
  bool cut = false;
};

Tokens scan(std::string_view text);

/// In lower case, ASCII only.
std::string lower(std::string_view text);

}  // namespace laststraw::sql
