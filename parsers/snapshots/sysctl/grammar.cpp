// `sysctl -a` and sysctl.conf (procps sysctl.c, sysctl.d(5)): "key = value"; '-' before the key ignores errors, '/' may
// stand for '.', '#' and ';' begin comments.
//   vm.overcommit_memory = 0
#include <algorithm>

#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

Reading read_sysctl(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "sysctl", "key = value", [&](const Line& line) {
    support::Cursor cursor(line.text);
    cursor.skip_blanks();
    if (cursor.peek() == '#' || cursor.peek() == ';') return support::LineIs::parsed;
    // What could not be read is told in between: "sysctl: permission denied on key ..."
    if (cursor.rest().starts_with("sysctl: ")) return support::LineIs::noise;
    cursor.skip('-');
    std::string key(cursor.take_until("= \t"));
    cursor.skip_blanks();
    if (key.empty() || !cursor.skip('=')) return support::LineIs::unrecognised_at(cursor.column());
    // The first separator tells which one is meant (sysctl.d(5)).
    if (key.find('/') < key.find('.')) std::replace(key.begin(), key.end(), '/', '.');
    support::keep(records.sysctl, std::move(key), {std::string(support::trim(cursor.rest())), {}, cite(line)});
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
