// Unit files and drop-ins, as files or as `systemctl cat` prints them one after the other (systemd.unit(5), systemd.syntax(7)):
//   # /etc/systemd/system/postgresql@.service.d/oom.conf
//   [Service]
//   OOMScoreAdjust=-900
//   Environment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::unit_file_detail {
struct RawDirective {
  grammar::Chars key, value;
};
}  // namespace laststraw::unit_file_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::unit_file_detail::RawDirective, key, value)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using unit_file_detail::RawDirective;

const auto section = '[' >> +char_("A-Za-z-") >> ']' >> eoi;
const auto directive = rule<struct directive_tag, RawDirective>{"directive"} =
    raw[char_("A-Z") >> *char_("A-Za-z0-9")] >> omit[*lit(' ')] >> '=' >> omit[*lit(' ')] >> raw[*char_];

/// "4G" as `systemctl show` would print it: bytes. Shares of RAM ("50%") stay as they are.
std::string in_bytes(std::string_view value) {
  std::string_view rest = value;
  double number = 0;
  if (!grammar::take(rest, grammar::x3::double_, number) || rest.size() != 1 || number < 0 || number > 1e9) return std::string(value);
  constexpr std::string_view kSuffixes = "KMGT";
  const std::size_t power = kSuffixes.find(rest.front());
  if (power == std::string_view::npos) return std::string(value);
  for (std::size_t i = 0; i <= power; ++i) number *= 1024;
  return std::to_string(static_cast<std::int64_t>(number));
}

bool is_size(std::string_view key) { return key.substr(0, 6) == "Memory" || key == "LimitAS" || key == "LimitRSS"; }

}  // namespace

Reading read_unit_file(const SourceText& source, Records& records) {
  bool service = false;
  std::string goes_on;  // a value that ended in a backslash
  return support::read_lines(source, records, "unit/unit_file", "Key=Value", [&](const Line& line) {
    std::string_view text = support::trim(line.text);
    if (text.front() == '#' || text.front() == ';') return support::LineIs::parsed;
    if (std::string_view rest = text; grammar::take(rest, section))
      return service = text == "[Service]" || text == "[Slice]", support::LineIs::parsed;
    if (!goes_on.empty()) {
      if (text.back() != '\\') goes_on.clear();
      return support::LineIs::parsed;
    }
    RawDirective raw_directive;
    if (!grammar::take(text, directive, raw_directive)) return support::LineIs::unrecognised;
    std::string value = grammar::str(raw_directive.value);
    if (!value.empty() && value.back() == '\\') goes_on = value;
    if (!service) return support::LineIs::parsed;
    const std::string key = grammar::str(raw_directive.key);
    if (is_size(key)) value = in_bytes(value);
    // Environment= adds up; everything else is replaced by what comes later. What `systemctl show` says counts more.
    if (const Setting* known = find(records.unit, key); key == "Environment" && known && known->precedence == 0 && !value.empty())
      value = known->value + " " + value;
    support::keep(records.unit, key, {std::move(value), {}, cite(line), 0});
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
