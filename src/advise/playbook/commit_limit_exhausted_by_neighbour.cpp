// Strict overcommit; another program's reservations used it up.
#include "advise/case.hpp"
#include "judge/commit.hpp"

namespace laststraw::advise {

void play_commit_limit_exhausted_by_neighbour(Case& about) {
  const judge::Commit commit = judge::commit_of(about.facts);
  const Sentence name = commit.largest_other ? Sentence(command_name(commit.largest_other->command)) : say("the program");
  Step& now = about.add("limit_program_now", say("Stop {0}: its reservations count, used or not", name));
  now.applies_to = name;
  if (commit.largest_other) now.evidence.push_back(commit.other_cite());
  now.effect =
      commit.largest_other
          ? Effect{EffectKind::no_kill, say("{0} would have been free: no refusal", commit.largest_other_virtual),
                   commit.largest_other_virtual}
          : Effect{EffectKind::unknown, say("cannot be told (not known: {0})", say("the address space of the processes")), std::nullopt};
  const Effect effect = now.effect;
  Step& move = about.add("move_program", say("Run {0} on another machine", name));
  move.applies_to = name;
  move.effect = effect;
  if (const auto& swap = about.records().meminfo.swap_total; swap && about.environment.own_machine()) {
    const Bytes more = swap->value + mib(1024);
    Step& step = about.add("add_swap", say("Add 1 GiB of swap: it counts in CommitLimit"));
    step.command = "fallocate -l 1G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile";
    step.applies_to = say("the machine");
    about.try_out(step, {{Knob::swap, more.count}});
  }
}

}  // namespace laststraw::advise
