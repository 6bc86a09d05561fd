#include "report/redact/sentence.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "report/redact/command.hpp"
#include "report/redact/quote.hpp"
#include "report/redact/statement.hpp"
#include "text/say.hpp"

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

std::vector<std::string_view> values_of(std::string_view pattern, std::string_view sentence) {
  std::vector<std::string_view> values;
  const std::size_t opening = std::min(pattern.find('{'), pattern.size());
  if (!sentence.starts_with(pattern.substr(0, opening))) return {};
  sentence.remove_prefix(opening);
  pattern.remove_prefix(opening);
  while (!pattern.empty()) {  // "{1}literal..."
    const auto number = static_cast<std::size_t>(pattern[1] - '0');
    pattern.remove_prefix(std::min(pattern.find('}') + 1, pattern.size()));
    const std::string_view literal = pattern.substr(0, pattern.find('{'));
    pattern.remove_prefix(literal.size());
    const bool last = pattern.empty();
    // The first place where the sentence can go on: what is in doubt belongs to the later value.
    const std::size_t end = last ? sentence.size() - std::min(literal.size(), sentence.size()) : sentence.find(literal);
    if (number > 9 || end == std::string_view::npos || !sentence.substr(end).starts_with(literal)) return {};
    if (values.size() <= number) values.resize(number + 1);
    values[number] = sentence.substr(0, end);
    sentence.remove_prefix(end + literal.size());
  }
  return values;
}

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

std::string Sentences::redacted(std::string_view sentence) const {
  const std::size_t open = sentence.find('"'), close = sentence.rfind('"');
  if (open == std::string_view::npos) return outside_quotes(sentence);
  if (open == close) return outside_quotes(sentence.substr(0, open)) + std::string(kRedacted);
  return outside_quotes(sentence.substr(0, open)) + "\"" + redact_statement(sentence.substr(open + 1, close - open - 1), names_) + "\"" +
         outside_quotes(sentence.substr(close + 1));
}

std::string Sentences::told(std::string_view kind, std::string_view sentence) const {
  struct Subject {
    std::string_view kind;
    const char* english;
    std::size_t value;
  };
  // Their subject is a cgroup, a unit, a container.
  constexpr std::array<Subject, 5> kSubjects{{{"systemd_oomd_kill", "systemd-oomd kills {0}", 0},
                                              {"unit_oom_kill", "systemd notes an OOM kill in {0}", 0},
                                              {"unit_sigkill", "systemd: SIGKILL in {0}{1}", 0},
                                              {"earlyoom_kill", "earlyoom sends {0} to{1} {2}", 2},
                                              {"container_oom", "the container runtime notes an OOM kill of {0}{1}", 0}}};
  for (const Subject& subject : kSubjects) {
    if (subject.kind != kind) continue;
    const std::string_view pattern = translated(subject.english);
    // Two values may follow each other without a sign between them: then both go.
    const auto values = values_of(pattern.ends_with("{0}{1}") ? pattern.substr(0, pattern.size() - 3) : pattern, sentence);
    if (values.size() <= subject.value) continue;
    const std::string_view value = values[subject.value];
    std::string out(sentence.substr(0, static_cast<std::size_t>(value.data() - sentence.data())));
    return out + names_.of_path(value) + std::string(sentence.substr(out.size() + value.size()));
  }
  return redacted(sentence);
}

std::string Sentences::started(std::string_view kind, std::string_view sentence) const {
  const auto values = [&](const char* english) { return values_of(translated(english), sentence); };
  const auto who = [&](std::string_view text) {
    const auto parts = values_of(translated(message("session {0} of {1}")), text);
    if (parts.size() != 2) return std::string(kRedacted);
    // "user@database (application)": only the whole of it is known for certain, where the report has it elsewhere too.
    const auto known = expected_.find(parts[1]);
    const std::string name = known != expected_.end() ? known->second : names_.of_any(parts[1]);
    return fmt::format(fmt::runtime(translated("session {0} of {1}")), parts[0], name);
  };
  const auto say_again = [&](const char* english, const std::string& first, const std::string& second) {
    return fmt::format(fmt::runtime(translated(english)), first, second);
  };
  if (kind == "statement")
    if (const auto v = values("{0} begins: {1}"); v.size() == 2)
      return say_again("{0} begins: {1}", who(v[0]), redact_statement(v[1], names_));
  if (kind == "session")
    if (const auto v = values("{0} connects"); v.size() == 1) return say_again("{0} connects", who(v[0]), {});
  if (kind == "process")
    if (const auto v = values("{0} starts"); v.size() == 1) return say_again("{0} starts", redact_command(v[0], names_), {});
  if (kind == "autovacuum")
    if (const auto v = values("automatic {0} of {1} begins"); v.size() == 2)
      return say_again("automatic {0} of {1} begins", v[0] == "vacuum" ? "vacuum" : "analyze", names_.of_any(v[1]));
  if (kind == "cron")
    if (const auto v = values("cron runs {0}"); v.size() == 1) return say_again("cron runs {0}", redact_command(v[0], names_), {});
  if (kind == "unit")
    if (const auto v = values("systemd starts {0}"); v.size() == 1) return say_again("systemd starts {0}", names_.of_path(v[0]), {});
  if (kind == "connections") return redacted(sentence);
  return std::string(kRedacted);
}

}  // namespace laststraw::report
