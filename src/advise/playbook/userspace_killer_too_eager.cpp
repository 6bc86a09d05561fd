// earlyoom, systemd-oomd or the kubelet killed with memory to spare.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_userspace_killer_too_eager(Case& about) {
  Step& step = about.add("spare_server", say("Tell the killer to leave the server alone, or to wait longer"));
  step.applies_to = say("the killer");
  const SystemEvent* killer = about.incident().other_killer;
  if (killer) step.evidence.push_back(killer->cite);
  const SystemEventKind kind = killer ? killer->kind : SystemEventKind::systemd_oomd_kill;
  if (kind == SystemEventKind::systemd_oomd_kill)
    step.fragment = Fragment{"systemd", "ManagedOOMPreference", "omit", step.id};
  else if (kind == SystemEventKind::earlyoom_kill)
    step.command = "earlyoom -m 2 --avoid '^(postgres|postmaster)$'";
  else if (kind == SystemEventKind::kubelet_eviction)
    step.text = say("Give the pod requests equal to its limits: the kubelet evicts the pods of that class (Guaranteed) last");
  step.effect = {EffectKind::no_kill, say("it would not have killed: memory was not gone"), std::nullopt};
}

}  // namespace laststraw::advise
