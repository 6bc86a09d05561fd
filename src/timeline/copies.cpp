#include "timeline/copies.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "text/say.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

std::string size_text(const std::optional<Bytes>& size) { return size ? std::to_string(size->count) : "-"; }

/// What stays the same in every framing: who was killed and how large, else who asked, and the table.
std::string identity(const OomReport& report) {
  std::string key;
  for (const Kill& kill : report.kills)
    key += std::to_string(number(kill.pid)) + "|" + kill.comm + "|" + size_text(kill.total_vm) + "|" + size_text(kill.anon_rss) + "|" +
           size_text(kill.shmem_rss) + ";";
  if (!key.empty()) return key;
  if (report.invocation) key += report.invocation->comm + "|" + report.invocation->gfp;
  key += "|" + std::to_string(report.tasks.size());
  for (const TaskRow& row : report.tasks) key += "," + std::to_string(number(row.pid)) + ":" + std::to_string(row.rss.count);
  return key;
}

bool more_complete(const OomReport* a, const OomReport* b) {
  if (a->defects.size() != b->defects.size()) return a->defects.size() < b->defects.size();
  if (a->tasks.size() != b->tasks.size()) return a->tasks.size() > b->tasks.size();
  if (a->counters.size() != b->counters.size()) return a->counters.size() > b->counters.size();
  if (a->stamp.resolution != b->stamp.resolution) return a->stamp.resolution < b->stamp.resolution;
  if (a->stamp.utc_offset.has_value() != b->stamp.utc_offset.has_value()) return a->stamp.utc_offset.has_value();
  return a->at.source < b->at.source;
}

bool same_uptime(const OomReport& a, const OomReport& b) {
  if (!a.stamp.since_boot || !b.stamp.since_boot) return true;
  return std::chrono::abs(*a.stamp.since_boot - *b.stamp.since_boot) < 1s;
}

}  // namespace

std::vector<CopiedReport> match_copies(const std::deque<OomReport>& reports) {
  std::vector<CopiedReport> groups;
  std::multimap<std::string, std::size_t> by_identity;
  for (const OomReport& report : reports) {
    const std::string key = identity(report);
    CopiedReport* home = nullptr;
    const auto [first, last] = by_identity.equal_range(key);
    for (auto at = first; at != last && !home; ++at) {
      CopiedReport& group = groups[at->second];
      const bool new_source = std::none_of(group.copies.begin(), group.copies.end(),
                                           [&](const OomReport* copy) { return copy->at.source == report.at.source; });
      if (new_source && same_uptime(*group.copies.front(), report)) home = &group;
    }
    if (home) {
      home->copies.push_back(&report);
    } else {
      by_identity.emplace(key, groups.size());
      groups.push_back({{&report}});
    }
  }
  for (CopiedReport& group : groups) std::stable_sort(group.copies.begin(), group.copies.end(), more_complete);
  return groups;
}

std::vector<SharedEvent> shared_among_copies(const std::vector<CopiedReport>& reports, const Clocks& clocks) {
  std::vector<SharedEvent> shared;
  for (const CopiedReport& report : reports)
    for (const OomReport* known : report.copies) {
      const Instant instant = clocks.when(known->at.source, known->stamp);
      if (!instant.wall) continue;
      const auto boot = clocks.boot_of(known->at.source);
      for (const OomReport* other : report.copies) {
        if (other == known) continue;
        const Micros late = boot ? Micros{1ms} : std::max<Micros>(instant.slack, 2s);
        shared.push_back({other->at.source, other->stamp, instant, late, say("the same report in another input")});
      }
    }
  return shared;
}

Instant when(const CopiedReport& report, const Clocks& clocks) {
  Instant best;
  for (const OomReport* copy : report.copies) {
    const Instant instant = clocks.when(copy->at.source, copy->stamp);
    if (instant.since_boot) best.since_boot = instant.since_boot;
    if (!instant.wall) continue;
    // dmesg -T drifts: it decides only where nothing else gives a time.
    const bool computed = copy->stamp.civil && !copy->stamp.utc_offset && !copy->stamp.since_boot;
    if (computed && best.wall) continue;
    // The finer clock decides; of equals the earlier one, for a line cannot be logged before it happened.
    if (!best.wall || instant.slack < best.slack || (instant.slack == best.slack && *instant.wall < *best.wall)) {
      best.wall = instant.wall;
      best.slack = instant.slack;
      best.zone_unknown = instant.zone_unknown;
    }
  }
  return best;
}

}  // namespace laststraw::timeline
