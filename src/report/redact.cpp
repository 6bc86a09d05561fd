#include "report/redact.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <vector>

#include "report/report.hpp"
#include "report/text_parts.hpp"

namespace laststraw {

namespace report {

namespace {

bool is_ascii_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
/// In SQL letters of any script make up names.
bool is_word(char c) { return is_ascii_word(c) || static_cast<unsigned char>(c) >= 0x80; }

/// "$$", "$body$" at sql[at]; empty where there is none.
std::string_view dollar_tag(std::string_view sql, std::size_t at) {
  std::size_t end = at + 1;
  while (end < sql.size() && is_word(sql[end])) ++end;
  return end < sql.size() && sql[end] == '$' ? sql.substr(at, end + 1 - at) : std::string_view();
}

/// Behind the literal that opens with a quote at `at`.
std::size_t after_quoted(std::string_view sql, std::size_t at, bool backslashes) {
  for (std::size_t i = at + 1; i < sql.size(); ++i) {
    if (backslashes && sql[i] == '\\') ++i;
    else if (sql[i] == '\'') {
      if (i + 1 >= sql.size() || sql[i + 1] != '\'') return i + 1;
      ++i;
    }
  }
  return sql.size();
}

std::size_t after_found(std::string_view sql, std::size_t from, std::string_view mark) {
  const std::size_t at = sql.find(mark, from);
  return at == std::string_view::npos ? sql.size() : at + mark.size();
}

}  // namespace

std::string redact_sql(std::string_view sql) {
  std::string out;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    const bool in_word = at > 0 && is_word(sql[at - 1]);
    if (c == '\'') {
      const bool escapes = at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') && (at < 2 || !is_word(sql[at - 2]));
      at = after_quoted(sql, at, escapes);
      out += "'?'";
    } else if (const std::string_view tag = c == '$' && !in_word ? dollar_tag(sql, at) : std::string_view(); !tag.empty()) {
      at = after_found(sql, at + tag.size(), tag);
      out.append(tag).append("?").append(tag);
    } else if (sql.substr(at, 2) == "/*") {
      at = after_found(sql, at + 2, "*/");
      out += "/* ? */";
    } else if (sql.substr(at, 2) == "--") {
      at = std::min(sql.find('\n', at), sql.size());
      out += "--?";
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 && !in_word && (at == 0 || sql[at - 1] != '$')) {
      while (at < sql.size() && (is_word(sql[at]) || sql[at] == '.')) ++at;
      out += '?';
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

namespace {

/// Gives everything it hides a name, the same one each time.
class Names {
 public:
  explicit Names(std::string prefix) : prefix_(std::move(prefix)) {}
  const std::string& of(const std::string& hidden) {
    auto& name = known_[hidden];
    if (name.empty()) name = prefix_ + std::to_string(known_.size());
    return name;
  }
  const std::map<std::string, std::string>& known() const { return known_; }

 private:
  std::string prefix_;
  std::map<std::string, std::string> known_;
};

std::string replace_words(const std::string& text, const std::string& word, const std::string& by, char behind = '\0') {
  // Chinese sentences put names between characters without a blank: such a neighbour ends a name.
  const auto is_part = [](char c) { return is_ascii_word(c) || c == '-'; };
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos;) {
    const std::size_t end = at + word.size();
    const bool whole = (at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end])) && (behind == '\0' || (end < text.size() && text[end] == behind));
    if (whole) {
      out.append(text, from, at - from).append(by);
      from = end;
    }
    at = end;
  }
  return out.append(text, from);
}

/// The address that begins at `at`: "10.1.2.3", "2001:db8::1", "::1"; its length, 0 for none.
std::size_t address_length(std::string_view text, std::size_t at) {
  std::size_t end = at, dots = 0, colons = 0, digits = 0;
  bool double_colon = false, hex = false, fits = true;
  int value = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) ++digits, value = std::min(value * 10 + (c - '0'), 1000), fits = fits && (colons > 0 || value <= 255);
    else if (c == '.' && colons == 0 && end + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0) ++dots, value = 0;
    else if (c == ':' && dots == 0) double_colon = double_colon || (end > at && text[end - 1] == ':'), ++colons;
    else if (std::isxdigit(static_cast<unsigned char>(c)) != 0) hex = true;
    else break;
  }
  const bool ended = end == text.size() || !is_ascii_word(text[end]);
  if (dots == 3 && colons == 0 && !hex && fits && ended) return end - at;
  // A time ("03:02:21") has two colons; an IPv6 address has seven, or two next to each other.
  const bool v6 = dots == 0 && colons >= 2 && (double_colon || colons == 7) && digits + (hex ? 1 : 0) > 0 && ended;
  return v6 ? end - at : 0;
}

