#include "laststraw/sentence.hpp"

#include <iterator>
#include <tuple>

namespace laststraw {

namespace {

template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
bool same(const Percent& a, const Percent& b) { return a.fraction == b.fraction; }
bool same(const Duration& a, const Duration& b) { return a.seconds == b.seconds; }
bool same(const PointInTime& a, const PointInTime& b) { return a.at == b.at && a.with_zone == b.with_zone; }
bool same(const Name& a, const Name& b) { return a.of == b.of && a.words == b.words && a.quoted == b.quoted; }
bool same(const ContractWord& a, const ContractWord& b) { return a.name == b.name; }
bool same(const Identity& a, const Identity& b) {
  return std::tie(a.pid, a.comm, a.user, a.database, a.application) == std::tie(b.pid, b.comm, b.user, b.database, b.application);
}

/// As a list to which more can be added.
std::vector<Argument> pieces(Sentence sentence) {
  if (sentence.empty()) return {};
  if (sentence.message.empty()) return std::move(sentence.arguments);
  std::vector<Argument> alone;
  alone.emplace_back(std::move(sentence));
  return alone;
}

}  // namespace

Sentence::Sentence(std::string of, std::vector<Argument> filled_in) : message(std::move(of)), arguments(std::move(filled_in)) {}
Sentence::Sentence(std::string plain) {
  if (!plain.empty()) arguments.emplace_back(std::move(plain));
}
Sentence::Sentence(std::string_view plain) : Sentence(std::string(plain)) {}
Sentence::Sentence(const char* plain) : Sentence(std::string(plain)) {}
Sentence::Sentence(Argument one) { arguments.push_back(std::move(one)); }

bool operator==(const Argument& a, const Argument& b) {
  return a.value.index() == b.value.index() &&
         std::visit([&](const auto& value) { return same(value, std::get<std::decay_t<decltype(value)>>(b.value)); }, a.value);
}

bool operator==(const Sentence& a, const Sentence& b) {
  return std::tie(a.message, a.plural, a.context, a.count, a.arguments) == std::tie(b.message, b.plural, b.context, b.count, b.arguments);
}

Sentence operator+(Sentence first, Sentence second) {
  if (first.empty()) return second;
  if (second.empty()) return first;
  std::vector<Argument> list = pieces(std::move(first)), rest = pieces(std::move(second));
  list.insert(list.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
  return {std::string(), std::move(list)};
}

void add_note(Sentence& notes, const Sentence& one) {
  if (!one.empty()) notes = notes.empty() ? one : std::move(notes) + "; " + one;
}

Sentence joined(const std::vector<Sentence>& list, const char* between) {
  Sentence all;
  for (const Sentence& one : list) all = all.empty() ? one : std::move(all) + between + one;
  return all;
}

}  // namespace laststraw
