// What reports say, as a value: a message and what fills its places. It becomes text where it is shown (src/text/language.hpp), in the
// language of that report; until then names and statements from the inputs can be told from our own words.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "laststraw/units.hpp"

namespace laststraw {

/// Words from an input, by what they are. `place`: a file, a cgroup, a unit, a container. `thing`: whatever else has a name.
enum class NameOf { user, host, statement, command, place, thing };
/// A statement is cut to a sentence's length when it is shown, and may stand in quotes.
struct Name {
  NameOf of{};
  std::string words;
  bool quoted = false;
};
inline Name statement_name(std::string text) { return {NameOf::statement, std::move(text)}; }
inline Name quoted_statement(std::string text) { return {NameOf::statement, std::move(text), true}; }
inline Name command_name(std::string text) { return {NameOf::command, std::move(text)}; }
inline Name place_name(std::string text) { return {NameOf::place, std::move(text)}; }
inline Name thing_name(std::string text) { return {NameOf::thing, std::move(text)}; }
inline Name host_name(std::string text) { return {NameOf::host, std::move(text)}; }

/// A process or, without a pid, a session: "pid 372 (etl@shop, etl_loader)", "etl@shop (etl_loader)", "pid 7 (python3)".
struct Identity {
  std::optional<Pid> pid;
  std::string comm;  ///< shown where it is no process of PostgreSQL; empty where it is
  std::string user, database, application;
};

/// 0.44 is "44 %".
struct Percent {
  double fraction{};
};

/// How long: 0.09 is "0.09 s", 30 "30 s", 151 "2 min 31 s", 95400 "26 h 30 min", 201600 "2 d 8 h".
struct Duration {
  double seconds{};
};
template <class Number, class Period>
constexpr Duration how_long(std::chrono::duration<Number, Period> time) {
  return {std::chrono::duration<double>(time).count()};
}

/// A moment as the contract writes it: "2026-11-21T03:02:21.554Z", without Z where its zone is not known, "boot+558.748s".
struct PointInTime {
  std::string at;
  bool with_zone = true;  ///< is UTC said, where it is?
};

/// A name of the JSON contract ("memcg_oom"): translated, else with blanks for its underscores.
struct ContractWord {
  std::string name;
};

struct Argument;

/// Without a message it is its arguments, one after the other; with neither it says nothing.
struct Sentence {
  std::string message;  ///< in English, with {0}, {1}, ...; it is the message's name in the catalogues
  std::string plural;   ///< the same of several; empty where the message counts nothing
  std::string context;  ///< tells messages of the same words apart (msgctxt)
  std::vector<Argument> arguments;
  std::uint64_t count = 1;  ///< chooses the form

  Sentence() = default;
  Sentence(std::string of, std::vector<Argument> filled_in);
  /// What is the same in every language: a number, a setting's name.
  Sentence(std::string plain);
  Sentence(std::string_view plain);
  Sentence(const char* plain);
  Sentence(Argument one);

  bool empty() const { return message.empty() && arguments.empty(); }
};

/// What fills a place. A string is taken for the same in every language, and searched for names when a report is redacted.
struct Argument {
  using Value = std::variant<std::string, std::int64_t, Bytes, Percent, Duration, PointInTime, Pid, Name, Identity, ContractWord, Sentence>;
  Value value;

  Argument(std::string text) : value(std::move(text)) {}
  Argument(std::string_view text) : value(std::string(text)) {}
  Argument(const char* text) : value(std::string(text)) {}
  template <std::integral Number>
  Argument(Number number) : value(static_cast<std::int64_t>(number)) {}
  Argument(Bytes size) : value(size) {}
  Argument(Percent share) : value(share) {}
  Argument(Duration time) : value(time) {}
  Argument(PointInTime when) : value(std::move(when)) {}
  Argument(Pid pid) : value(pid) {}
  Argument(Name name) : value(std::move(name)) {}
  Argument(Identity who) : value(std::move(who)) {}
  Argument(ContractWord word) : value(std::move(word)) {}
  Argument(Sentence sentence) : value(std::move(sentence)) {}
};

bool operator==(const Sentence& a, const Sentence& b);
bool operator==(const Argument& a, const Argument& b);

/// One after the other.
Sentence operator+(Sentence first, Sentence second);
inline Sentence& operator+=(Sentence& first, Sentence second) { return first = std::move(first) + std::move(second); }
/// Of several notes about one thing: "a; b".
void add_note(Sentence& notes, const Sentence& one);
/// "a, b, c"
Sentence joined(const std::vector<Sentence>& list, const char* between);

/// A message that is checked by the compiler: every place has its argument.
template <std::size_t places>
struct Pattern {
  const char* text;
  consteval Pattern(const char* english) : text(english) {
    for (const char* at = english; *at != '\0'; ++at)
      if (*at == '{' && (at[1] < '0' || at[1] > '9' || static_cast<std::size_t>(at[1] - '0') >= places || at[2] != '}'))
        throw "a place has no argument";
  }
};

/// A sentence with {0}, {1}, ... filled in. The arguments are never read as patterns.
template <class... Arguments>
Sentence say(Pattern<sizeof...(Arguments)> english, const Arguments&... arguments) {
  return {english.text, std::vector<Argument>{Argument(arguments)...}};
}

/// {0} is the number.
template <class... Arguments>
Sentence say_count(std::uint64_t n, Pattern<1 + sizeof...(Arguments)> one, Pattern<1 + sizeof...(Arguments)> many,
                   const Arguments&... arguments) {
  Sentence sentence{one.text, std::vector<Argument>{Argument(n), Argument(arguments)...}};
  sentence.plural = many.text;
  sentence.count = n;
  return sentence;
}

/// Marks a message in a table, for the test that compares the sources with the catalogues.
constexpr const char* message(const char* english) { return english; }

/// A message of a table, or a name of the JSON contract that has a translation.
inline Sentence in_words(std::string_view message) { return {std::string(message), std::vector<Argument>{}}; }

}  // namespace laststraw
