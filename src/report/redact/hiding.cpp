#include "report/redact/hiding.hpp"

#include <cctype>
#include <set>
#include <utility>

#include "report/redact/around.hpp"
#include "report/redact/command.hpp"
#include "report/redact/quote.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Names = std::set<std::string, std::less<>>;

/// Words of our messages: a name that is one of them ("memory") is replaced only where it stands as a name.
const Names& words_of_sentences() {
  static const Names kWords = [] {
    Names words;
    std::string word;
    for (const Translation& one : translations("zh_CN"))
      for (const char c : std::string(one.message) + " " + std::string(one.plural) + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-') {
          word += c;
          continue;
        }
        if (!word.empty()) words.insert(std::exchange(word, {}));
      }
    return words;
  }();
  return kWords;
}

}  // namespace

void Hiding::expect_host(const std::string& host) {
  if (!host.empty()) sentences_.expect(host, names_.of(Kind::host, host));
}

void Hiding::expect_input(const Input& input) {
  formats_[input.path] = input.format;
  expect_path(input.path);
}

void Hiding::expect_path(const std::string& path) { sentences_.expect(path, names_.of_path(path)); }

void Hiding::expect_command(const std::string& text) {
  if (!text.empty()) sentences_.expect(text, redact_command(text, names_));
}

void Hiding::expect_culprit(const Culprit& culprit) {
  for (const Argument& part : culprit.name.arguments)
    if (const auto* name = std::get_if<Name>(&part.value); name && name->of == NameOf::command) expect_command(name->words);
}

void Hiding::expect_session(const std::string& user, const std::string& database, const std::string& application) {
  expect_alone(Kind::user, user), expect_alone(Kind::database, database), expect_alone(Kind::application, application);
  const std::string who = user + (database.empty() ? "" : "@" + database);
  const std::string instead = names_.of(Kind::user, user) + (database.empty() ? "" : "@" + names_.of(Kind::database, database));
  sentences_.expect(who, instead);
  if (application.empty()) return;
  const std::string other = names_.of(Kind::application, application);
  sentences_.expect(who + (who.empty() ? "" : ", ") + application, instead + (who.empty() ? "" : ", ") + other);
  sentences_.expect(who + " (" + application + ")", instead + " (" + other + ")");
}

std::string Hiding::part_of_ledger(const std::string& text) const {
  constexpr std::string_view kPrivate = " private";
  if (!text.ends_with(kPrivate) || text == "other programs private") return sentences_.redacted(text);
  return redact_command(std::string_view(text).substr(0, text.size() - kPrivate.size()), names_) + std::string(kPrivate);
}

std::string Hiding::quote(const std::string& text, const std::string& path) const {
  if (const auto format = formats_.find(path); format != formats_.end()) return redact_quote(text, format->second, names_);
  if (const std::string* known = sentences_.instead_of(text)) return *known;
  return redact_quote(text, inputs_known_ ? "unknown" : "", names_);
}

void Hiding::hide_line_around(Quote& line) const {
  const auto format = formats_.find(line.at.path);
  line.quote = redact_line_around(line.quote, format == formats_.end() ? "" : format->second, names_);
  line.at.path = names_.of_path(line.at.path);
}

void Hiding::expect_alone(Kind kind, const std::string& word) {
  const std::string placeholder = names_.of(kind, word);
  if (word.size() > 2 && !words_of_sentences().contains(word)) sentences_.expect(word, placeholder);
}

}  // namespace laststraw::report
