#include "judge/deciding.hpp"

#include <algorithm>

#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// The facts as they would be with a total.
Facts with_total(Facts facts, Bytes total) {
  facts.total = Cited<Bytes>{total, facts.anchor};
  facts.total_of = facts.incident->kind == IncidentKind::memcg_oom ? LedgerOf::cgroup_limit : LedgerOf::ram;
  facts.total_name = facts.total_of == LedgerOf::ram ? say("RAM") : say("the cgroup limit");
  facts.reserve = total / 10;
  note_candidates(facts);
  return facts;
}

}  // namespace

std::optional<Missing> deciding_total(const Facts& facts, const std::function<VerdictKind(const Facts&)>& verdict) {
  const IncidentKind kind = facts.incident->kind;
  if (facts.total || (kind != IncidentKind::kernel_oom && kind != IncidentKind::memcg_oom)) return std::nullopt;
  Bytes largest{};
  for (const Process& process : facts.incident->processes)
    if (process.anon) largest = std::max(largest, process.anon->middle());
  if (largest.count <= 0 || verdict(with_total(facts, largest + largest / 4)) == VerdictKind::undecided) return std::nullopt;
  return kind == IncidentKind::memcg_oom
             ? Missing{say("the limit of the group"), Absence::not_supplied,
                       say("the container's or unit's memory limit; then run laststraw again with --limit SIZE")}
             : Missing{say("how much RAM and swap the machine has"), Absence::not_supplied,
                       say("free -h, or the instance's type; then run laststraw again with --ram SIZE --swap SIZE")};
}

}  // namespace laststraw::judge
