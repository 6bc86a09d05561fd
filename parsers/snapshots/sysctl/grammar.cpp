// `sysctl -a` and sysctl.conf (procps sysctl.c, sysctl.d(5)): "key = value"; '-' before the key ignores errors, '/' may
// stand for '.', '#' and ';' begin comments.
//   vm.overcommit_memory = 0
#include <boost/fusion/include/adapt_struct.hpp>

#include <algorithm>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::sysctl_detail {
struct RawSetting {
  grammar::Chars key, value;
};
}  // namespace laststraw::sysctl_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::sysctl_detail::RawSetting, key, value)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using sysctl_detail::RawSetting;

const auto blanks = omit[*char_(" \t")];
const auto setting = rule<struct setting_tag, RawSetting>{"setting"} =
    blanks >> omit[-char_('-')] >> raw[+(char_ - '=' - ' ' - '\t')] >> blanks >> '=' >> raw[*char_];

}  // namespace

Reading read_sysctl(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "sysctl", "key = value", [&](const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (text.front() == '#' || text.front() == ';') return support::LineIs::parsed;
    // What could not be read is told in between: "sysctl: permission denied on key ..."
    if (text.substr(0, 8) == "sysctl: ") return support::LineIs::noise;
    std::string_view rest = text;
    RawSetting raw_setting;
    if (!grammar::take(rest, setting, raw_setting)) return support::LineIs::unrecognised;
    std::string key = grammar::str(raw_setting.key);
    // The first separator tells which one is meant (sysctl.d(5)).
    if (key.find('/') < key.find('.')) std::replace(key.begin(), key.end(), '/', '.');
    support::keep(records.sysctl, std::move(key), {std::string(support::trim(grammar::view(raw_setting.value))), {}, cite(line)});
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