class Redactor {
 public:
  Redactor(const Json& contract, const std::vector<std::string>& hosts) {
    for (const std::string& host : hosts)
      if (!host.empty()) hosts_.of(host);
    inputs_known_ = contract.contains("inputs");
    collect(contract);
    std::sort(statements_.begin(), statements_.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    statements_.erase(std::unique(statements_.begin(), statements_.end()), statements_.end());
  }

  void redact(Json& value, bool postgres_line = false) {
    if (value.is_string()) {
      value = redacted(value.get<std::string>(), postgres_line);
    } else if (value.is_array()) {
      for (Json& element : value) redact(element, postgres_line);
    } else if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        if (is_contract_word(name)) continue;
        if (name == "user" && member.is_string() && hides(member.get<std::string>())) member = users_.of(member.get<std::string>());
        else if (name == "statement" || name == "ident") member = redact_sql(text_of(value, name.c_str()));
        else redact(member, name == "quote" && from_postgres(value));
      }
    }
  }

 private:
  /// Members that hold words of the contract, not of the input.
  static bool is_contract_word(const std::string& name) {
    static const std::set<std::string> kWords{"role", "kind", "cause", "term", "unit", "outcome", "verdict", "format", "path", "onset", "at_time"};
    return kWords.count(name) > 0;
  }
  /// These names say nothing of a company, and are the names of programs too.
  static bool hides(const std::string& user) { return !user.empty() && user != "postgres" && user != "root"; }

  void collect(const Json& value) {
    if (value.is_array()) {
      for (const Json& element : value) collect(element);
    } else if (value.is_object()) {
      if (value.contains("path") && value.contains("format") && text_of(value, "format").find("postgres_log") != std::string::npos)
        postgres_logs_.insert(text_of(value, "path"));
      for (const auto& [name, member] : value.items()) {
        if (name == "user" && member.is_string() && hides(member.get<std::string>())) users_.of(member.get<std::string>());
        if (name == "statement" && text_of(value, "statement").size() > kBeginning) note_statement(text_of(value, "statement"));
        collect(member);
      }
    }
  }

  /// A statement as the logs print it: as it is, with its quotes doubled (CSV), escaped (JSON).
  void note_statement(const std::string& statement) {
    statements_.push_back(statement);
    std::string doubled;
    for (const char c : statement) doubled.append(c == '"' ? 2 : 1, c);
    statements_.push_back(doubled);
    const std::string escaped = Json(statement).dump(-1, ' ', false, Json::error_handler_t::replace);
    statements_.push_back(escaped.substr(1, escaped.size() - 2));
  }

  bool from_postgres(const Json& citation) const {
    if (!inputs_known_) return true;
    for (const char* key : {"at", "at_source"})
      if (const auto at = citation.find(key); at != citation.end() && at->is_object() && postgres_logs_.count(text_of(*at, "path")) > 0) return true;
    return false;
  }

  /// Statements stand whole or cut in claims and quotes: from where one begins, as far as the text goes along with it.
  std::string without_statements(std::string text) const {
    for (const std::string& statement : statements_)
      for (std::size_t at = 0; (at = text.find(statement.substr(0, kBeginning), at)) != std::string::npos;) {
        std::size_t same = kBeginning;
        while (same < statement.size() && at + same < text.size() && text[at + same] == statement[same]) ++same;
        const std::string hidden = redact_sql(std::string_view(text).substr(at, same));
        text.replace(at, same, hidden);
        at += std::max<std::size_t>(1, hidden.size());
      }
    return text;
  }

  std::string without_addresses(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const bool begins = at == 0 || (!is_ascii_word(text[at - 1]) && text[at - 1] != '.');
      const std::size_t length = begins ? address_length(text, at) : 0;
      if (length > 0) out += addresses_.of(text.substr(at, length));
      else out += text[at];
      at += std::max<std::size_t>(1, length);
    }
    return out;
  }

  std::string redacted(std::string text, bool postgres_line) {
    text = without_statements(std::move(text));
    // What else a line of PostgreSQL quotes in apostrophes is data.
    if (postgres_line && text.find('\'') != std::string::npos) text = literals_only(text);
    text = without_addresses(text);
    for (const auto& [host, name] : hosts_.known()) text = replace_words(text, host, name);
    for (const auto& [user, name] : users_.known()) {
      text = replace_words(text, user, name, '@');
      if (postgres_line || text.rfind("postgres: ", 0) == 0) text = replace_words(text, user, name);
      for (const char* option : {"-U ", "--username=", "user="}) text = replace_words(text, option + user, option + name);
    }
    return text;
  }

  static std::string literals_only(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] != '\'') { out += text[at++]; continue; }
      at = after_quoted(text, at, false);
      out += "'?'";
    }
    return out;
  }

  static constexpr std::size_t kBeginning = 12;       ///< shorter statements ("COMMIT", "BEGIN") hide nothing
  Names users_{"user"}, hosts_{"host"}, addresses_{"address"};
  std::set<std::string> postgres_logs_;
  bool inputs_known_ = true;               ///< a line of a scan does not say which paths are PostgreSQL's logs: then any may be
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> hosts_of(const Records& records) {
  std::vector<std::string> hosts;
  for (const OomReport& oom : records.oom_reports) hosts.push_back(oom.host);
  for (const SystemEvent& event : records.system_events) hosts.push_back(event.host);
  if (const Setting* name = find(records.host, "hostname")) hosts.push_back(name->value);
  return hosts;
}

}  // namespace report

std::string redact(const std::string& json, const std::vector<std::string>& hosts) {
  report::Json contract = report::Json::parse(json);
  report::Redactor(contract, hosts).redact(contract);
  return contract.dump(2, ' ', false, report::Json::error_handler_t::replace);
}

std::string redact_line(const std::string& line) {
  report::Json incident = report::Json::parse(line);
  report::Redactor(incident, {report::text_of(incident, "host")}).redact(incident);
  return incident.dump(-1, ' ', false, report::Json::error_handler_t::replace);
}

}  // namespace laststraw
