// The contract without what should not leave the company: each member by what it holds. A member nobody has thought of is
// taken for a sentence.
#include "report/redact.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "report/redact/command.hpp"
#include "report/redact/quote.hpp"
#include "report/redact/sentence.hpp"
#include "report/redact/statement.hpp"
#include "report/redact/words.hpp"
#include "report/report.hpp"
#include "report/text_parts.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace report {

namespace {

/// Words in the catalogue's English: a name that is one of them ("memory") is replaced only where it stands as a name.
std::set<std::string, std::less<>> words_of_sentences() {
  std::set<std::string, std::less<>> words;
  std::string word;
  for (const char c : std::string(catalogue("zh_CN")) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-') { word += c; continue; }
    if (!word.empty()) words.insert(std::exchange(word, {}));
  }
  return words;
}

class Document {
 public:
  Document(const Json& contract, const std::vector<std::string>& hosts, Replacements& names) : names_(names), sentences_(names), inputs_known_(contract.contains("inputs")) {
    static const std::set<std::string, std::less<>> kWords = words_of_sentences();
    own_words_ = &kWords;
    for (const std::string& host : hosts) expect_host(host);
    collect(contract);
    sentences_.ready();
  }

  void redact(Json& value, const std::string& parent) {
    if (value.is_array()) {
      for (Json& element : value) {
        if (element.is_string()) element = redacted_member(value, parent, element.get<std::string>());
        else if (parent != "points") redact(element, parent);
      }
    } else if (value.is_object()) {
      const Json whole = shallow(value);
      for (const auto& [name, member] : value.items()) {
        if (!member.is_string()) redact(member, name);
        else member = parent == "fragments" ? sentences_.redacted(member.get<std::string>()) : redacted_member(whole, parent == "inputs" && name == "name" ? parent : name, member.get<std::string>(), parent);
      }
    }
  }

 private:
  /// Its members but for lists: what decides how the others are to be read.
  static Json shallow(const Json& object) {
    Json copy = Json::object();
    for (const auto& [name, member] : object.items())
      if (!member.is_array()) copy[name] = member;
    return copy;
  }

  std::string redacted_member(const Json& whole, const std::string& name, const std::string& text, const std::string& parent = {}) {
    // Enumerations, times and texts of the program's own.
    static const std::set<std::string, std::less<>> kContract{"role", "kind", "cause", "term", "unit", "outcome", "verdict", "format", "wrapper", "bearing", "support", "status", "id", "grouped_by",
      "mechanism", "onset", "at", "zone", "series", "scope", "language", "version", "kernel_release", "sources", "title", "of", "points"};
    if (text.empty() || kContract.count(name) > 0) return text;
    if (name == "user") return names_.of(Kind::user, text);
    if (name == "database") return names_.of(Kind::database, text);
    if (name == "application") return names_.of(Kind::application, text);
    if (name == "host") return names_.of(Kind::host, text);
    if (name == "path" || name == "case") return names_.of_path(text);
    if (name == "statement" || name == "ident") return redact_statement(text, names_);
    if (name == "comm" || name == "command") return redact_command(text, names_);
    if (name == "quote") return quote(whole, text);
    if (name == "name") return named(whole, text, parent);
    if (name == "text" && parent == "started") return sentences_.started(text_of(whole, "kind"), text);
    if (name == "text" && parent == "timeline") return sentences_.told(text_of(whole, "kind"), text);
    return sentences_.redacted(text);
  }

  std::string named(const Json& whole, const std::string& text, const std::string& parent) {
    if (parent == "series" || parent == "tool") return text;
    if (parent == "nodes") return is_memory_context(text) ? text : names_.of_any(text);
    if (parent == "culprit") return culprit_name(whole);
    return part_of_ledger(text);
  }

  /// "python3 private", "4 x backend"
  std::string part_of_ledger(const std::string& text) {
    constexpr std::string_view kPrivate = " private";
    if (!text.ends_with(kPrivate) || text == "other programs private") return sentences_.redacted(text);
    return redact_command(std::string_view(text).substr(0, text.size() - kPrivate.size()), names_) + std::string(kPrivate);
  }

