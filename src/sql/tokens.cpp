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
      return Token::Kind::text;
    case PG_QUERY__TOKEN__FCONST:
    case PG_QUERY__TOKEN__ICONST:
      return Token::Kind::number;
    case PG_QUERY__TOKEN__PARAM:
      return Token::Kind::parameter;
    case PG_QUERY__TOKEN__SQL_COMMENT:
      return Token::Kind::line_comment;
    case PG_QUERY__TOKEN__C_COMMENT:
      return Token::Kind::block_comment;
    case PG_QUERY__TOKEN__IDENT:
    case PG_QUERY__TOKEN__UIDENT:
      return Token::Kind::word;
    default:
      return token.keyword_kind == PG_QUERY__KEYWORD_KIND__NO_KEYWORD ? Token::Kind::symbol : Token::Kind::word;
  }
}

/// The token as a view of `text`; nullopt: the scanner gave it no place there.
std::optional<Token> token_of(const PgQuery__ScanToken& one, std::string_view text) {
  const auto from = static_cast<std::size_t>(std::max(0, one.start)), to = static_cast<std::size_t>(std::max(0, one.end));
  if (from > to || to > text.size()) return std::nullopt;
  Token token;
  token.kind = kind_of(one);
  token.text = text.substr(from, to - from);
  token.keyword = one.keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD;
  token.quoted = token.text.starts_with('"');
  token.unicode = one.token == PG_QUERY__TOKEN__UIDENT || one.token == PG_QUERY__TOKEN__USCONST;
  return token;
}

using ScanResult = std::unique_ptr<const PgQueryScanResult, void (*)(const PgQueryScanResult*)>;
using Unpacked = std::unique_ptr<PgQuery__ScanResult, void (*)(PgQuery__ScanResult*)>;

}  // namespace

Scanned scan_once(const std::string& text) {
  const PgQueryScanResult result = pg_query_scan(text.c_str());
  const ScanResult owner(&result, [](const PgQueryScanResult* one) { pg_query_free_scan_result(*one); });
  // The cursor counts characters from 1. Taken as bytes it is never behind the true place.
  if (result.error) return {{}, static_cast<std::size_t>(std::max(0, result.error->cursorpos - 1))};
  const Unpacked all(pg_query__scan_result__unpack(nullptr, result.pbuf.len, reinterpret_cast<const std::uint8_t*>(result.pbuf.data)),
                     [](PgQuery__ScanResult* one) { pg_query__scan_result__free_unpacked(one, nullptr); });
  if (!all) return {{}, std::size_t{0}};
  Scanned found;
  for (std::size_t i = 0; i < all->n_tokens; ++i) {
    auto token = token_of(*all->tokens[i], text);
    if (!token) return {{}, std::size_t{0}};
    found.tokens.push_back(*token);
  }
  return found;
}

Tokens scan(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  Tokens tokens;
  // Each failure cuts the text off before what has no end; a text that fails again and again is no SQL.
  for (int tries = 0; tries < 4 && !text.empty(); ++tries) {
    const std::string copy(text);
    const Scanned scanned = scan_once(copy);
    if (!scanned.failed_at) {
      for (Token token : scanned.tokens) {
        if (token.text.empty() || token.kind == Token::Kind::line_comment || token.kind == Token::Kind::block_comment) continue;
        token.text = text.substr(static_cast<std::size_t>(token.text.data() - copy.data()), token.text.size());
        tokens.list.push_back(token);
      }
      return tokens;
    }
    tokens.cut = true;
    text = text.substr(0, std::min(*scanned.failed_at, text.size() - 1));
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
