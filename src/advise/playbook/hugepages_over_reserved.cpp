// Huge pages reserved and unused.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_hugepages_over_reserved(Case& about) {
  // What the server uses stays: the number it asks for, where it runs in them; else none.
  const MemInfo& meminfo = about.records().meminfo;
  const auto needed = integer(about.records().pg_settings, "shared_memory_size_in_huge_pages");
  const bool used = meminfo.huge_pages_total && meminfo.huge_pages_free && meminfo.huge_pages_free->value < meminfo.huge_pages_total->value;
  const Setting* use = judge::pg_setting(about.facts, "huge_pages");
  const bool wanted = needed && *needed > 0 && (used || (use && use->value == "on"));
  if (used && !wanted) {
    Step& ask = about.add("reserve_huge_pages",
                          say("Reserve as many huge pages as the server says it needs, with the server stopped; this tells how many"));
    ask.command = ask_for_huge_pages(about);
    ask.applies_to = say("the machine");
    ask.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how many of them the server uses")), std::nullopt};
    return;
  }
  const std::int64_t pages = wanted ? *needed : 0;
  Step& now = about.add("release_huge_pages", say("Set vm.nr_hugepages = {0}: the others are reserved and used by nobody", pages));
  now.command = "sysctl -w vm.nr_hugepages=" + std::to_string(pages);
  now.applies_to = say("the machine");
  if (meminfo.huge_pages_free) now.evidence.push_back(meminfo.huge_pages_free->cite);
  about.try_out(now, {{Knob::nr_hugepages, pages}});
  const Effect effect = now.effect;
  Step& lasting =
      about.add("reserve_huge_pages", say("Write vm.nr_hugepages = {0} where the old number stands, so that it outlives a reboot", pages));
  if (about.environment.own_machine()) lasting.fragment = Fragment{"sysctl.conf", "vm.nr_hugepages", std::to_string(pages), lasting.id};
  lasting.applies_to = say("the machine");
  lasting.effect = effect;
}

}  // namespace laststraw::advise
