#include "sql/words.hpp"

#include <array>
#include <string>
#include <vector>

#include "sql/functions.hpp"
#include "sql/tokens.hpp"

namespace laststraw::sql {

namespace {

struct Opening {
  std::string_view words, tag;
  Why why;
};

// Longest first where one begins another.
constexpr std::array kOpenings{Opening{"start_replication", "START_REPLICATION", Why::logical_decoding},
                               Opening{"create unique index", "CREATE INDEX", Why::index_build},
                               Opening{"create index", "CREATE INDEX", Why::index_build},
                               Opening{"reindex", "REINDEX", Why::index_build},
                               Opening{"vacuum full", "VACUUM", Why::rewrite},
                               Opening{"vacuum", "VACUUM", Why::vacuum},
                               Opening{"analyze", "ANALYZE", Why::vacuum},
                               Opening{"analyse", "ANALYZE", Why::vacuum},
                               Opening{"autovacuum", "VACUUM", Why::vacuum},
                               Opening{"cluster", "CLUSTER", Why::rewrite},
                               Opening{"refresh materialized view", "REFRESH MATERIALIZED VIEW", Why::rewrite},
                               Opening{"do", "DO", Why::procedural},
                               Opening{"call", "CALL", Why::procedural},
                               Opening{"copy", "COPY", Why::bulk_load},
                               Opening{"prepare", "PREPARE", Why::prepares},
                               Opening{"execute", "EXECUTE", Why::prepares},
                               Opening{"create temporary table", "CREATE TABLE AS", Why::temporary_tables},
                               Opening{"create temp table", "CREATE TABLE AS", Why::temporary_tables},
                               Opening{"create materialized view", "CREATE MATERIALIZED VIEW", Why::nothing},
                               Opening{"create table", "CREATE TABLE", Why::nothing},
                               Opening{"alter table", "ALTER TABLE", Why::nothing},
                               Opening{"with", "SELECT", Why::nothing},
                               Opening{"select", "SELECT", Why::nothing},
                               Opening{"values", "SELECT", Why::nothing},
                               Opening{"insert", "INSERT", Why::nothing},
                               Opening{"update", "UPDATE", Why::nothing},
                               Opening{"delete", "DELETE", Why::nothing},
                               Opening{"merge", "MERGE", Why::nothing},
                               Opening{"declare", "DECLARE CURSOR", Why::nothing},
                               Opening{"fetch", "FETCH", Why::nothing},
                               Opening{"explain", "EXPLAIN", Why::nothing},
                               Opening{"set", "SET", Why::nothing},
                               Opening{"begin", "TRANSACTION", Why::nothing},
                               Opening{"commit", "TRANSACTION", Why::nothing},
                               Opening{"rollback", "TRANSACTION", Why::nothing},
                               Opening{"truncate", "TRUNCATE TABLE", Why::nothing},
                               Opening{"lock", "LOCK TABLE", Why::nothing},
                               Opening{"drop", "DROP", Why::nothing}};

/// The first words, each in lower case with a blank between.
std::string beginning(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < 4; ++i) text += (i == 0 ? "" : " ") + words[i];
  return text;
}

const Opening* opening_of(const std::string& text) {
  for (const Opening& one : kOpenings)
    if (text.starts_with(one.words) && (text.size() == one.words.size() || text[one.words.size()] == ' ')) return &one;
  return nullptr;
}

/// Is it a sort, a hash or a materialised result that this word asks for?
bool asks_for_node(std::string_view before, std::string_view one, std::string_view next, std::string_view after) {
  if (one == "order" || one == "group") return next == "by";
  if (one == "join") return before != "lateral" && next != "lateral";
  if (one == "distinct") return next != "from";
  if (one == "over") return next == "(";
  if (one == "union") return next != "all";
  if (one == "in") return next == "(" && (after == "select" || after == "with");
  return one == "intersect" || one == "except";
}

void read_word(const std::vector<std::string>& words, std::size_t at, Marks& marks) {
  const auto word = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : std::string_view(); };
  const std::string_view next = word(at + 1), after = word(at + 2);
  if (asks_for_node(word(at - 1), words[at], next, after))
    marks.node();
  else if (words[at] == "array" && next == "(" && after == "select")
    marks.why(Why::collects_rows, "array(select");
  else if (next == "(")
    marks.function(words[at]);
}

}  // namespace

void read_words(std::string_view text, Statement& statement) {
  const Tokens tokens = scan(text);
  std::vector<std::string> words;
  words.reserve(tokens.list.size());
  for (const Token& token : tokens.list)
    words.push_back(token.kind == Token::Kind::word && !token.quoted ? lower(token.text) : std::string(token.text));
  Marks marks(statement);
  const Opening* opening = opening_of(beginning(words));
  if (!opening) return;  // no statement: nothing is said of it
  statement.tag = opening->tag;
  if (opening->why != Why::nothing) marks.why(opening->why, opening->words);
  marks.writes_many = statement.tag == "UPDATE" || statement.tag == "DELETE" || statement.tag == "MERGE" || statement.tag == "INSERT";

  std::size_t list = 0;  // constants with commas between
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& one = words[i];
    if (tokens.list[i].constant() || tokens.list[i].kind == Token::Kind::parameter) {
      if (++list >= kLongList) marks.why(Why::huge_text, "a list of constants");
      continue;
    }
    if (one != "," && one != "(" && one != ")") list = 0;
    if (tokens.list[i].kind == Token::Kind::word) read_word(words, i, marks);
  }
  if (text.size() >= kHugeText) marks.why(Why::huge_text, "the text itself");
  marks.conclude();
  // What was cut off may hold anything: nothing seen is not nothing there.
  if (statement.bound == Bound::small && statement.tag != "SET" && statement.tag != "TRANSACTION") statement.bound = Bound::unknown;
}

}  // namespace laststraw::sql
