#include "support/csv.hpp"

#include <algorithm>

#include "support/grammar.hpp"

namespace laststraw::support {

namespace {

using grammar::Chars;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::raw;

const auto quoted = raw['"' >> *((char_ - '"') | lit("\"\"")) >> '"'];
const auto plain = raw[*(char_ - ',' - '"')];

}  // namespace

bool is_open_csv(std::string_view row) { return std::count(row.begin(), row.end(), '"') % 2 != 0; }

bool split_csv(std::string_view row, std::vector<std::string>& fields) {
  fields.clear();
  for (;;) {
    Chars field;
    const bool is_quoted = !row.empty() && row.front() == '"';
    if (!(is_quoted ? grammar::take(row, quoted, field) : grammar::take(row, plain, field))) return false;
    std::string_view text = grammar::view(field);
    if (is_quoted) text = text.substr(1, text.size() - 2);
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
      value += text[i];
      if (is_quoted && text[i] == '"') ++i;
    }
    fields.push_back(std::move(value));
    if (row.empty()) return true;
    if (row.front() != ',') return false;
    row.remove_prefix(1);
  }
}

}  // namespace laststraw::support
