// One node full, others free.
#include "advise/called.hpp"

namespace laststraw::advise {

void play_numa_or_cpuset_binding(Case& about) {
  Step& step = about.add("spread_nodes", say("Let the server use the memory of all nodes: take away its binding, or interleave"));
  const Called on = about.environment.is_container() ? container_called(about) : data_directory_called(about);
  step.command = about.environment.is_container() ? "docker update --cpuset-mems \"$(cat /sys/devices/system/node/has_memory)\" " + on.word
                                                  : "numactl --interleave=all pg_ctl restart -D " + on.word;
  explain(step, {on});
  step.applies_to = say("the server");
  Bytes elsewhere{};
  if (const OomReport* report = about.incident().report)
    for (const ZoneRow& zone : report->zones) elsewhere += std::max(Bytes{0}, zone.free - zone.high);
  step.effect =
      elsewhere >= about.facts.reserve && elsewhere.count > 0
          ? Effect{EffectKind::no_kill, say("{0} would have been free: no kill", elsewhere), elsewhere}
          : Effect{EffectKind::unknown, say("cannot be told (not known: {0})", say("what the other nodes had free")), std::nullopt};
}

}  // namespace laststraw::advise
