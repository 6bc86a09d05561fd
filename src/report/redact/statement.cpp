#include "report/redact/statement.hpp"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <vector>

#include "report/redact/words.hpp"

namespace laststraw::report {

namespace {

/// Longer than track_activity_query_size of any server that somebody can read; the lexer keeps several times as much.
constexpr std::size_t kLongest = std::size_t{64} << 10;

struct Token {
  std::size_t start, end;
  int kind;
  bool keyword;
};
struct Scanned {
  std::vector<Token> tokens;
  std::size_t failed_at = std::string::npos;  ///< where the lexer gave up; npos: nowhere
};

/// The lexer's memory belongs to its thread (libpg_query keeps it thread-local), so threads may scan side by side. Only the
/// lexer is used: it has no recursion, so that nesting of any depth costs nothing.
Scanned scan(const std::string& sql) {
  Scanned found;
  const PgQueryScanResult result = pg_query_scan(sql.c_str());
  if (result.error) {
    // The position counts characters from 1. Taken as bytes it is never behind the true one.
    found.failed_at = static_cast<std::size_t>(std::max(0, result.error->cursorpos - 1));
  } else {
    const std::unique_ptr<PgQuery__ScanResult, void (*)(PgQuery__ScanResult*)> all(
        pg_query__scan_result__unpack(nullptr, result.pbuf.len, reinterpret_cast<const std::uint8_t*>(result.pbuf.data)),
        [](PgQuery__ScanResult* one) { pg_query__scan_result__free_unpacked(one, nullptr); });
    if (!all) found.failed_at = 0;
    for (std::size_t i = 0; all && i < all->n_tokens; ++i) {
      const PgQuery__ScanToken& token = *all->tokens[i];
      found.tokens.push_back({static_cast<std::size_t>(std::max(0, token.start)), static_cast<std::size_t>(std::max(0, token.end)),
                              static_cast<int>(token.token), token.keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD});
    }
  }
  pg_query_free_scan_result(result);
  return found;
}

bool is_punctuation(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::ispunct(c) != 0; });
}

/// With standard_conforming_strings off, or a driver that thinks so, 'it\'s' goes on where the lexer sees its end.
bool may_go_on(std::string_view literal) {
  if (literal.empty() || literal.front() != '\'') return false;
  for (std::size_t at = literal.find('\\'); at != std::string_view::npos; at = literal.find('\\', at + 1))
    if (at + 1 < literal.size() && literal[at + 1] == '\'') return true;
  return false;
}

/// "a""b" is a"b; names without quotes are one whatever their case.
std::string plain_name(std::string_view name) {
  std::string plain;
  if (!name.empty() && name.front() == '"') {
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
      plain += name[i];
      if (name[i] == '"') ++i;
    }
    return plain;
  }
  for (const char c : name) plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

std::string redacted_name(std::string_view name, Replacements& names) {
  const std::string plain = plain_name(name);
  if (name.front() != '"' && (is_catalog_name(plain) || plain == "autovacuum")) return std::string(name);
  const std::string placeholder = names.of_any(plain);
  return name.front() == '"' && placeholder != plain ? "\"" + placeholder + "\"" : placeholder;
}

std::string redacted(std::string_view text, const Token& token, Replacements& names) {
  switch (token.kind) {
    case PG_QUERY__TOKEN__SCONST:
    case PG_QUERY__TOKEN__USCONST:
    case PG_QUERY__TOKEN__BCONST:
    case PG_QUERY__TOKEN__XCONST:
      return text.starts_with('$') ? "$$?$$" : "'?'";
    case PG_QUERY__TOKEN__ICONST:
    case PG_QUERY__TOKEN__FCONST:
      return "?";
    case PG_QUERY__TOKEN__PARAM:
      return std::string(text);
    case PG_QUERY__TOKEN__SQL_COMMENT:
      return "--?";
    case PG_QUERY__TOKEN__C_COMMENT:
      return "/* ? */";
    default:
      break;
  }
  if (token.keyword || is_punctuation(text)) return std::string(text);
  return text.empty() ? std::string() : redacted_name(text, names);
}

/// Blanks between two tokens. The lexer gives no extent for U&'...' and U&"...": what else stands there is one more literal.
std::string between(std::string_view gap) {
  const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  if (std::all_of(gap.begin(), gap.end(), is_blank)) return std::string(gap);
  return std::string(is_blank(gap.front()) ? " " : "") + "'?'" + (is_blank(gap.back()) ? " " : "");
}

std::string written(const std::string& sql, const Scanned& scanned, Replacements& names) {
  std::string out;
  std::size_t at = 0;
  for (const Token& token : scanned.tokens) {
    if (token.start < at || token.end < token.start || token.end > sql.size()) return out + std::string(kRedacted);
    const std::string_view text = std::string_view(sql).substr(token.start, token.end - token.start);
    // U&"name" is given as "U" alone: its rest is the gap that follows.
    const bool no_extent = token.kind == PG_QUERY__TOKEN__UIDENT || (token.kind == PG_QUERY__TOKEN__USCONST && text.empty());
    out += between(std::string_view(sql).substr(at, token.start - at));
    if (!no_extent) out += redacted(text, token, names);
    if (may_go_on(text)) return out + std::string(kRedacted);
    at = token.end;
  }
  return out + between(std::string_view(sql).substr(at));
}

/// SELECT, INSERT, ...: all that is left of a statement nobody can follow.
std::string command_tag(std::string_view text, Replacements& names) {
  const std::size_t from = std::min(text.find_first_not_of(" \t\r\n("), text.size());
  std::size_t end = from;
  while (end < text.size() && end - from < 20 && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
  const std::string word(text.substr(from, end - from));
  const Scanned scanned = scan(word);
  if (scanned.tokens.size() != 1 || !scanned.tokens.front().keyword) return std::string(kRedacted);
  return written(word, scanned, names) + " " + std::string(kRedacted);
}

}  // namespace

std::string redact_statement(std::string_view text, Replacements& names) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::string(text);
  if (text.size() > kLongest || text.find('\0') != std::string_view::npos) return command_tag(text.substr(0, 100), names);
  std::string sql(text);
  std::string end;
  // What stands before the place of an error has been followed; that place may lie a little early, within an earlier literal.
  for (int tries = 0; tries < 8; ++tries) {
    const Scanned scanned = scan(sql);
    if (scanned.failed_at == std::string::npos) {
      std::string out = written(sql, scanned, names);
      return out.ends_with(end) ? out : out + end;
    }
    if (scanned.failed_at >= sql.size() && scanned.failed_at > 0) break;
    sql.resize(scanned.failed_at);
    end = kRedacted;
    if (sql.empty()) break;
  }
  return command_tag(text, names);
}

}  // namespace laststraw::report
