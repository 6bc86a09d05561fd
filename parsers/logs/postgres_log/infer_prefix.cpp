#include "postgres_log/infer_prefix.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "postgres_log/prefix.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::postgres_log {

namespace {

using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;
using grammar::x3::repeat;
using grammar::x3::xdigit;

const auto epoch = repeat(10)[digit] >> '.' >> repeat(3)[digit];
const auto session = repeat(8)[char_("0-9a-f")] >> '.' >> +char_("0-9a-f");
const auto virtual_transaction = +digit >> '/' >> +digit;
const auto address = +digit >> '.' >> +digit >> '.' >> +digit >> '.' >> +digit;
const auto port = lit('(') >> +digit >> ')';
const auto sqlstate = repeat(2)[char_("0-9A-Z")] >> repeat(3)[char_("0-9A-Z")];

struct Key {
  std::string_view name;
  char escape;
};
/// What people call the fields before "=".
constexpr std::array<Key, 29> kKeys{{{"user", 'u'},
                                     {"usr", 'u'},
                                     {"username", 'u'},
                                     {"db", 'd'},
                                     {"database", 'd'},
                                     {"dbname", 'd'},
                                     {"app", 'a'},
                                     {"appname", 'a'},
                                     {"application", 'a'},
                                     {"application_name", 'a'},
                                     {"client", 'h'},
                                     {"host", 'h'},
                                     {"remote", 'r'},
                                     {"remote_host", 'h'},
                                     {"addr", 'h'},
                                     {"pid", 'p'},
                                     {"p", 'p'},
                                     {"line", 'l'},
                                     {"l", 'l'},
                                     {"sqlstate", 'e'},
                                     {"state", 'e'},
                                     {"error_code", 'e'},
                                     {"sql_error_code", 'e'},
                                     {"ps", 'i'},
                                     {"cmd", 'i'},
                                     {"tag", 'i'},
                                     {"txid", 'x'},
                                     {"xid", 'x'},
                                     {"vxid", 'v'}}};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == '$'; }
bool is_session_field(char escape) { return std::string_view("udarhicsevx").find(escape) != std::string_view::npos; }

/// Reads the beginning of one line into a pattern.
class Suggestion {
 public:
  /// `words_vary`: a bare word is the value of some field, not part of the pattern.
  Suggestion(std::string_view text, bool words_vary) : rest_(text), words_vary_(words_vary) {
    while (!rest_.empty() && pattern_.size() < 200) step();
  }
  const std::string& pattern() const { return pattern_; }
  std::size_t first_session_field() const { return first_session_; }

 private:
  void field(char escape, std::size_t length) {
    if (is_session_field(escape) && escape != 'c' && escape != 's' && first_session_ == std::string::npos) first_session_ = pattern_.size();
    pattern_ += '%';
    pattern_ += escape;
    rest_.remove_prefix(length);
  }
  template <class Parser>
  std::size_t length(const Parser& parser) const {
    std::string_view behind = rest_;
    return grammar::take(behind, parser) ? rest_.size() - behind.size() : 0;
  }
  std::size_t word_length(std::string_view stops) const {
    const std::size_t end = rest_.find_first_of(stops);
    return end == std::string_view::npos ? rest_.size() : end;
  }

  void step() {
    if (std::string_view after = rest_; const auto stamp = support::take_iso_time(after)) {
      field(times_++ > 0 ? 's' : stamp->resolution < std::chrono::seconds{1} ? 'm' : 't', rest_.size() - after.size());
    } else if (const std::size_t n = length(epoch)) {
      field('n', n);
    } else if (const std::size_t m = length(session)) {
      field('c', m);
    } else if (const std::size_t v = length(virtual_transaction)) {
      field('v', v);
    } else if (rest_.substr(0, 7) == "[local]") {
      field(address_escape_, 7);
    } else if (const std::size_t a = length(address)) {
      std::string_view behind = rest_.substr(a);
      const bool with_port = grammar::take(behind, port);
      field(with_port ? 'r' : address_escape_, rest_.size() - behind.size());
    } else if (std::isdigit(static_cast<unsigned char>(rest_.front()))) {
      number();
    } else if (is_word(rest_.front())) {
      word();
    } else {
      if (rest_.front() == '%') pattern_ += '%';
      pattern_ += rest_.front();
      rest_.remove_prefix(1);
    }
  }

