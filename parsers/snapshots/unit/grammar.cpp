// `systemctl show UNIT`: Key=Value (systemd src/systemctl/systemctl-show.c).
//   OOMPolicy=continue
#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"
#include "unit/properties.hpp"

namespace laststraw {

Reading read_systemd_show(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "unit/systemctl_show", "Key=Value", [&](const Line& line) {
    support::Cursor cursor(line.text);
    const std::string_view key = cursor.take_name(support::kUpperCase, support::kLettersAndDigits);
    if (key.empty() || !cursor.skip('=')) return support::LineIs::unrecognised_at(cursor.column());
    // `docker inspect -f` in the same form.
    if (key == "OOMKilled" && cursor.rest() == "true") {
      SystemEvent event;
      event.kind = SystemEventKind::container_oom;
      event.cite = cite(line);
      records.system_events.push_back(std::move(event));
    }
    unit::keep(records.unit.shown, key, cursor.rest(), cite(line));
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
