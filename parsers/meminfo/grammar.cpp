// /proc/meminfo. fs/proc/meminfo.c meminfo_proc_show(): "%s%8lu kB"; the HugePages_* lines count pages.
//   MemTotal:         604252 kB
//   HugePages_Total:       0
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parse.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::meminfo_detail {
struct RawField { grammar::Chars name, value; };
}  // namespace laststraw::meminfo_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::meminfo_detail::RawField, name, value)

namespace laststraw {

namespace {

using meminfo_detail::RawField;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

const auto field = rule<struct field_tag, RawField>{"field"} =
    raw[char_("A-Z") >> *char_("A-Za-z0-9_()")] >> ':' >> omit[+lit(' ')] >> raw[+char_("0-9")];

}  // namespace

Reading read_meminfo(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "meminfo", "a /proc/meminfo line: Name: number kB", [&](const Line& line) {
    std::string_view rest = line.text;
    RawField raw_field;
    if (!grammar::take(rest, field, raw_field) || raw_field.value.size() > 15) return -1;
    rest = support::trim(rest);
    if (!rest.empty() && rest != "kB") return -1;
    support::keep(records.meminfo, grammar::str(raw_field.name), {grammar::str(raw_field.value), std::string(rest), cite(line)});
    return 1;
  });
}

}  // namespace laststraw
