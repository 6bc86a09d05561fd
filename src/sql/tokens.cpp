#include "sql/tokens.hpp"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <algorithm>
#include <memory>

namespace laststraw::sql {

namespace {

Token::Kind kind_of(const PgQuery__ScanToken& token) {
  switch (token.token) {
    case PG_QUERY__TOKEN__SCONST:
    case PG_QUERY__TOKEN__USCONST:
    case PG_QUERY__TOKEN__BCONST:
    case PG_QUERY__TOKEN__XCONST:
    case PG_QUERY__TOKEN__FCONST:
    case PG_QUERY__TOKEN__ICONST:
      return Token::Kind::constant;
    case PG_QUERY__TOKEN__PARAM:
      return Token::Kind::parameter;
    case PG_QUERY__TOKEN__IDENT:
    case PG_QUERY__TOKEN__UIDENT:
      return Token::Kind::word;
    default:
      return token.keyword_kind == PG_QUERY__KEYWORD_KIND__NO_KEYWORD ? Token::Kind::symbol : Token::Kind::word;
  }
}

/// One run of the scanner over text without NUL bytes. False where it stopped at something without an end; `at` says where.
bool scan_once(const std::string& text, std::string_view original, Tokens& tokens, std::size_t& at) {
  const PgQueryScanResult result = pg_query_scan(text.c_str());
  const std::unique_ptr<const PgQueryScanResult, void (*)(const PgQueryScanResult*)> owner(
      &result, [](const PgQueryScanResult* one) { pg_query_free_scan_result(*one); });
  if (result.error) {
    // The cursor is 1-based, in characters; of UTF-8 text that is at most the byte.
    at = result.error->cursorpos > 0 ? static_cast<std::size_t>(result.error->cursorpos) - 1 : 0;
    return false;
  }
  PgQuery__ScanResult* scanned =
      pg_query__scan_result__unpack(nullptr, result.pbuf.len, reinterpret_cast<const std::uint8_t*>(result.pbuf.data));
  if (!scanned) return true;
  for (std::size_t i = 0; i < scanned->n_tokens; ++i) {
    const PgQuery__ScanToken& one = *scanned->tokens[i];
    if (one.token == PG_QUERY__TOKEN__SQL_COMMENT || one.token == PG_QUERY__TOKEN__C_COMMENT) continue;
    const auto from = static_cast<std::size_t>(std::max(0, one.start)), to = static_cast<std::size_t>(std::max(0, one.end));
    if (from >= to || to > original.size()) continue;
    const std::string_view piece = original.substr(from, to - from);
    tokens.list.push_back({kind_of(one), piece, piece.front() == '"'});
  }
  pg_query__scan_result__free_unpacked(scanned, nullptr);
  return true;
}

}  // namespace

Tokens scan(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  Tokens tokens;
  // Each failure cuts the text off before what has no end; a text that fails again and again is no SQL.
  for (int tries = 0; tries < 4 && !text.empty(); ++tries) {
    std::size_t at = 0;
    if (scan_once(std::string(text), text, tokens, at)) return tokens;
    tokens.cut = true;
    text = text.substr(0, std::min(at, text.size() - 1));
  }
  return tokens;
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return small;
}

}  // namespace laststraw::sql
