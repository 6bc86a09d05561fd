#include "postgres_log/translate.hpp"
#include "postgres_log/trigger_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <vector>

namespace laststraw::postgres_log {

namespace {

struct Pair {
  std::string_view english, foreign;
};
constexpr Pair kLabels[] = {
#include "postgres_log/labels.inc"
};
constexpr Pair kMessages[] = {
#include "postgres_log/messages.inc"
};

/// A printf format taken apart: literal, value, literal, value, ..., literal.
struct Format {
  std::vector<std::string_view> literals;
  std::vector<std::size_t> values;  ///< which of printf's arguments each value is
};

Format format_of(std::string_view text) {
  Format format;
  std::size_t start = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '%') continue;
    const std::size_t literal_end = i++;
    std::size_t number = 0, digits = i;
    while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])))
      number = number * 10 + static_cast<std::size_t>(text[digits++] - '0');
    if (digits < text.size() && text[digits] == '$' && number > 0)
      i = digits + 1;
    else
      number = 0;
    while (i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) || text[i] == 'l' || text[i] == 'z')) ++i;
    format.literals.push_back(text.substr(start, literal_end - start));
    format.values.push_back(number > 0 ? number - 1 : format.values.size());
    start = i + 1;
  }
  format.literals.push_back(text.substr(start));
  return format;
}

struct Message {
  Format english, foreign;
};

/// By the first two bytes of what the translation begins with; the ones that begin with a value are apart.
struct Catalogue {
  std::unordered_map<std::string_view, std::vector<Message>> by_opening;
  std::vector<Message> value_first;

  Catalogue() {
    for (const Pair& pair : kMessages) {
      Message message{format_of(pair.english), format_of(pair.foreign)};
      const std::string_view opening = message.foreign.literals[0].substr(0, 2);
      if (opening.size() == 2)
        by_opening[opening].push_back(std::move(message));
      else
        value_first.push_back(std::move(message));
    }
  }
};

const Catalogue& catalogue() {
  static const Catalogue all;
  return all;
}

/// The values in `text` by printf's numbering; nullopt: another message.
std::optional<std::vector<std::string_view>> match(const Format& format, std::string_view text) {
  if (text.substr(0, format.literals[0].size()) != format.literals[0]) return std::nullopt;
  text.remove_prefix(format.literals[0].size());
  std::vector<std::string_view> values(format.values.size());
  for (std::size_t i = 0; i < format.values.size(); ++i) {
    const std::string_view next = format.literals[i + 1];
    const bool last = i + 1 == format.values.size();
    std::size_t end = next.empty() && last ? text.size() : text.find(next);
    if (last && !next.empty() && end != std::string_view::npos)
      end =
          text.size() >= next.size() && text.substr(text.size() - next.size()) == next ? text.size() - next.size() : std::string_view::npos;
    if (end == std::string_view::npos) return std::nullopt;
    if (format.values[i] >= values.size()) return std::nullopt;
    values[format.values[i]] = text.substr(0, end);
    text.remove_prefix(end + next.size());
  }
  if (format.values.empty() && !text.empty()) return std::nullopt;
  return values;
}

std::optional<std::string> english(std::string_view text);

std::string fill(const Format& format, const std::vector<std::string_view>& values) {
  std::string text(format.literals[0]);
  for (std::size_t i = 0; i < format.values.size(); ++i) {
    const std::string_view value = i < values.size() ? values[i] : std::string_view();
    text += english(value).value_or(std::string(value));  // "Serverprozess" inside "... wurde von Signal 9 beendet"
    text += format.literals[i + 1];
  }
  return text;
}

std::optional<std::string> english(std::string_view text) {
  const auto known = catalogue().by_opening.find(text.substr(0, 2));
  if (known != catalogue().by_opening.end())
    for (const Message& message : known->second)
      if (const auto values = match(message.foreign, text)) return fill(message.english, *values);
  if (text.find("PID") == std::string_view::npos) return std::nullopt;
  for (const Message& message : catalogue().value_first)
    if (const auto values = match(message.foreign, text)) return fill(message.english, *values);
  return std::nullopt;
}

void put_into_english(std::string& text) {
  if (auto known = english(text)) text = std::move(*known);
}

}  // namespace

std::string_view english_label(std::string_view label) {
  // Asked of every entry's severity.
  static const auto by_foreign = [] {
    std::unordered_map<std::string_view, std::string_view> all;
    for (const Pair& pair : kLabels) all.emplace(pair.foreign, pair.english);
    return all;
  }();
  const auto known = by_foreign.find(label);
  return known == by_foreign.end() ? std::string_view() : known->second;
}

