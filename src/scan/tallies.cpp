#include "scan/tallies.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "report/words.hpp"

namespace laststraw::scan {

std::vector<report::Tally> tallies_of(const std::vector<const Stories::Entry*>& all, const Stories::Texts& texts) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, IncidentKind, std::uint32_t, VerdictKind>, report::Tally> alike;
  for (const Stories::Entry* entry : all) {
    const std::uint32_t host = entry->host == 0 ? entry->case_name : entry->host;
    const std::uint32_t cause = entry->undecided() ? 0 : entry->cause;
    const auto [at, is_new] = alike.try_emplace({host, entry->owner, entry->environment, entry->outcome, cause, entry->verdict});
    report::Tally& tally = at->second;
    if (is_new) {
      tally.host = texts[host], tally.owner = texts[entry->owner], tally.environment = texts[entry->environment];
      tally.outcome = report::word(entry->outcome), tally.verdict = report::word(entry->verdict);
      tally.cause = entry->undecided() ? "undecided" : texts[entry->cause];
    }
    ++tally.incidents;
    if (entry->down_s) tally.down_s = tally.down_s.value_or(0) + *entry->down_s;
    if (entry->sessions_lost) tally.sessions_lost = (Bytes{tally.sessions_lost.value_or(0)} + Bytes{*entry->sessions_lost}).count;
    if (entry->at) tally.last = std::max(tally.last.value_or(*entry->at), *entry->at);
  }
  std::vector<report::Tally> tallies;
  for (auto& [key, tally] : alike) tallies.push_back(std::move(tally));
  return tallies;
}

}  // namespace laststraw::scan
