// RAM and swap.
#include "judge/excerpt.hpp"
#include "judge/quantity/derivations.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

Derivations ram_of_inputs(const Facts& facts) {
  Derivations found;
  const Incident& incident = *facts.incident;
  if (incident.report) {
    add(found, incident.report->counted_ram(), say("the kernel report's pages of RAM, less those reserved"));
    add(found, incident.report->managed_ram(), say("the pages that the kernel report's zones manage"));
  }
  const auto& known = incident.records->meminfo.total;
  const Bytes within = incident.records->meminfo.total_within;
  if (known && known->value.count > 0)
    found.push_back({{known->value - within, known->value + within},
                     known->cite.at.first_line > 0 ? say("the machine's memory as an input states it") : say("given on the command line"),
                     known->cite});
  return found;
}

Derivations swap_of_inputs(const Facts& facts) {
  Derivations found;
  const Incident& incident = *facts.incident;
  if (incident.report && incident.report->swap_total)
    found.push_back({exactly(*incident.report->swap_total), say("the kernel report's \"Total swap\""),
                     incident.report->swap_cite.value_or(Citation{incident.report->at, {}})});
  if (const auto& known = incident.records->meminfo.swap_total)
    found.push_back({exactly(known->value),
                     known->cite.at.first_line > 0 ? say("the machine's swap as an input states it") : say("given on the command line"),
                     known->cite});
  return found;
}

Derivations total_of_score(const Facts& facts) {
  if (facts.incident->kind == IncidentKind::memcg_oom) return {};
  const Derivations swap = swap_of_inputs(facts);
  const auto reckoned = total_by_score(*facts.incident, swap.empty() ? Bytes{0} : swap.front().size.high);
  if (!reckoned) return {};
  return {
      {reckoned->value, say("the victim's size and its score, {0} thousandths", share_by_score(*facts.incident)->score), reckoned->cite}};
}

}  // namespace laststraw::judge
