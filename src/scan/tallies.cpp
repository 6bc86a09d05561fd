#include "scan/tallies.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "report/words.hpp"
#include "scan/store.hpp"

namespace laststraw::scan {

namespace {

using Alike = std::tuple<bool, std::string, std::string, std::string, std::int64_t, std::string, std::int64_t>;

std::set<std::string> listed_hosts(Sqlite& store, std::size_t most, report::FleetSummary& summary) {
  std::set<std::string> listed;
  const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(most, std::numeric_limits<std::int64_t>::max()));
  store.each(
      "SELECT coalesce(host, case_name) AS place FROM rows WHERE same_as IS NULL GROUP BY place ORDER BY count(*) DESC, place LIMIT ?",
      [&](const SqliteRow& row) {
        listed.insert(row.text(0));
        return true;
      },
      limit);
  store.each("SELECT count(DISTINCT coalesce(host, case_name)) FROM rows WHERE same_as IS NULL", [&](const SqliteRow& row) {
    summary.other_hosts = static_cast<std::uint64_t>(row.number(0)) - listed.size();
    return false;
  });
  return listed;
}

/// Of a row of put_tallies()'s question.
void add(report::Tally& tally, const SqliteRow& row) {
  ++tally.incidents;
  if (const auto down = row.maybe_real(6)) tally.down_s = tally.down_s.value_or(0) + *down;
  if (const auto lost = row.maybe_number(7)) tally.sessions_lost = (Bytes{tally.sessions_lost.value_or(0)} + Bytes{*lost}).count;
  if (const auto at = row.maybe_number(8)) tally.last = std::max(tally.last.value_or(restored(*at)), restored(*at));
}

report::Tally named(const Alike& alike) {
  const auto& [others, host, owner, environment, outcome, cause, verdict] = alike;
  report::Tally tally;
  tally.of_others = others, tally.host = host, tally.owner = owner, tally.environment = environment;
  tally.outcome = report::word(static_cast<IncidentKind>(outcome)), tally.verdict = report::word(static_cast<VerdictKind>(verdict));
  tally.cause = cause;
  return tally;
}

}  // namespace

void put_tallies(Sqlite& store, std::size_t most_hosts, report::FleetSummary& summary) {
  const std::set<std::string> listed = listed_hosts(store, most_hosts, summary);
  summary.listed_hosts = listed.size();
  std::map<Alike, report::Tally> tallies;
  store.each(
      "SELECT coalesce(host, case_name), owner, environment, outcome, cause, verdict, down_s, sessions_lost, at FROM rows WHERE same_as IS NULL "
      "ORDER BY at IS NULL, at, row",
      [&](const SqliteRow& row) {
        const bool undecided = static_cast<VerdictKind>(row.number(5)) == VerdictKind::undecided;
        const bool others = listed.count(row.text(0)) == 0;
        const Alike alike{
            others,       others ? "" : row.text(0), row.text(1), row.text(2), row.number(3), undecided ? "undecided" : row.text(4),
            row.number(5)};
        add(tallies.try_emplace(alike, named(alike)).first->second, row);
        summary.undecided += undecided ? 1U : 0U;
        summary.down_s += row.real(6);
        summary.sessions_lost = (Bytes{summary.sessions_lost} + Bytes{row.number(7)}).count;
        return true;
      });
  for (auto& [alike, tally] : tallies) summary.tallies.push_back(std::move(tally));
}

}  // namespace laststraw::scan
