// What is said of many incidents and of stories, on every view.
#pragma once

#include <string>
#include <vector>

#include "report/fleet_row.hpp"
#include "report/report.hpp"

namespace laststraw::report {

/// "12 hosts", "3 undecided", "down 2.1 h"
std::vector<Text> fleet_facts(const FleetSummary& summary);
/// "new this week", "not seen since 2026-11-02"
std::vector<Text> story_tags(const Story& story);
/// Rhythm, growth, and what changed before the first.
std::vector<Text> story_notes(const Story& story);
/// The lines below a scan's table.
std::string write_summary_of_fleet(const FleetSummary& summary, const TextStyle& style, const Language& in);

}  // namespace laststraw::report
