// A request for several pages in a row, with free memory in smaller pieces only (KERNEL.md 5.6).
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
    sum.missing("the order of the request", Absence::not_printed, "the line \"invoked oom-killer\" of the kernel's report");
    return sum.done();
  }
  const int order = *invocation->order;
  if (order <= 0) {
    sum.add("order_0", "one page was asked for: order 0 is never fragmentation", invocation->cite);
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
  if (!buddy) sum.missing("the free blocks by size", Absence::not_printed, "the kernel's whole report (Mem-Info)");
  else if (!large_enough && share(free, facts.total) >= 0.02)
    sum.add("no_block", "order " + std::to_string(order) + " was asked for; " + words(free) + " above the watermarks were free, but in no block that large", cite);
  else if (large_enough) sum.add("blocks_there", "blocks of order " + std::to_string(order) + " were free", cite);
  else sum.add("nothing_free", "hardly anything was free above the watermarks, in blocks of any size", cite);
  sum.finding().culprit = {"kernel", std::nullopt, "fragmentation", {}, {}, {}, {}, free, order};
  sum.finding().counterfactual = Counterfactual{free, !large_enough && free.count > 0, "with the free memory in one piece"};
  sum.finding().sentence = "Fragmentation is the culprit: order " + std::to_string(order) + " was asked for while " + words(free) +
                           " were free in smaller pieces" + last_straw_words(facts) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
