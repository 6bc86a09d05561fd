// `sysctl -a` and sysctl.conf (procps sysctl.c, sysctl.d(5)): "key = value"; '-' before the key ignores errors, '/' may
// stand for '.', '#' and ';' begin comments.
//   vm.overcommit_memory = 0
// A file of /proc/sys holds a value alone; its path is the key.
#include <algorithm>

#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

/// "/proc/sys/vm/overcommit_memory": "vm.overcommit_memory"; empty: another path.
std::string key_of(std::string_view path) {
  constexpr std::string_view kFolder = "proc/sys/";
  const std::size_t at = path.rfind(kFolder);
  if (at == std::string_view::npos) return {};
  std::string key(path.substr(at + kFolder.size()));
  std::replace(key.begin(), key.end(), '/', '.');
  return key;
}

}  // namespace

Reading read_sysctl(const SourceText& source, Records& records) {
  const std::string file_of_key = key_of(source.path);
  return support::read_lines(source, records, "sysctl", "key = value", [&](const Line& line) {
    if (!file_of_key.empty() && line.text.find('=') == std::string_view::npos) {
      support::keep(records.sysctl, file_of_key, {std::string(support::trim(line.text)), {}, cite(line)});
      return support::LineIs::parsed;
    }
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
