// Memory that no process owns: slab, sockets, drivers, ZFS, balloons.
#include <algorithm>
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "kernel_memory";
constexpr double kLarge = 0.3;
constexpr double kNoticeable = 0.15;
constexpr double kOneCache = 0.5;  // caches of files are large together; one that leaks is large alone
constexpr std::array kTerms{
    Term{"prior", -6, -6.3, "Rare, and visible in the ledger where it is.", "docs/reference/causes.md RC-48"},
    Term{"large", 20, 20.0, "Slab and what nothing accounts for are {0} % or more of the total.", "docs/reference/kernel.md 5.11",
         percent_of(kLarge)},
    Term{"noticeable", 5, 5.0, "They are {0} to {1} % of the total.", "docs/reference/kernel.md 5.11", percent_of(kNoticeable),
         percent_of(kLarge)},
    Term{"small", -18, -18.0, "They are below 15 % of the total.", "docs/reference/kernel.md 5.11"},
    Term{"slab_table", 10, 10.0, "The kernel lists its unreclaimable slabs, which it does only where they exceed all user memory.",
         "mm/oom_kill.c should_dump_unreclaim_slab()"},
    Term{"slab_cache", 3, 3.0, "One cache holds {0} % or more of the slab, when /proc/slabinfo was read.", "mm/slab_common.c cache_show()",
         percent_of(kOneCache)},
    Term{"low_memory", 22, 22.0,
         "The zones that the kernel's own requests can use were full while others had memory, and {0} % or more of them was slab.",
         "mm/page_alloc.c __zone_watermark_ok(), include/linux/gfp.h gfp_zone()", percent_of(kLarge)},
    Term{"outlier", -12, -12.0, "One session or program alone would have been enough.", kCounterfactual},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// The zones' pages are the RAM's: else the report is cut, filtered to some nodes (SHOW_MEM_FILTER_NODES), or was edited.
bool zones_add_up(const Incident& incident) {
  if (incident.kind != IncidentKind::kernel_oom) return true;
  Bytes managed{};
  for (const ZoneRow& zone : incident.report->zones) managed += zone.managed ? *zone.managed : zone.present.value_or(Bytes{0});
  return incident.report->ram && share(managed, *incident.report->ram) >= 0.8;
}

/// What fills it, by the kernel's own table or by /proc/slabinfo, with what that tells. slab: null where the sum holds more than slab.
Sentence name_of_slab(Sum& sum, const Facts& facts, const LedgerPart* slab) {
  const OomReport& report = *facts.incident->report;
  // mm/oom_kill.c dumps this table only where unreclaimable slab exceeds all user pages.
  if (!report.slabs.empty()) {
    const auto largest =
        std::max_element(report.slabs.begin(), report.slabs.end(), [](const auto& a, const auto& b) { return a.total < b.total; });
    sum.add(term("slab_table"),
            say("the kernel lists its slabs, as it does where they exceed all user memory; the largest is {0} with {1}", largest->name,
                largest->total),
            facts.or_anchor(report.slab_cite));
    return say("kernel memory, slab {0} above all", largest->name);
  }
  const auto& caches = facts.incident->records->slab;
  const Bytes held = slab ? slab->size.middle() : Bytes{0};
  if (!caches || facts.of_total(held) < kNoticeable || share(caches->largest_size, held) < kOneCache) return say("kernel memory");
  sum.add(term("slab_cache"), say("{0} held {1} of slab when /proc/slabinfo was read", caches->largest, caches->largest_size),
          caches->cite);
  return say("kernel memory, slab {0} above all", caches->largest);
}

/// A 32-bit kernel ran out of the memory that it can use itself, and most of that was slab.
bool low_memory_is_full(const Facts& facts, Bytes slab) {
  return facts.reach && facts.reach->is_low_memory_full() && share(slab, facts.reach->span) >= kLarge;
}

Finding of_low_memory(Sum sum, const Facts& facts, Bytes held, const Sentence& held_words) {
  const Reach& reach = *facts.reach;
  sum.add(term("low_memory"),
          say("{0} are {1} of the {2} that the kernel's own requests can use (the zones up to {3}); {4} were free beyond them", held_words,
              percent(share(held, reach.span)), reach.span, reach.highest->zone, reach.beyond),
          reach.highest->cite);
  sum.finding().culprit = {KernelAtFault{say("low memory, filled by the kernel's own")}, held};
  sum.finding().counterfactual = Counterfactual{reach.within + reach.beyond, true, say("with a kernel that can use all of it")};
  sum.finding().sentence = say("The kernel's own memory is the culprit: {0} fill the {1} that it can use itself, while {2} were free{3}.",
                               held_words, reach.span, reach.beyond, last_straw_words(facts));
  return sum.done();
}

Finding ask(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!facts.total || !incident.report || incident.ledger.parts.empty()) return Sum::not_applicable(kId);
  Sum sum(kId, term("prior"), facts);
  // Of a group the kernel prints its memory as one sum (kernel, kmem), page tables in it: what is left is slab, pipes, sockets.
  const LedgerPart* whole_kernel = facts.part(PartKind::other_kernel_memory);
  const LedgerPart* slab = whole_kernel ? whole_kernel : facts.part(PartKind::slab);
  const Bytes held = slab ? slab->size.middle() : Bytes{0};
  const Sentence held_words = whole_kernel ? say("{0} of kernel memory (slab, pipes, sockets)", held) : say("{0} of slab", held);
  // Without the whole task table what processes hold is unaccounted for too, and says nothing of the kernel.
  const bool whole = !incident.report->tasks.empty() && incident.report->defects.empty() && zones_add_up(incident);
  const Bytes unaccounted = whole ? std::max(Bytes{0}, incident.ledger.unaccounted) : Bytes{0};
  if (!whole) sum.missing(say("the whole task table"), Absence::not_printed, say("journalctl -k --no-pager, or /var/log/kern.log"));
  const Bytes both = held + unaccounted;
  const Sentence claim = whole ? say("{0} and {1} that nothing accounts for are {2} of {3}", held_words, unaccounted,
                                     percent(facts.of_total(both)), facts.total_name)
                               : say("{0} are {1} of {2}", held_words, percent(facts.of_total(both)), facts.total_name);
  const Citation& place = slab ? facts.or_anchor(slab->cite) : facts.anchor;
  if (low_memory_is_full(facts, held)) return of_low_memory(std::move(sum), facts, held, held_words);
  if (facts.of_total(both) >= kLarge)
    sum.add(term("large"), claim, place);
  else if (facts.of_total(both) >= kNoticeable)
    sum.add(term("noticeable"), claim, place);
  else if (whole)
    sum.add(term("small"), claim, place);
  const Sentence name = name_of_slab(sum, facts, whole_kernel ? nullptr : slab);
  if (facts.has_outlier())
    sum.add(term("outlier"), say("one session or program alone would have been enough"), facts.place_of(facts.outlier()));
  sum.against_if_no_shortage(term("no_shortage"));
  sum.finding().culprit = {KernelAtFault{name}, both};
  sum.finding().counterfactual = Counterfactual{
      facts.free_now + both, facts.free_now + both >= facts.reserve && facts.of_total(both) >= kNoticeable, say("without it")};
  sum.finding().sentence = say("Memory that no process owns is the culprit: {0}{1}.", claim, last_straw_words(facts));
  return sum.done();
}

}  // namespace

constinit const Hypothesis kernel_memory{kId,
                                         "Memory that no process owns",
                                         "Slab, sockets, drivers and what nothing accounts for hold the memory.",
                                         VerdictKind::culprit,
                                         kTerms,
                                         ask};

}  // namespace laststraw::judge
