// postmaster.opts (src/backend/postmaster/postmaster.c CreateOptsFile()): the command line of the running server, whose
// settings override both files. Patroni passes max_connections and its like so.
//   /usr/lib/postgresql/15/bin/postgres "-D" "/var/lib/postgresql/15/main" "-c" "config_file=/etc/..." "--max_connections=100"
#include <algorithm>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;

const auto quoted = omit[*lit(' ')] >> '"' >> raw[*(char_ - '"')] >> '"';
const auto bare = omit[*lit(' ')] >> raw[+(char_ - ' ' - '"')];

std::vector<std::string> arguments(std::string_view text) {
  std::vector<std::string> found;
  for (grammar::Chars word; grammar::take(text, quoted, word) || grammar::take(text, bare, word); word = {})
    found.push_back(grammar::str(word));
  return found;
}

}  // namespace

Reading read_postmaster_opts(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "pg_settings/command_line", "a postgres command line", [&](const Line& line) {
    const auto words = arguments(line.text);
    if (words.size() < 2) return support::LineIs::noise;
    const auto keep = [&](std::string_view text) {
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos || equals == 0) return;
      std::string name(text.substr(0, equals));
      std::replace(name.begin(), name.end(), '-', '_');
      support::keep(records.pg_settings, std::move(name),
                    {std::string(text.substr(equals + 1)), {}, cite(line), support::kFromCommandLine});
    };
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::string begins = words[i].substr(0, 2);
      if (words[i] == "-c" && i + 1 < words.size())
        keep(words[++i]);
      else if (begins == "--" || begins == "-c")
        keep(std::string_view(words[i]).substr(2));
      else if (words[i] == "-B" && i + 1 < words.size())
        keep("shared_buffers=" + words[++i]);
      else if (words[i] == "-N" && i + 1 < words.size())
        keep("max_connections=" + words[++i]);
    }
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
