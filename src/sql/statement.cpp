#include "sql/statement.hpp"

#include <pg_query.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "sql/tokens.hpp"
#include "sql/tree.hpp"
#include "sql/words.hpp"

namespace laststraw::sql {

namespace {

/// The parser's tree is tens of times its text.
constexpr std::size_t kMostParsed = 64 * 1024;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n;");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n;") - first + 1);
}

bool parses(std::string_view text) { return text.size() <= kMostParsed && text.find('\0') == std::string_view::npos; }

/// FNV-1a: the words without constants and case, so that statements that differ in those are one.
std::uint64_t hash_of_words(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const Token& token : scan(text).list) {
    const std::string word = token.constant() || token.kind == Token::Kind::parameter ? "?" : lower(token.text);
    for (const char c : word + " ") hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

}  // namespace

Statement read_statement(std::string_view text) {
  text = trimmed(text);
  Statement statement;
  if (text.empty()) return statement;
  if (parses(text) && read_tree(std::string(text), statement)) return statement;
  statement = {};
  read_words(text, statement);
  return statement;
}

bool is_maintenance(const Statement& statement) {
  return statement.bound == Bound::maintenance || (statement.why == Why::rewrite && statement.tag != "REFRESH MATERIALIZED VIEW");
}

bool is_maintenance(std::string_view text) {
  constexpr std::array<std::string_view, 8> kMayBe{"create", "reindex", "vacuum", "analyze", "analyse", "cluster", "alter", "autovacuum"};
  constexpr std::size_t kBeginning = 200;  // with a comment before the first word
  const Tokens tokens = scan(text.substr(0, kBeginning));
  if (!tokens.list.empty() && std::find(kMayBe.begin(), kMayBe.end(), lower(tokens.list.front().text)) == kMayBe.end()) return false;
  return is_maintenance(read_statement(text));
}

std::string fingerprint(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {};
  if (parses(text)) {
    const PgQueryFingerprintResult result = pg_query_fingerprint(std::string(text).c_str());
    const std::string found = result.error || !result.fingerprint_str ? std::string() : std::string(result.fingerprint_str);
    pg_query_free_fingerprint_result(result);
    if (!found.empty()) return found;
  }
  return fmt::format("{:016x}", hash_of_words(text));
}

}  // namespace laststraw::sql