  /// A program, or a sentence about one.
  std::string culprit_name(const Json& culprit) {
    const std::string name = text_of(culprit, "name");
    const bool sentence = !values_of(translated(message("whoever sent SIGKILL to {0}")), name).empty() || own_words_->contains(name);
    return text_of(culprit, "kind") == "process" && !sentence ? redact_command(name, names_) : sentences_.redacted(name);
  }

  std::string quote(const Json& citation, const std::string& text) {
    for (const char* key : {"at", "at_source"})
      if (const auto at = citation.find(key); at != citation.end() && at->is_object())
        if (const auto format = formats_.find(text_of(*at, "path")); format != formats_.end()) return redact_quote(text, format->second, names_);
    if (const std::string* known = sentences_.instead_of(text)) return *known;
    return redact_quote(text, inputs_known_ ? "unknown" : "", names_);
  }

  void expect_host(const std::string& host) {
    if (!host.empty()) sentences_.expect(host, names_.of(Kind::host, host));
  }

  void expect_alone(Kind kind, const std::string& word) {
    const std::string placeholder = names_.of(kind, word);
    if (word.size() > 2 && !own_words_->contains(word)) sentences_.expect(word, placeholder);
  }

  /// As sentences name a session: "etl@shop, billing" and "etl@shop (billing)".
  void expect_session(const Json& session) {
    const std::string user = text_of(session, "user"), database = text_of(session, "database"), application = text_of(session, "application");
    expect_alone(Kind::user, user), expect_alone(Kind::database, database), expect_alone(Kind::application, application);
    const std::string who = user + (database.empty() ? "" : "@" + database);
    const std::string instead = names_.of(Kind::user, user) + (database.empty() ? "" : "@" + names_.of(Kind::database, database));
    sentences_.expect(who, instead);
    if (application.empty()) return;
    const std::string other = names_.of(Kind::application, application);
    sentences_.expect(who + (who.empty() ? "" : ", ") + application, instead + (who.empty() ? "" : ", ") + other);
    sentences_.expect(who + " (" + application + ")", instead + " (" + other + ")");
  }

  /// Everything that has a place of its own in the contract may stand in its sentences too.
  void collect(const Json& value, const std::string& parent = {}) {
    if (value.is_array()) {
      for (const Json& element : value) collect(element, parent);
    } else if (value.is_object()) {
      if (parent == "inputs") formats_[text_of(value, "path")] = text_of(value, "format");
      if (parent == "inputs" || parent == "at" || parent == "at_source") sentences_.expect(text_of(value, "path"), names_.of_path(text_of(value, "path")));
      if (value.contains("user")) expect_session(value);
      if (parent == "culprit") sentences_.expect(text_of(value, "name"), culprit_name(value));
      for (const char* program : {"comm", "command"})
        if (const std::string text = text_of(value, program); !text.empty()) sentences_.expect(text, redact_command(text, names_));
      if (const auto host = value.find("host"); host != value.end() && host->is_string()) expect_host(host->get<std::string>());
      for (const auto& [name, member] : value.items()) collect(member, name);
    }
  }

  Replacements& names_;
  Sentences sentences_;
  bool inputs_known_;
  const std::set<std::string, std::less<>>* own_words_ = nullptr;
  std::map<std::string, std::string> formats_;
};

}  // namespace

Redactor::Redactor() : names_(std::make_unique<Replacements>()) {}
Redactor::~Redactor() = default;

std::string Redactor::document(const std::string& json, const std::vector<std::string>& hosts) {
  Json contract = Json::parse(json);
  Document(contract, hosts, *names_).redact(contract, {});
  return contract.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string Redactor::line(const std::string& line) {
  Json incident = Json::parse(line);
  Document(incident, {}, *names_).redact(incident, {});
  return incident.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> hosts_of(const Records& records) {
  std::vector<std::string> hosts;
  for (const OomReport& oom : records.oom_reports) hosts.push_back(oom.host);
  for (const SystemEvent& event : records.system_events) hosts.push_back(event.host);
  if (const Setting* name = find(records.host, "hostname")) hosts.push_back(name->value);
  return hosts;
}

}  // namespace report

std::string redact(const std::string& json, const std::vector<std::string>& hosts) { return report::Redactor().document(json, hosts); }
std::string redact_line(const std::string& line) { return report::Redactor().line(line); }

}  // namespace laststraw
