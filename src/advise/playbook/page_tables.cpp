// Small pages x large shared_buffers x many backends.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_page_tables(Case& about) {
  const auto pages = integer(about.records().pg_settings, "shared_memory_size_in_huge_pages");
  const Sentence tables = about.facts.page_tables ? Sentence(about.facts.page_tables->value) : Sentence("?");
  Step& step = about.add("use_huge_pages", say("Put shared memory into huge pages (huge_pages = try): page tables took {0}", tables));
  about.set_server(step, "huge_pages", "try");
  if (about.facts.page_tables) step.evidence.push_back(about.facts.page_tables->cite);
  if (pages && *pages > 0) about.try_out(step, {{Knob::nr_hugepages, *pages}});
  if (!about.environment.is_managed()) {
    Step& reserve = about.add(
        "reserve_huge_pages",
        pages && *pages > 0 ? say("Reserve {0} huge pages for it: so many does the server say it needs", *pages)
                            : say("Reserve as many huge pages as the server says it needs, with the server stopped; this tells how many"));
    reserve.command = pages && *pages > 0 ? "sysctl -w vm.nr_hugepages=" + std::to_string(*pages) : ask_for_huge_pages(about);
    if (pages && *pages > 0 && about.environment.own_machine())
      reserve.fragment = Fragment{"sysctl.conf", "vm.nr_hugepages", std::to_string(*pages), reserve.id};
    reserve.applies_to = say("the machine");
    reserve.effect = step.effect;
  }
  limit_sessions(about);
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
