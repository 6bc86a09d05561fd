#include "scan/row_filter.hpp"

#include <fnmatch.h>

#include <algorithm>

#include "report/format.hpp"

namespace laststraw::scan {

namespace {

bool any_matches(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches(pattern, name); });
}

bool is_called(const report::Person& victim, const std::vector<std::string>& patterns) {
  for (const std::string* name : {&victim.comm, &victim.role, &victim.user, &victim.database, &victim.application})
    if (!name->empty() && any_matches(patterns, *name)) return true;
  return false;
}

}  // namespace

bool matches(const std::string& pattern, const std::string& name) { return ::fnmatch(pattern.c_str(), name.c_str(), FNM_CASEFOLD) == 0; }

const std::string& host_or_case(const report::CaseIncident& one) { return one.incident.host.empty() ? one.case_name : one.incident.host; }

bool RowFilter::wants(const report::CaseIncident& one) const {
  const report::Incident& incident = one.incident;
  if (window.any() && !window.is_relative())
    if (const auto at = report::wall_time_of(incident.at); at && !window.resolved({}).holds(*at)) return false;
  if (!hosts.empty() && !any_matches(hosts, host_or_case(one))) return false;
  if (!causes.empty() && std::find(causes.begin(), causes.end(), incident.hypotheses.front().cause) == causes.end()) return false;
  if (victims.empty()) return true;
  return (incident.victim && is_called(*incident.victim, victims)) ||
         std::any_of(incident.victims.begin(), incident.victims.end(),
                     [&](const report::Person& victim) { return is_called(victim, victims); });
}

}  // namespace laststraw::scan
