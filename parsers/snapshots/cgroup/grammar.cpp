// cgroup v1 and v2 memory files. mm/memcontrol.c. Single values carry no label of their own: the file's name is the label.
//   memory.max:              max          memory.limit_in_bytes:  536870912
//   memory.stat:             anon 3350528
//   combined captures:       memory.stat:anon 3350528      memory.max:max
//   as people write it down: memory.max = 1073741824 # 1 GiB      memory.events.oom_kill = 1      # cat memory.max, and the value below
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::cgroup_detail {
struct RawPair {
  grammar::Chars key, value;
};
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
const auto file = raw["memory." >> +char_("a-z._")] >> grammar::x3::omit[*lit(' ') >> char_(":=") >> *lit(' ')];
const auto pressure = (lit("some") | "full") >> " avg10=" >> +char_;

/// "memory.events.oom_kill": the file and a key of it.
std::string with_key(std::string name) {
  for (const std::string_view with_keys : {"memory.events.local.", "memory.events.", "memory.stat."})
    if (name.starts_with(with_keys) && name != "memory.events.local") return name.replace(with_keys.size() - 1, 1, ":");
  return name;
}

/// "root@db:/# cat /sys/fs/cgroup/memory.max": the file whose lines follow; empty: no prompt.
std::string typed_file(std::string_view text) {
  const std::size_t at = text.find("cat ");
  if (at == std::string_view::npos || text.find_first_of("#$") > at) return {};
  const std::string_view path = support::trim(text.substr(at + 4));
  const std::size_t start = path.rfind("memory.");
  return start == std::string_view::npos || path.find(' ') != std::string_view::npos ? std::string() : std::string(path.substr(start));
}

std::string_view without_comment(std::string_view text) {
  const std::size_t at = text.find(" #");
  return support::trim(text.substr(0, at));
}

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
  std::string name(last_component(source.path));
  return support::read_lines(source, records, "cgroup", "a value of a cgroup memory file", [&](const Line& line) {
    if (std::string typed = typed_file(line.text); !typed.empty()) return name = std::move(typed), support::LineIs::parsed;
    std::string_view text = without_comment(support::trim(line.text));
    grammar::Chars labelled;
    if (grammar::take(text, file, labelled))
      return read_value(with_key(grammar::str(labelled)), text, line, records.cgroup) ? support::LineIs::parsed
                                                                                      : support::LineIs::unrecognised;
    return read_value(name, text, line, records.cgroup) ? support::LineIs::parsed : support::LineIs::unrecognised;
  });
}

}  // namespace laststraw
