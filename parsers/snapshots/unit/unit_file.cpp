// Unit files and drop-ins, as files or as `systemctl cat` prints them one after the other (systemd.unit(5), systemd.syntax(7)):
//   # /etc/systemd/system/postgresql@.service.d/oom.conf
//   [Service]
//   OOMScoreAdjust=-900
//   Environment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0
#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"
#include "unit/properties.hpp"

namespace laststraw {

namespace {

bool is_section(std::string_view text) {
  support::Cursor cursor(text);
  return cursor.skip('[') && !cursor.take("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-").empty() && cursor.skip(']') &&
         cursor.done();
}

}  // namespace

Reading read_unit_file(const SourceText& source, Records& records) {
  bool service = false;
  bool goes_on = false;  // the line before ended in a backslash
  return support::read_lines(source, records, "unit/unit_file", "Key=Value", [&](const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (text.front() == '#' || text.front() == ';') return support::LineIs::parsed;
    if (is_section(text)) return service = text == "[Service]" || text == "[Slice]", support::LineIs::parsed;
    if (goes_on) return goes_on = text.back() == '\\', support::LineIs::parsed;
    support::Cursor cursor(line.text);
    cursor.skip_blanks();
    const std::string_view key = cursor.take_name(support::kUpperCase, support::kLettersAndDigits);
    cursor.skip_blanks();
    if (key.empty() || !cursor.skip('=')) return support::LineIs::unrecognised_at(cursor.column());
    goes_on = text.back() == '\\';
    if (service) unit::keep(records.unit.written, key, support::trim(cursor.rest()), cite(line));
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
