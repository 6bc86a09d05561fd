#include "report/redact/sentence.hpp"

#include <algorithm>
#include <cctype>

#include "report/redact/command.hpp"
#include "report/redact/quote.hpp"
#include "report/redact/statement.hpp"

namespace laststraw::report {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Chinese sentences put names between characters without a blank: such a neighbour ends a name.
bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  const auto joins = [](char c) { return is_word(c) || c == '-'; };
  const bool before = at == 0 || !is_word(text[at]) || !joins(text[at - 1]);
  const std::size_t end = at + length;
  return before && (end == text.size() || !is_word(text[end - 1]) || !joins(text[end]));
}

bool is_unit(std::string_view word) {
  return word.ends_with(".service") || word.ends_with(".scope") || word.ends_with(".slice") || word.ends_with(".timer") ||
         word.ends_with(".socket") || word.ends_with(".mount");
}

/// Files, cgroups and units within a sentence.
std::string without_paths(std::string_view text, Replacements& names) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" ,;()", at), text.size());
    std::string_view word = text.substr(at, end - at), behind;
    while (!word.empty() && (word.back() == '.' || word.back() == ':')) word.remove_suffix(1);
    behind = text.substr(at + word.size(), end - at - word.size());
    out += word.starts_with('/') || is_unit(word) ? names.of_path(word) : std::string(word);
    out += behind;
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  return out;
}

}  // namespace

void Sentences::expect(std::string_view words, std::string_view instead) {
  if (!words.empty() && words != instead) expected_.try_emplace(std::string(words), std::string(instead));
}

const std::string* Sentences::instead_of(std::string_view words) const {
  const auto found = expected_.find(words);
  return found == expected_.end() ? nullptr : &found->second;
}

void Sentences::ready() {
  for (const auto& one : expected_) by_first_[static_cast<unsigned char>(one.first.front())].push_back(one);
  for (auto& some : by_first_)
    std::stable_sort(some.begin(), some.end(), [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

std::string Sentences::outside_quotes(std::string_view text) const {
  std::string out;
  std::size_t plain = 0;
  const auto flush = [&](std::size_t end) { out += without_paths(without_addresses(text.substr(plain, end - plain), names_), names_); };
  for (std::size_t at = 0; at < text.size();) {
    const auto& some = by_first_[static_cast<unsigned char>(text[at])];
    const auto found = std::find_if(some.begin(), some.end(), [&](const auto& one) {
      return text.substr(at).starts_with(one.first) && stands_alone(text, at, one.first.size());
    });
    if (found == some.end()) {
      ++at;
      continue;
    }
    flush(at);
    out += found->second;
    at += found->first.size();
    plain = at;
  }
  flush(text.size());
  return out;
}

std::string Sentences::redacted(std::string_view text) const {
  const std::size_t open = text.find('"'), close = text.rfind('"');
  if (open == std::string_view::npos) return outside_quotes(text);
  if (open == close) return outside_quotes(text.substr(0, open)) + std::string(kRedacted);
  return outside_quotes(text.substr(0, open)) + "\"" + redact_statement(text.substr(open + 1, close - open - 1), names_) + "\"" +
         outside_quotes(text.substr(close + 1));
}

std::string Sentences::redacted(const Name& name) const {
  switch (name.of) {
    case NameOf::user:
      return names_.of(Kind::user, name.words);
    case NameOf::host:
      return names_.of(Kind::host, name.words);
    case NameOf::statement:
      return redact_statement(name.words, names_);
    case NameOf::command:
      return redact_command(name.words, names_);
    case NameOf::place:
      return names_.of_path(name.words);
    case NameOf::thing:
      return names_.of_any(name.words);
  }
  return std::string(kRedacted);
}

Sentence Sentences::redacted(Sentence sentence) const {
  for (Argument& argument : sentence.arguments) {
    if (auto* text = std::get_if<std::string>(&argument.value)) *text = redacted(*text);
    if (auto* name = std::get_if<Name>(&argument.value); name && !name->words.empty()) name->words = redacted(*name);
    if (auto* who = std::get_if<Identity>(&argument.value)) hide(*who);
    if (auto* inner = std::get_if<Sentence>(&argument.value)) *inner = redacted(std::move(*inner));
  }
  return sentence;
}

void Sentences::hide(Identity& who) const {
  const auto replace = [](std::string& word, const auto& by) {
    if (!word.empty()) word = by(word);
  };
  replace(who.comm, [&](const std::string& word) { return redact_command(word, names_); });
  replace(who.user, [&](const std::string& word) { return names_.of(Kind::user, word); });
  replace(who.database, [&](const std::string& word) { return names_.of(Kind::database, word); });
  replace(who.application, [&](const std::string& word) { return names_.of(Kind::application, word); });
}

}  // namespace laststraw::report
