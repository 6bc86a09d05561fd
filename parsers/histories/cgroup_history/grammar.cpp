// A capture of a cgroup's memory over time: an ISO time, then keys and values in bytes.
//   2026-11-21T03:01:25+0000 usage_in_bytes 16916480 rss 4976640 cache 9732096 shmem 9510912 mapped_file 7692288
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::cgroup_history_detail {
struct RawPair {
  grammar::Chars key;
  std::uint64_t value;
};
}  // namespace laststraw::cgroup_history_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::cgroup_history_detail::RawPair, key, value)

namespace laststraw {

namespace {

using cgroup_history_detail::RawPair;
using grammar::x3::char_;
using grammar::x3::raw;
using grammar::x3::rule;

const auto pair = rule<struct pair_tag, RawPair>{"key value"} = ' ' >> raw[char_("a-z") >> *char_("a-z0-9_.")] >> ' ' >> grammar::u64;

/// v1 and v2 names for the same thing (memcontrol.c).
std::string series_name(std::string_view key) {
  if (key == "usage_in_bytes" || key == "current" || key == "memory.current" || key == "usage") return "memcg_usage_bytes";
  if (key == "rss" || key == "anon") return "memcg_anon_bytes";
  if (key == "cache" || key == "file") return "memcg_file_bytes";
  return "memcg_" + std::string(key) + "_bytes";
}

}  // namespace

Reading read_cgroup_history(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  return support::read_lines(source, records, "cgroup_history", "an ISO time, then keys and values", [&](const Line& line) {
    std::string_view text = line.text;
    const auto stamp = support::take_iso_time(text);
    if (!stamp) return support::LineIs::unrecognised;
    int pairs = 0;
    for (RawPair next; grammar::take(text, pair, next); next = {}, ++pairs)
      series.add(series_name(grammar::view(next.key)), *stamp, static_cast<double>(next.value), line.at.first_line);
    return pairs > 0 && support::trim(text).empty() ? support::LineIs::parsed : support::LineIs::unrecognised;
  });
}

}  // namespace laststraw
