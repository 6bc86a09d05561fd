// A request for several pages in a row, with free memory in smaller pieces only (mm/page_alloc.c __zone_watermark_ok()).
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "fragmentation";
constexpr int kTellingOrder = 3;  ///< PAGE_ALLOC_COSTLY_ORDER
constexpr std::array kTerms{
    Term{"prior", -6, -6.0, "Needs a request for several pages in a row.", "docs/reference/kernel.md 5.6"},
    Term{"order_0", -40, -40.0, "One page was asked for: order 0 is never fragmentation.", "docs/reference/kernel.md 5.6"},
    Term{"no_block", 24, 24.0, "Memory was free above the watermarks, but in no block of the order asked for.",
         "docs/reference/kernel.md 5.6"},
    Term{"blocks_there", -15, -15.0, "Blocks of that order were free.", "docs/reference/kernel.md 5.6"},
    Term{"nothing_free", -15, -15.0, "Hardly anything was free, in blocks of any size.", "docs/reference/kernel.md 5.6"},
    Term{"piece_refused", 14, 14.0, "A piece of order {0} or more was refused and nothing was killed.", "mm/page_alloc.c warn_alloc()",
         kTellingOrder},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.allocation && incident.allocation->order) {
    Sum sum(kId, term("prior"), facts);
    const int order = *incident.allocation->order;
    if (order <= 0)
      sum.add(term("order_0"), say("one page was asked for: order 0 is never fragmentation"), incident.allocation->cite);
    else if (order >= kTellingOrder)
      sum.add(term("piece_refused"), say("a piece of order {0} was refused and nothing was killed", order), incident.allocation->cite);
    sum.finding().culprit = {KernelAtFault{say("fragmentation")}, std::nullopt};
    sum.finding().sentence = say("Probably fragmentation: the kernel had no free piece of order {0}; nothing was killed.", order);
    return sum.done();
  }
  if (incident.kind != IncidentKind::kernel_oom || !incident.report || !facts.total) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  const auto& invocation = incident.report->invocation;
  if (!invocation || !invocation->order) {
    sum.missing(say("the order of the request"), Absence::not_printed, say("the line \"invoked oom-killer\" of the kernel's report"));
    return sum.done();
  }
  const int order = *invocation->order;
  if (order <= 0) {
    sum.add(term("order_0"), say("one page was asked for: order 0 is never fragmentation"), invocation->cite);
    return sum.done();
  }
  bool buddy = false, large_enough = false;
  Bytes free{};
  for (const ZoneRow& zone : incident.report->zones) {
    if (zone.zone == "DMA") continue;  // kept back for devices
    free += zone.free > zone.min ? zone.free - zone.min : Bytes{0};
    buddy = buddy || !zone.free_blocks.empty();
    for (std::size_t i = static_cast<std::size_t>(order); i < zone.free_blocks.size(); ++i)
      large_enough = large_enough || zone.free_blocks[i] > 0;
  }
  const Citation& cite = incident.report->zones.empty() ? invocation->cite : incident.report->zones.back().cite;
  if (!buddy)
    sum.missing(say("the free blocks by size"), Absence::not_printed, say("the kernel's whole report (Mem-Info)"));
  else if (!large_enough && facts.of_total(free) >= 0.02)
    sum.add(term("no_block"), say("order {0} was asked for; {1} above the watermarks were free, but in no block that large", order, free),
            cite);
  else if (large_enough)
    sum.add(term("blocks_there"), say("blocks of order {0} were free", order), cite);
  else
    sum.add(term("nothing_free"), say("hardly anything was free above the watermarks, in blocks of any size"), cite);
  sum.finding().culprit = {KernelAtFault{say("fragmentation")}, free};
  sum.finding().counterfactual = Counterfactual{free, !large_enough && free.count > 0, say("with the free memory in one piece")};
  sum.finding().sentence = say("Fragmentation is the culprit: order {0} was asked for while {1} were free in smaller pieces{2}.", order,
                               free, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis fragmentation{kId,
                                         "Free memory in pieces too small",
                                         "Several pages in a row were asked for and only smaller blocks were free.",
                                         VerdictKind::culprit,
                                         kTerms,
                                         ask};

}  // namespace laststraw::judge