std::string_view take_foreign_label(std::string_view& text) {
  // Asked of every line whose prefix has a %q: nearly all are told off by their first byte.
  static const auto begins_a_label = [] {
    std::array<bool, 256> table{};
    for (const Pair& pair : kLabels) table[static_cast<unsigned char>(pair.foreign.front())] = true;
    return table;
  }();
  if (text.empty() || !begins_a_label[static_cast<unsigned char>(text.front())]) return {};
  const Pair* longest = nullptr;  // "FATAL" and "FATALE" begin alike
  for (const Pair& pair : kLabels)
    if (text.substr(0, pair.foreign.size()) == pair.foreign && (!longest || pair.foreign.size() > longest->foreign.size())) {
      std::string_view after = text.substr(pair.foreign.size());
      if (!after.empty() && after.front() == ' ') after.remove_prefix(1);
      if (!after.empty() && after.front() == ':') longest = &pair;
    }
  if (!longest) return {};
  text.remove_prefix(text.find(':', longest->foreign.size()) + 1);
  for (int blanks = 0; blanks < 2 && !text.empty() && text.front() == ' '; ++blanks) text.remove_prefix(1);
  return longest->english;
}

void translate(PgEntry& entry) {
  if (const std::string_view label = english_label(entry.severity); !label.empty()) entry.severity = std::string(label);
  put_into_english(entry.message);
  if (!entry.detail.empty()) put_into_english(entry.detail);
}

namespace {

void add_longest_literal(std::vector<std::string>& words, std::string_view foreign) {
  constexpr std::size_t kTelling = 8;  // bytes; shorter ones stand in other messages too
  const Format format = format_of(foreign);
  const auto longest = std::max_element(format.literals.begin(), format.literals.end(),
                                        [](std::string_view a, std::string_view b) { return a.size() < b.size(); });
  if (longest->size() >= kTelling) words.emplace_back(*longest);
}

}  // namespace

std::vector<std::string> trigger_words() {
  // "53200" is the SQLSTATE of "out of memory" in csvlog and jsonlog; the rest are the server's own messages (docs/reference/postgres.md 2.4 and 2.5).
  std::vector<std::string> words{"terminated by signal 9", ",53200,", "\"53200\"", "ERROR:  out of memory", "FATAL:  out of memory",
                                 // Pastes and drivers leave one blank, or put a name of theirs before it.
                                 "ERROR: out of memory", "FATAL: out of memory", "PG::OutOfMemory", "errors.OutOfMemory", "SQLSTATE[53200]",
                                 "pq: out of memory", "VM protect failed to allocate", "Failed on request of size", "could not fork ",
                                 "could not resize shared memory segment", "could not map anonymous shared memory",
                                 "Cannot allocate memory",
                                 // PostgreSQL's own limits.
                                 "invalid memory alloc request size", "out of shared memory", "Cannot enlarge string buffer",
                                 "string buffer exceeds maximum allowed length", "array size exceeds the maximum allowed"};
  for (const Pair& pair : kMessages) {
    const bool tells = pair.english.find("was terminated by signal") != std::string_view::npos ||
                       pair.english.find("Failed on request of size") != std::string_view::npos ||
                       pair.english.find("could not fork") == 0 || pair.english == "out of memory" ||
                       pair.english.find("shared memory segment") != std::string_view::npos;
    if (tells) add_longest_literal(words, pair.foreign);
  }
  return words;
}

std::vector<std::string> other_trouble_words() {
  std::vector<std::string> words{"terminated by signal ", "No space left on device", "PANIC:  ", "PANIC: ", ",PANIC,", "\"PANIC\"",
                                 // The whole server died, and nobody was there to write it down.
                                 "interrupted; last known up at ", "due to unexpected postmaster exit"};
  for (const Pair& pair : kMessages)
    if (pair.english.find("interrupted; last known up at ") != std::string_view::npos) add_longest_literal(words, pair.foreign);
  return words;
}

std::vector<std::string> other_language_marks() {
  // Italian and Indonesian connection lines are plain ASCII.
  std::vector<std::string> marks{"connessione ", "istruzione", "koneksi ", "pernyataan"};
  for (const Pair& pair : kLabels) {
    const bool ascii = std::all_of(pair.foreign.begin(), pair.foreign.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii && pair.foreign != pair.english) marks.push_back(std::string(pair.foreign) + ":  ");
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
  return marks;
}

}  // namespace laststraw::postgres_log