  void number() {
    const std::size_t n = length(+digit);
    if (numbers_ > 0 && is_sqlstate()) return field('e', 5);
    if (const std::size_t s = length(sqlstate);
        s == 5 && (n < 5 || rest_.substr(0, 5) == "00000") && (rest_.size() == 5 || !is_word(rest_[5])))
      return field('e', 5);
    if (n < rest_.size() && (std::isalpha(static_cast<unsigned char>(rest_[n])) || rest_[n] == '@')) return word();
    const bool line_number = numbers_ == 1 && rest_.substr(n).starts_with("-1");  // "[%l-1]", as pgBadger wants it
    constexpr std::string_view kOrder = "plx";  // the first number is the pid, then the line, then the transaction
    field(kOrder[std::min<std::size_t>(numbers_++, 2)], n);
    if (line_number) literal(2);
  }

  /// Five digits of a class that errors have (src/backend/utils/errcodes.txt), in brackets of their own or at the end.
  bool is_sqlstate() const {
    constexpr std::array<std::string_view, 20> kClasses{"00", "01", "02", "08", "21", "22", "23", "24", "25", "26",
                                                        "28", "34", "40", "42", "53", "54", "55", "57", "58", "03"};
    if (length(sqlstate) != 5 || (rest_.size() > 5 && is_word(rest_[5]))) return false;
    if (std::find(kClasses.begin(), kClasses.end(), rest_.substr(0, 2)) == kClasses.end()) return false;
    return rest_.substr(5).find_first_not_of("] :>") == std::string_view::npos;
  }

  void literal(std::size_t length) {
    pattern_ += std::string(rest_.substr(0, length));
    rest_.remove_prefix(length);
  }

  void word() {
    std::size_t n = 0;
    while (n < rest_.size() && is_word(rest_[n])) ++n;
    if (n < rest_.size() && rest_[n] == '=') {
      const std::string_view name = rest_.substr(0, n);
      const auto known = std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& key) { return key.name == name; });
      pattern_ += std::string(rest_.substr(0, n + 1));
      rest_.remove_prefix(n + 1);
      if (known == kKeys.end()) return;
      // An application's name may hold blanks: it ends before the next field.
      std::size_t size = rest_.starts_with("[unknown]") ? 9 : word_length(known->escape == 'a' ? ",;|]" : " ,;|]");
      if (known->escape == 'a') size = std::min({size, rest_.find(" ["), rest_.find_last_not_of(' ') + 1});
      if (known->escape == 'h' && rest_.substr(0, size).find('(') != std::string_view::npos)
        field('r', size);
      else
        field(known->escape, size);
      return;
    }
    if (n < rest_.size() && rest_[n] == '@') {
      // user@database
      field('u', n);
      pattern_ += '@';
      rest_.remove_prefix(1);
      field('d', rest_.starts_with("[unknown]") ? 9 : word_length(" ,;|]:/("));
      return;
    }
    // "coord(0.0)": a node's name, the same in the whole log.
    if (n < rest_.size() && rest_[n] == '(' && n > 0)
      if (const std::size_t close = rest_.find(')', n); close != std::string_view::npos) return literal(close + 1);
    if (words_vary_ && n > 0) return field('a', n);
    pattern_ += std::string(rest_.substr(0, n));
    rest_.remove_prefix(n);
  }

  std::string_view rest_;
  bool words_vary_;
  std::string pattern_;
  std::size_t first_session_ = std::string::npos;
  std::size_t numbers_ = 0, times_ = 0;
  char address_escape_ = 'h';
};

/// "renderd[121]: ...": a program's tag, whose number is no process of the server's.
bool is_another_programs(std::string_view line) {
  const std::size_t end = line.find_first_of("[ ");
  return end != std::string_view::npos && end > 0 && line[end] == '[' && std::isalpha(static_cast<unsigned char>(line.front())) &&
         !line.starts_with("postgres");
}

}  // namespace

std::vector<std::string> infer_prefixes(const std::vector<std::string_view>& lines, Trust trust) {
  constexpr std::size_t kLongestPrefix = 400;
  std::map<std::string, std::size_t> seen;
  for (const std::string_view line : lines) {
    const auto severity = severity_at(line, trust);
    if (!severity || *severity > kLongestPrefix || is_another_programs(line)) continue;
    for (const bool words_vary : {false, true}) {
      const Suggestion suggestion(line.substr(0, *severity), words_vary);
      ++seen[suggestion.pattern()];
      if (const std::size_t q = suggestion.first_session_field(); q != std::string::npos) {
        std::string optional = suggestion.pattern();
        ++seen[optional.insert(q, "%q")];
      }
    }
  }
  std::vector<std::pair<std::size_t, std::string>> ranked;
  ranked.reserve(seen.size());
  for (const auto& [pattern, count] : seen) ranked.emplace_back(count, pattern);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> patterns;
  constexpr std::size_t kMost = 24;
  for (const auto& [count, pattern] : ranked)
    if (patterns.size() < kMost) patterns.push_back(pattern);
  return patterns;
}

}  // namespace laststraw::postgres_log
