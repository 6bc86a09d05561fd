// A Document without what should not leave the company: each member by what it holds. A member nobody has thought of is taken
// for a sentence.
#include "report/redact.hpp"

#include <set>
#include <utility>

#include "report/fields.hpp"
#include "report/redact/command.hpp"
#include "report/redact/hiding.hpp"
#include "report/redact/statement.hpp"
#include "report/redact/words.hpp"
#include "report/report.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Names = std::set<std::string, std::less<>>;

/// Goes through all of a value's members, those of its members first asked for: `act` is called with each string's name, the string
/// and the object that it is a member of; `act.object()` with each object before its members.
template <class Act, class T>
void walk(Act& act, T& x);

template <class Act, class Whole>
class Walk {
 public:
  Walk(Act& act, Whole& whole) : act_(act), whole_(whole) {}
  template <class T>
  void operator()(std::string_view name, T& member) {
    visit(name, member);
  }
  template <class T>
  void unless_empty(std::string_view name, T& member) {
    visit(name, member);
  }

 private:
  void visit(std::string_view name, std::string& text) { act_(whole_, name, text); }
  void visit(std::string_view name, Text& sentence) { act_(whole_, name, sentence); }
  void visit(std::string_view, std::map<std::string, std::string>& files) {
    for (auto& [file, text] : files) act_(whole_, "fragment", text);
  }
  void visit(std::string_view, std::span<const AlignedSeries::Point>&) {}
  template <class T>
  void visit(std::string_view name, std::optional<T>& maybe) {
    if (maybe) visit(name, *maybe);
  }
  template <class T>
  void visit(std::string_view name, std::vector<T>& list) {
    for (T& element : list) visit(name, element);
  }
  template <class T>
  void visit(std::string_view, T& x) {
    if constexpr (std::is_class_v<T>) walk(act_, x);
  }

  Act& act_;
  Whole& whole_;
};

template <class Act, class T>
void walk(Act& act, T& x) {
  act.object(x);
  Walk<Act, T> inner(act, x);
  fields(inner, x);
}

/// Everything that has a place of its own in the contract may stand in its sentences too.
struct Collect {
  Hiding& hiding;

  template <class T>
  void object(T& x) {
    if constexpr (requires {
                    x.user;
                    x.database;
                  })
      hiding.expect_session(x.user, x.database, x.application);
    if constexpr (requires { x.comm; }) hiding.expect_command(x.comm);
    if constexpr (requires { x.command; }) hiding.expect_command(x.command);
    if constexpr (std::is_same_v<T, Culprit>) hiding.expect_culprit(x);
    if constexpr (std::is_same_v<T, Step>)
      for (const std::string& name : x.names) hiding.expect_path(name);
    if constexpr (std::is_same_v<T, Place> || std::is_same_v<T, LinePlace>) hiding.expect_path(x.path);
    if constexpr (std::is_same_v<T, Incident>) hiding.expect_host(x.host);
  }
  void operator()(auto&, std::string_view, std::string&) const {}
  void operator()(auto&, std::string_view, Text&) const {}
};

struct Hide {
  const Hiding& hiding;

  void object(auto&) const {}

  void operator()(auto&, std::string_view name, Text& sentence) const {
    static const Names kMadeAgain{"title", "when", "who", "label", "facts"};  // by phrase()
    if (!kMadeAgain.contains(name)) sentence = hiding.sentences().redacted(std::move(sentence));
  }

  template <class T>
  void operator()(const T& whole, std::string_view name, std::string& text) const {
    // Enumerations and times.
    static const Names kOwn{"role",        "kind",    "cause",          "term",    "unit", "format", "wrapper", "support",
                            "id",          "uid",     "mechanism",      "onset",   "at",   "series", "scope",   "confidence",
                            "environment", "version", "kernel_release", "sources", "of",   "by",     "since",   "fingerprint",
                            "if_causes",   "key",     "from",           "part"};
    if (text.empty() || kOwn.contains(name)) return;
    Replacements& names = hiding.names();
    if (name == "user")
      text = names.of(Kind::user, text);
    else if (name == "database")
      text = names.of(Kind::database, text);
    else if (name == "application")
      text = names.of(Kind::application, text);
    else if (name == "host")
      text = names.of(Kind::host, text);
    else if (name == "path")
      text = names.of_path(text);
    else if (name == "statement" || name == "ident")
      text = redact_statement(text, names);
    else if constexpr (std::is_same_v<T, Step>)
      text = of_step(whole, name, text);
    else if (name == "comm" || name == "command")
      text = redact_command(text, names);
    else if (name == "quote")
      text = hiding.quote(text, path_of(whole));
    else if (name == "name")
      text = named(whole, text);
    else if (name == "question")
      text = without_role(text);
    else
      text = hiding.sentences().redacted(text);
  }

