#include "support/server_options.hpp"

#include <algorithm>

#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::support {

namespace {

using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::space;

const auto in_double = omit[*space] >> '"' >> raw[*(char_ - '"')] >> '"';
const auto in_single = omit[*space] >> '\'' >> raw[*(char_ - '\'')] >> '\'';
const auto bare = omit[*space] >> raw[+(char_ - space - '"' - '\'')];

}  // namespace

std::vector<std::string> words_of_command(std::string_view text) {
  std::vector<std::string> found;
  for (grammar::Chars word; grammar::take(text, in_double, word) || grammar::take(text, in_single, word) || grammar::take(text, bare, word);
       word = {})
    found.push_back(grammar::str(word));
  return found;
}

void keep_server_options(std::span<const std::string> words, const std::function<Citation(const std::string& word)>& cite,
                         Settings& settings) {
  const auto keep_one = [&](std::string_view text, const std::string& word) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return;
    std::string name(text.substr(0, equals));
    std::replace(name.begin(), name.end(), '-', '_');
    keep(settings, std::move(name), {std::string(text.substr(equals + 1)), {}, cite(word), kFromCommandLine});
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string begins = words[i].substr(0, 2);
    const bool another = i + 1 < words.size();
    if (words[i] == "-c" && another)
      ++i, keep_one(words[i], words[i]);
    else if (begins == "--" || begins == "-c")
      keep_one(std::string_view(words[i]).substr(2), words[i]);
    else if (words[i] == "-B" && another)
      ++i, keep_one("shared_buffers=" + words[i], words[i]);
    else if (words[i] == "-N" && another)
      ++i, keep_one("max_connections=" + words[i], words[i]);
  }
}

}  // namespace laststraw::support
