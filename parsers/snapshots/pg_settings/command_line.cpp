// postmaster.opts (src/backend/postmaster/postmaster.c CreateOptsFile()): the command line of the running server, whose
// settings override both files. Patroni passes max_connections and its like so.
//   /usr/lib/postgresql/15/bin/postgres "-D" "/var/lib/postgresql/15/main" "-c" "config_file=/etc/..." "--max_connections=100"
#include "laststraw/parsers/readers.hpp"
#include "support/server_options.hpp"
#include "support/settings.hpp"

namespace laststraw {

Reading read_postmaster_opts(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "pg_settings/command_line", "a postgres command line", [&](const Line& line) {
    const auto words = support::words_of_command(line.text);
    if (words.size() < 2) return support::LineIs::noise;
    support::keep_server_options(
        std::span(words).subspan(1), [&](const std::string&) { return cite(line); }, records.pg_settings);
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
