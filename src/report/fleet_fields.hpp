// The names of the members of rows and stories, once (fields.hpp).
#pragma once

#include "report/fields.hpp"
#include "report/fleet_row.hpp"

namespace laststraw::report {

void fields(auto& visit, A<FleetRow> auto& x) {
  visit("case", x.case_name), visit("id", x.id), visit("uid", x.uid), visit("at", x.at), visit("when", x.when), visit("host", x.host);
  visit("owner", x.owner), visit("outcome", x.outcome), visit("verdict", x.verdict), visit("cause", x.cause);
  visit("likelihood", x.likelihood), visit("slack_s", x.slack_s), visit("victim_pid", x.victim_pid), visit("culprit", x.culprit);
  visit("victim", x.victim), visit("summary", x.summary), visit("environment", x.environment), visit("down_s", x.down_s);
  visit("sessions_lost", x.sessions_lost), visit("lacking", x.lacking), visit("evidence", x.evidence), visit("link", x.link);
  visit("comparison", x.comparison);
}
void fields(auto& visit, A<Change> auto& x) { visit("name", x.name), visit("before", x.before), visit("after", x.after); }
/// Lists that write_story() fills in.
inline const std::vector<std::string> kFilledIn;

void fields(auto& visit, A<Story> auto& x) {
  visit("id", x.id), visit("by", x.by), visit("of_victims", x.of_victims), visit("name", x.name), visit("what", x.what);
  visit("uids", kFilledIn), visit("hosts", kFilledIn), visit("owners", kFilledIn), visit("cause", x.cause), visit("undecided", x.undecided);
  visit("first", x.first), visit("last", x.last), visit("every", x.every), visit("look_at", x.look_at), visit("growth", x.growth);
  visit("down_s", x.down_s), visit("down_known", x.down_known), visit("sessions_lost", x.sessions_lost);
  visit("sessions_known", x.sessions_known), visit("is_new", x.is_new), visit("not_seen_since", x.not_seen_since);
  visit("changed_on", x.changed_on), visit("changed_since", x.changed_since), visit("changes", x.changes);
}

}  // namespace laststraw::report
