// A capture of a cgroup's memory over time: an ISO time, then keys and values in bytes.
//   2026-11-21T03:01:25+0000 usage_in_bytes 16916480 rss 4976640 cache 9732096 shmem 9510912 mapped_file 7692288
#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/cursor.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

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
    support::Cursor cursor(line.text);
    cursor.skip(line.text.substr(0, line.text.size() - text.size()));
    int pairs = 0;
    for (; !support::trim(cursor.rest()).empty() && cursor.skip(' '); ++pairs) {
      const std::string_view key = cursor.take_name("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz0123456789_.");
      const auto value = !key.empty() && cursor.skip(' ') ? cursor.take_number<std::uint64_t>() : std::nullopt;
      if (!value) return support::LineIs::unrecognised_at(cursor.column());
      series.add(series_name(key), *stamp, static_cast<double>(*value), line.at.first_line);
    }
    const bool whole = pairs > 0 && support::trim(cursor.rest()).empty();
    return whole ? support::LineIs::parsed : support::LineIs::unrecognised_at(cursor.column());
  });
}

}  // namespace laststraw
