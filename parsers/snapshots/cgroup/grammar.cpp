// cgroup v1 and v2 memory files. mm/memcontrol.c. Single values carry no label of their own: the file's name is the label.
//   memory.max:              max          memory.limit_in_bytes:  536870912
//   memory.stat:             anon 3350528
//   combined captures:       memory.stat:anon 3350528      memory.max:max
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::cgroup_detail {
struct RawPair { grammar::Chars key, value; };
}  // namespace laststraw::cgroup_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::cgroup_detail::RawPair, key, value)

namespace laststraw {

namespace {

using cgroup_detail::RawPair;
using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::raw;
using grammar::x3::rule;

const auto number = raw[lit("max") | +char_("0-9")];
const auto key = raw[char_("a-z") >> *char_("a-z0-9_")];
const auto pair = rule<struct pair_tag, RawPair>{"key value"} = key >> ' ' >> number >> eoi;
const auto file = raw["memory." >> +char_("a-z._")] >> ':';
const auto pressure = (lit("some") | "full") >> " avg10=" >> +char_;

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// One line of the file named `name`.
bool read_value(const std::string& name, std::string_view text, const Line& line, Settings& settings) {
  std::string_view rest = text;
  RawPair raw_pair;
  if (grammar::take(rest, pair, raw_pair)) {
    support::keep(settings, name + ":" + grammar::str(raw_pair.key), {grammar::str(raw_pair.value), {}, cite(line)});
    return true;
  }
  rest = text;
  grammar::Chars value;
  if (grammar::take(rest, number >> eoi, value)) {
    support::keep(settings, name, {grammar::str(value), {}, cite(line)});
    return true;
  }
  rest = text;
  return grammar::take(rest, pressure);
}

}  // namespace

Reading read_cgroup_files(const SourceText& source, Records& records) {
  const std::string name(last_component(source.path));
  return support::read_lines(source, records, "cgroup", "a value of a cgroup memory file", [&](const Line& line) {
    std::string_view text = support::trim(line.text);
    grammar::Chars labelled;
    if (grammar::take(text, file, labelled)) return read_value(grammar::str(labelled), text, line, records.cgroup) ? 1 : -1;
    return read_value(name, text, line, records.cgroup) ? 1 : -1;
  });
}

}  // namespace laststraw