 private:
  /// A step's command is the program's own, but for the role, the unit and the names that are told.
  std::string of_step(const Step& step, std::string_view name, const std::string& text) const {
    std::string own = without_unit(name == "command" ? text : hiding.sentences().redacted(text));
    for (const std::string& word : step.names) own = replaced(std::move(own), word, hiding.names().of_path(word));
    return step.user.empty() ? own : replaced(std::move(own), step.user, hiding.names().of(Kind::user, step.user));
  }
  /// A unit may be named after a cluster.
  static std::string without_unit(std::string text) {
    constexpr std::string_view kService = ".service", kKnown = "postgresql.service";
    for (std::size_t at = text.find(kService); at != std::string::npos; at = text.find(kService, at + 1)) {
      const std::size_t begin = text.find_last_of(" '", at) + 1;  // npos + 1 is 0
      if (std::string_view(text).substr(begin, at + kService.size() - begin) == kKnown) continue;
      text.replace(begin, at + kService.size() - begin, "UNIT");
      at = begin;
    }
    return text;
  }
  /// Whole words only: a role "app" is not in "apply". What begins with a slash is a path, wherever it stands.
  static std::string replaced(std::string text, const std::string& word, const std::string& instead) {
    const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      const std::size_t end = at + word.size();
      const bool inside = (at > 0 && part(word.front()) && part(text[at - 1])) || (end < text.size() && part(text[end]));
      if (!inside) text.replace(at, word.size(), instead);
      at += inside ? word.size() : instead.size();
    }
    return text;
  }
  template <class T>
  static std::string path_of(const T& citation) {
    if constexpr (requires { citation.at.path; })
      return citation.at.path;
    else if constexpr (requires { citation.at_source.path; })
      return citation.at_source.path;
    else
      return {};
  }
  template <class T>
  std::string named([[maybe_unused]] const T& whole, const std::string& text) const {
    if constexpr (std::is_same_v<T, Series> || std::is_same_v<T, Configured>)
      return text;
    else if constexpr (std::is_same_v<T, Context>)
      return is_memory_context(text) ? text : hiding.names().of_any(text);
    else
      return hiding.part_of_ledger(text);
  }
  /// "work_mem@report=64MB": what stands behind the @ is a role's, or a pid.
  std::string without_role(const std::string& question) const {
    const std::size_t at = question.find('@'), end = std::min(question.find('=', at == std::string::npos ? 0 : at), question.size());
    if (at == std::string::npos) return question;
    return question.substr(0, at + 1) + hiding.names().of(Kind::user, question.substr(at + 1, end - at - 1)) +
           without_role(question.substr(end));
  }
};

void hide(Incident& incident, const Hiding& hiding) {
  Hide act{hiding};
  walk(act, incident);
  phrase(incident);
}

}  // namespace

Redactor::Redactor() : names_(std::make_unique<Replacements>()) {}
Redactor::~Redactor() = default;

Document Redactor::document(Document document, const std::vector<std::string>& hosts) {
  Hiding hiding(*names_, true);
  Collect collect{hiding};
  for (const std::string& host : hosts) hiding.expect_host(host);
  for (const Input& input : document.inputs) hiding.expect_input(input);
  for (Incident& incident : document.incidents) walk(collect, incident);
  hiding.ready();
  Hide act{hiding};
  for (Input& input : document.inputs) walk(act, input);
  for (Quote& line : document.not_understood) walk(act, line);
  for (Quote& line : document.around) hiding.hide_line_around(line);
  for (Incident& incident : document.incidents) hide(incident, hiding);
  for (Recurrence& story : document.recurrence) walk(act, story);
  for (Configured& setting : document.configuration) walk(act, setting);
  return document;
}

CaseIncident Redactor::line(CaseIncident one) {
  Hiding hiding(*names_, false);
  Collect collect{hiding};
  walk(collect, one.incident);
  hiding.ready();
  hide(one.incident, hiding);
  Hide act{hiding};
  for (Trait& trait : one.comparison.traits) walk(act, trait);
  one.case_name = names_->of_path(one.case_name);
  return one;
}

Document redact(Document document, const std::vector<std::string>& hosts) { return Redactor().document(std::move(document), hosts); }

std::vector<std::string> hosts_of(const Records& records) {
  std::vector<std::string> hosts;
  for (const OomReport& oom : records.oom_reports) hosts.push_back(oom.host);
  for (const SystemEvent& event : records.system_events) hosts.push_back(event.host);
  if (const auto& name = records.host.hostname) hosts.push_back(name->value);
  return hosts;
}

}  // namespace laststraw::report
