// What the reports say, in the reader's language. A message's name is its English pattern; the catalogues beside this file
// (zh_CN.json) hold the other languages. Names of PostgreSQL, of the kernel and of parameters are no messages.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <vector>

namespace laststraw {

/// Chooses the language, "en" or a catalogue's name, before the first sentence is made. Throws std::invalid_argument.
void speak(std::string_view language);
std::string_view language();
std::vector<std::string_view> languages();
/// All of a language as it is in the repository: {"English": "..."}; empty for English.
std::string_view catalogue(std::string_view language);

/// The message in the chosen language, else as it is.
std::string_view translated(std::string_view english);

/// Marks a message in a table, for the test that compares the sources with the catalogues.
constexpr const char* message(const char* english) { return english; }

/// A word that is a name in the JSON contract ("memcg_oom", "page tables") as reports show it.
inline std::string in_words(std::string_view name) { return std::string(translated(name)); }

/// A sentence with {0}, {1}, ... filled in. The arguments are never read as patterns.
template <typename... Args>
std::string say(fmt::format_string<const Args&...> english, const Args&... args) {
  const fmt::string_view pattern = english;
  const std::string_view own = translated({pattern.data(), pattern.size()});
  return fmt::vformat({own.data(), own.size()}, fmt::make_format_args(args...));
}

/// A sentence of a table with its numbers filled in as {0} and {1}; it may name none of them.
std::string filled(std::string_view english, int first, int second);

/// {0} is the number.
template <typename... Args>
std::string say_count(std::size_t n, fmt::format_string<const std::size_t&, const Args&...> one,
                      fmt::format_string<const std::size_t&, const Args&...> many, const Args&... args) {
  return say<std::size_t, Args...>(n == 1 ? one : many, n, args...);
}

}  // namespace laststraw
