// One table of placeholders for everything a report must not tell.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace laststraw::report {

/// What a replaced word was; its placeholder says so and no more: "user1", "host2".
enum class Kind { user, database, application, host, address, name, path, program };

/// Stands where a text cannot be followed with certainty.
inline constexpr std::string_view kRedacted = "[redacted]";

class Replacements {
 public:
  /// The same placeholder for the same word each time. Words that every server has ("postgres", "root", "localhost") stay.
  std::string of(Kind kind, std::string_view word);
  /// For a word in a place where anything can stand: the placeholder it has already, else a new "name3".
  std::string of_any(std::string_view word);
  /// An address with or without port or prefix length, or a host's name.
  std::string of_client(std::string_view word);
  /// A file's name, a cgroup, a unit: parts that every server has stay, the others are replaced, an ending like ".gz" stays.
  std::string of_path(std::string_view path);
  /// All known words that have a placeholder of `kind`.
  std::map<std::string, std::string> known(Kind kind) const;

 private:
  std::map<std::pair<Kind, std::string>, std::string> by_kind_;
  std::map<std::string, std::string, std::less<>> by_word_;
  std::map<Kind, std::size_t> counts_;
};

/// The address at the beginning of `text` ("10.1.2.3", "2001:db8::1"): its length, 0 for none.
std::size_t address_length(std::string_view text);
/// Addresses within a text replaced.
std::string without_addresses(std::string_view text, Replacements& names);

}  // namespace laststraw::report
