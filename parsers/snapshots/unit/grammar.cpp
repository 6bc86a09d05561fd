// `systemctl show UNIT`: Key=Value (systemd src/systemctl/systemctl-show.c).
//   OOMPolicy=continue
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::unit_detail {
struct RawProperty {
  grammar::Chars key, value;
};
}  // namespace laststraw::unit_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::unit_detail::RawProperty, key, value)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::raw;
using grammar::x3::rule;
using unit_detail::RawProperty;

const auto property = rule<struct property_tag, RawProperty>{"property"} = raw[char_("A-Z") >> *char_("A-Za-z0-9")] >> '=' >> raw[*char_];

}  // namespace

Reading read_systemd_show(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "unit/systemctl_show", "Key=Value", [&](const Line& line) {
    std::string_view rest = line.text;
    RawProperty raw_property;
    if (!grammar::take(rest, property, raw_property)) return support::LineIs::unrecognised;
    // `docker inspect -f` in the same form.
    if (grammar::view(raw_property.key) == "OOMKilled") {
      if (grammar::view(raw_property.value) == "true") {
        SystemEvent event;
        event.kind = SystemEventKind::container_oom;
        event.cite = cite(line);
        records.system_events.push_back(std::move(event));
      }
      return support::LineIs::parsed;
    }
    support::keep(records.unit, grammar::str(raw_property.key), {grammar::str(raw_property.value), {}, cite(line), 1});
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
