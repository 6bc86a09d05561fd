// A request for several pages in a row, with free memory in smaller pieces only (docs/reference/kernel.md 5.6).
#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

Finding fragmentation(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.kind != IncidentKind::kernel_oom || !incident.report) return Sum::not_applicable("fragmentation");
  Sum sum("fragmentation", facts);
  const auto& invocation = incident.report->invocation;
  if (!invocation || !invocation->order) {
    sum.missing(say("the order of the request"), Absence::not_printed, say("the line \"invoked oom-killer\" of the kernel's report"));
    return sum.done();
  }
  const int order = *invocation->order;
  if (order <= 0) {
    sum.add("order_0", say("one page was asked for: order 0 is never fragmentation"), invocation->cite);
    return sum.done();
  }
  bool buddy = false, large_enough = false;
  Bytes free{};
  for (const ZoneRow& zone : incident.report->zones) {
    if (zone.zone == "DMA") continue;                    // kept back for devices
    free += zone.free > zone.min ? zone.free - zone.min : Bytes{0};
    buddy = buddy || !zone.free_blocks.empty();
    for (std::size_t i = static_cast<std::size_t>(order); i < zone.free_blocks.size(); ++i) large_enough = large_enough || zone.free_blocks[i] > 0;
  }
  const auto cite = incident.report->zones.empty() ? std::optional(invocation->cite) : std::optional(incident.report->zones.back().cite);
  if (!buddy) sum.missing(say("the free blocks by size"), Absence::not_printed, say("the kernel's whole report (Mem-Info)"));
  else if (!large_enough && share(free, facts.total) >= 0.02)
    sum.add("no_block", say("order {0} was asked for; {1} above the watermarks were free, but in no block that large", order, words(free)), cite);
  else if (large_enough) sum.add("blocks_there", say("blocks of order {0} were free", order), cite);
  else sum.add("nothing_free", say("hardly anything was free above the watermarks, in blocks of any size"), cite);
  sum.finding().culprit = {"kernel", std::nullopt, say("fragmentation"), {}, {}, {}, {}, free, order};
  sum.finding().counterfactual = Counterfactual{free, !large_enough && free.count > 0, say("with the free memory in one piece")};
  sum.finding().sentence = say("Fragmentation is the culprit: order {0} was asked for while {1} were free in smaller pieces{2}.", order, words(free), last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
