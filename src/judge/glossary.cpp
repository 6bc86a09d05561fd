#include "judge/glossary.hpp"

namespace laststraw::judge {

namespace {

constexpr Word kWords[] = {
    {"victim", "The process that was killed. Chosen by the kernel for its size and oom_score_adj, not for guilt.",
     "mm/oom_kill.c oom_badness()"},
    {"invoker", "The process whose request for memory could not be met: the last straw in the narrow sense. It can be tiny.",
     "mm/oom_kill.c dump_header()"},
    {"culprit", "What the memory went to without need: a session, a program, a setting, a limit, or nobody in particular.",
     "docs/reference/causes.md 8"},
    {"last_straw",
     "The verdict where nothing alone would have been enough: the load as a whole is the cause, and the victim only stood last.",
     "docs/reference/causes.md 8"},
    {"undecided", "The verdict where the evidence does not tell the causes apart; the report names what is missing and how to get it.",
     "docs/reference/causes.md 8"},
    {"counterfactual",
     "How much would have been free had a candidate stayed at its peers' median, its configured value or its limit. Sufficient: a tenth of the total comes free.",
     "docs/reference/causes.md 8"},
    {"deciban",
     "Ten times the decimal logarithm of a likelihood ratio: 10 dB make a story ten times likelier against its rivals, 3 dB twice. Decibans add up.",
     "I. J. Good, Probability and the Weighing of Evidence, 1950"},
    {"likelihood",
     "The share of belief a hypothesis has among all; all of one incident sum to 1. Calibrated on labelled incidents with and without inputs withheld.",
     "docs/EVALUATION.md"},
    {"rss", "Resident memory, shared pages counted again in every process that touched them. Never added up here.",
     "docs/reference/kernel.md 5.3"},
    {"anon", "Private memory: heap and stack. Printed per process since Linux 6.8, for the victim since 2.6.34; elsewhere an interval.",
     "docs/reference/kernel.md 5.3"},
    {"memcg",
     "A memory cgroup: a group of processes with a limit of its own (a container, a systemd unit). Memory is short in it while the host has plenty.",
     "mm/memcontrol.c"},
    {"watermark", "Free memory the kernel keeps back in each zone (min, low, high); below min ordinary requests must wait for reclaim.",
     "mm/page_alloc.c"},
    {"commit_limit",
     "With vm.overcommit_memory = 2, all that processes may reserve together: swap + overcommit_ratio x (RAM - huge pages).",
     "mm/util.c vm_commit_limit()"},
    {"oom_score_adj", "-1000 to 1000, thousandths of the total that are added to a process' badness; -1000: never killed.",
     "mm/oom_kill.c oom_badness()"},
    {"slack", "How far a time may be off, because it was inferred from events that two sources saw.", "docs/reference/causes.md 8"},
    {"noise", "A line that is no reader's business. Every line is parsed, noise or unrecognised, and counted.",
     "include/laststraw/source.hpp"},
};

}  // namespace

std::span<const Word> glossary() { return kWords; }

}  // namespace laststraw::judge
