// The configuration left too little for everything else.
#include <algorithm>

#include "advise/case.hpp"
#include "judge/refusals.hpp"

namespace laststraw::advise {

namespace {

/// The pool is what is short, not the machine.
void fill_huge_pages(Case& about, const judge::HugePagesShort& pool) {
  Step& reserve = about.add("reserve_huge_pages", say("Reserve {0} huge pages of {1}: the server asks for {2} of them, and finds {3} free",
                                                      pool.total, pool.page, pool.wanted, pool.free.count / pool.page.count));
  reserve.command = "sysctl -w vm.nr_hugepages=" + std::to_string(pool.total);
  if (about.environment.own_machine())
    reserve.fragment = Fragment{"sysctl.conf", "vm.nr_hugepages", std::to_string(pool.total), reserve.id};
  reserve.applies_to = say("the machine");
  reserve.effect = {EffectKind::no_kill, say("the server would have started, if the machine can set so many aside"), std::nullopt};
  reserve.evidence.push_back(pool.cite);
  Step& without = about.add("use_huge_pages", say("Set huge_pages = try: the server then starts without them where they are too few"));
  about.set_server(without, "huge_pages", "try");
  without.evidence.push_back(pool.cite);
  without.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how much memory was free then")), std::nullopt};
}

}  // namespace

void play_shared_buffers_too_large(Case& about) {
  if (const auto pool = judge::short_of_huge_pages(about.facts)) return fill_huge_pages(about, *pool);
  if (about.facts.total) {
    const Bytes quarter = mib(std::max<std::int64_t>(1, (about.facts.total->value / 4).count >> 20));
    Step& step = about.add("shared_buffers", about.facts.shared_buffers
                                                 ? say("Set shared_buffers = {0}, a quarter of {1}, in place of {2}", quarter,
                                                       about.facts.total_name, about.facts.shared_buffers->value)
                                                 : say("Set shared_buffers = {0}, a quarter of {1}", quarter, about.facts.total_name));
    about.set_server(step, "shared_buffers", setting_text(quarter));
    about.try_out(step, {{Knob::shared_buffers, quarter.count}});
  }
  if (const PgEvent* refusal = about.incident().refusal; !about.facts.total && refusal && refusal->requested) {
    Step& step = about.add("shared_buffers", say("Lower shared_buffers: {0} of shared memory were refused", *refusal->requested));
    step.applies_to = say("the server");
    step.evidence.push_back(refusal->cite);
    step.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how much memory was free then")), std::nullopt};
  }
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
