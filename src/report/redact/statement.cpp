#include "report/redact/statement.hpp"

#include <algorithm>
#include <cctype>

#include "report/redact/words.hpp"
#include "sql/tokens.hpp"

namespace laststraw::report {

namespace {

using sql::Scanned;
using sql::Token;

/// Longer than track_activity_query_size of any server that somebody can read; the lexer keeps several times as much.
constexpr std::size_t kLongest = std::size_t{64} << 10;

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

std::string redacted(const Token& token, Replacements& names) {
  switch (token.kind) {
    case Token::Kind::text:
      return token.text.starts_with('$') ? "$$?$$" : "'?'";
    case Token::Kind::number:
      return "?";
    case Token::Kind::parameter:
      return std::string(token.text);
    case Token::Kind::line_comment:
      return "--?";
    case Token::Kind::block_comment:
      return "/* ? */";
    case Token::Kind::word:
    case Token::Kind::symbol:
      break;
  }
  if (token.keyword || is_punctuation(token.text)) return std::string(token.text);
  return redacted_name(token.text, names);
}

/// Blanks between two tokens. The lexer gives no extent for U&'...' and U&"...": what else stands there is one more literal.
std::string between(std::string_view gap) {
  const auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  if (std::all_of(gap.begin(), gap.end(), is_blank)) return std::string(gap);
  return std::string(is_blank(gap.front()) ? " " : "") + "'?'" + (is_blank(gap.back()) ? " " : "");
}

std::string written(std::string_view sql, const Scanned& scanned, Replacements& names) {
  std::string out;
  std::size_t at = 0;
  for (const Token& token : scanned.tokens) {
    const auto start = static_cast<std::size_t>(token.text.data() - sql.data());
    if (start < at) return out + std::string(kRedacted);
    out += between(sql.substr(at, start - at));
    // U&"name" is given as "U" alone, and U&'text' as nothing: its rest is the gap that follows.
    const bool no_extent = token.unicode && (token.kind == Token::Kind::word || token.text.empty());
    if (!no_extent) out += redacted(token, names);
    if (may_go_on(token.text)) return out + std::string(kRedacted);
    at = start + token.text.size();
  }
  return out + between(sql.substr(at));
}

/// SELECT, INSERT, ...: all that is left of a statement nobody can follow.
std::string command_tag(std::string_view text, Replacements& names) {
  const std::size_t from = std::min(text.find_first_not_of(" \t\r\n("), text.size());
  std::size_t end = from;
  while (end < text.size() && end - from < 20 && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
  const std::string word(text.substr(from, end - from));
  const Scanned scanned = sql::scan_once(word);
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
    const Scanned scanned = sql::scan_once(sql);
    if (!scanned.failed_at) {
      std::string out = written(sql, scanned, names);
      return out.ends_with(end) ? out : out + end;
    }
    if (*scanned.failed_at >= sql.size() && *scanned.failed_at > 0) break;
    sql.resize(*scanned.failed_at);
    end = kRedacted;
    if (sql.empty()) break;
  }
  return command_tag(text, names);
}

}  // namespace laststraw::report
