// Checks of the kernel's memory settings: what is promised, swapped and kept free.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/commit.hpp"
#include "judge/words.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

Sentence give_sysctl() { return say("give the output of `sysctl -a`"); }

const Settings& sysctl(const Asked& asked) { return asked.records().sysctl; }

/// The usual shape: one sysctl, a wanted range, the value to set.
void number_check(const Asked& asked, ChecklistItem& item, const char* name, std::int64_t low, std::int64_t high, CheckStatus bad,
                  const Sentence& wanted, std::int64_t set_to) {
  const auto value = integer(sysctl(asked), name);
  if (!value) return unknown(item, name, give_sysctl());
  point(item, find(sysctl(asked), name));
  set(item, *value < low || *value > high ? bad : CheckStatus::pass, std::string(name) + " = " + std::to_string(*value), wanted,
      say("set {0} = {1}", name, set_to));
  advise(item, "sysctl.conf", name, std::to_string(set_to));
}

/// What the host does with its memory had no part in it.
bool host_had_no_part(const Asked& asked, ChecklistItem& item) {
  if (asked.in_group())
    set(item, CheckStatus::not_applicable, say("a cgroup limit was hit; the host's setting had no part in it"));
  else if (asked.is_cause(manual_sigkill))
    set(item, CheckStatus::not_applicable, say("nothing was killed for want of memory"));
  else
    return false;
  return true;
}

/// CommitLimit as mode 2 would make it; nullopt: RAM is not known.
std::optional<Bytes> commit_limit_to_come(const Asked& asked) {
  const MemInfo& meminfo = asked.records().meminfo;
  const auto ram = ram_of(asked.facts);
  if (!ram) return std::nullopt;
  const Bytes swap = value_or(meminfo.swap_total, Bytes{0});
  const Bytes huge = value_or(meminfo.huge_page, kHugePage) * value_or(meminfo.huge_pages_total, std::int64_t{0});
  return commit_limit(ram->value, huge, swap, threshold::kOvercommitRatio);
}

/// The highest Committed_AS there was: in the history up to the incident and in the snapshot.
std::optional<Cited<Bytes>> most_committed(const Asked& asked) {
  std::optional<Cited<Bytes>> most = asked.records().meminfo.committed;
  for (const AlignedSeries& series : asked.incident().series) {
    if (series.name != "committed_bytes") continue;
    for (const AlignedSeries::Point& point : series.points)
      if (const Bytes size{to_whole(std::max(point.value, 0.0))}; !most || size > most->value)
        most = Cited<Bytes>{size, {{series.source, point.line, point.line}, {}}};
  }
  return most;
}

/// Who else counts on memory that mode 2 would refuse: the whole host is held to one limit.
Sentence neighbours(const Asked& asked) {
  if (asked.environment.is_container() || asked.environment.shared) return say("containers or virtual machines");
  for (const Program& program : asked.facts.programs)
    if (asked.facts.total && asked.facts.of_total(program.anon) >= threshold::kNeighbour) return Sentence(command_name(program.name));
  return asked.is_cause(external_process) ? say("other programs") : Sentence();
}

void overcommit_mode(const Asked& asked, ChecklistItem& item) {
  const IncidentKind kind = asked.incident().kind;
  if (asked.in_group()) return set(item, CheckStatus::not_applicable, say("a cgroup limit kills whatever the overcommit mode"));
  const auto overcommit = overcommit_of(sysctl(asked));
  if (!overcommit.mode) return unknown(item, "vm.overcommit_memory", give_sysctl());
  point(item, *overcommit.mode);
  const std::string found = "vm.overcommit_memory = " + std::to_string(overcommit.mode->value);
  if (overcommit.strict()) return set(item, CheckStatus::pass, found);
  if (kind != IncidentKind::kernel_oom && kind != IncidentKind::userspace_oom_killer)
    return set(item, CheckStatus::not_applicable, say("{0}; nothing was killed for want of memory", found));
  if (!asked.environment.own_machine())
    return set(item, CheckStatus::not_applicable, say("{0}; it is the host's, not this server's to set", found));
  if (const Sentence others = neighbours(asked); !others.empty())
    return set(item, CheckStatus::not_applicable,
               say("{0}; mode 2 holds the whole host to one limit, and {1} run beside the server", found, others));
  const auto committed = most_committed(asked);
  const auto limit = commit_limit_to_come(asked);
  if (!committed || !limit)
    return set(item, CheckStatus::unknown,
               say("{0}; whether mode 2 would fit cannot be told without Committed_AS and the size of the RAM", found), {},
               say("give /proc/meminfo or `sar -r ALL` of a busy hour"));
  point(item, *committed);
  const Sentence would = say("{0}; with 2 and a ratio of {1} CommitLimit would be {2}, and {3} were promised", found,
                             threshold::kOvercommitRatio, *limit, committed->value);
  if (share(committed->value, *limit) > threshold::kCommittedMost)
    return set(item, CheckStatus::not_applicable, say("{0}: ordinary programs would be refused memory", would));
  set(item, CheckStatus::warn, would, say("2 on a machine of its own: a refused request instead of a kill"),
      say("try it with `sysctl -w` first: vm.overcommit_memory = 2 and vm.overcommit_ratio = {0}", threshold::kOvercommitRatio));
  advise(item, "sysctl.conf", "vm.overcommit_memory", "2");
  advise(item, "sysctl.conf", "vm.overcommit_ratio", std::to_string(threshold::kOvercommitRatio));
}

/// Strict overcommit did what it is for: the memory was not there, or somebody had reserved it.
bool limit_did_its_job(const Asked& asked, const Commit& commit) {
  if (asked.incident().kind != IncidentKind::enomem) return true;
  if (asked.facts.session.sufficient || asked.is_cause(commit_limit_exhausted_by_neighbour) || asked.is_cause(single_backend)) return true;
  return commit.available && commit.ram && share(commit.available->value, commit.ram->value) < kMemoryWasFree;
}

void commit_limit(const Asked& asked, ChecklistItem& item) {
  if (asked.in_group()) return set(item, CheckStatus::not_applicable, say("a cgroup limit was hit"));
  const auto& [mode, ratio, fixed] = overcommit_of(sysctl(asked));
  if (!mode) return unknown(item, "vm.overcommit_memory", give_sysctl());
  point(item, *mode);
  if (mode->value != 2)
    return set(item, CheckStatus::not_applicable, say("vm.overcommit_memory = {0}: there is no commit limit", mode->value));
  if (fixed) return set(item, CheckStatus::pass, "vm.overcommit_kbytes = " + std::to_string(fixed->value.count / 1024));
  if (!ratio) return unknown(item, "vm.overcommit_ratio", give_sysctl());
  point(item, *ratio);
  const std::string found = "vm.overcommit_ratio = " + std::to_string(ratio->value);
  if (ratio->value >= threshold::kOvercommitRatio) return set(item, CheckStatus::pass, found);
  const Commit commit = commit_of(asked.facts);
  if (limit_did_its_job(asked, commit)) return set(item, CheckStatus::pass, say("{0}: strict overcommit did what it is for", found));
  if (!commit.available || !commit.ram)
    return unknown(item, say("how much memory was available then"), say("give `sar -r ALL` or captures of /proc/meminfo"));
  point(item, *commit.available);
  set(item, CheckStatus::fail, say("{0}, while {1} were available", found, commit.available->value),
      say("{0}: memory that is free was refused", threshold::kOvercommitRatio),
      say("set vm.overcommit_ratio = {0}", threshold::kOvercommitRatio));
  advise(item, "sysctl.conf", "vm.overcommit_ratio", std::to_string(threshold::kOvercommitRatio));
}

void committed_as_sane(const Asked& asked, ChecklistItem& item) {
  const MemInfo& meminfo = asked.records().meminfo;
  const auto &committed = meminfo.committed, &total = meminfo.total;
  if (!committed || !total) return unknown(item, "Committed_AS", say("give /proc/meminfo"));
  point(item, *committed);
  set(item, committed->value > (total->value + value_or(meminfo.swap_total, Bytes{0})) * 2 ? CheckStatus::warn : CheckStatus::pass,
      "Committed_AS = " + Sentence(committed->value),
      say("in proportion to the processes; far above it only kernel 6.5's mremap bug is known"), say("update the kernel if it is a 6.5"));
}

/// The size of the swap, with its place.
std::optional<Cited<Bytes>> swap_of(const Asked& asked) {
  if (const auto& total = asked.records().meminfo.swap_total) return total;
  if (const auto& devices = asked.records().swaps) return Cited<Bytes>{devices->size, devices->cite};
  const OomReport* report = asked.incident().report;
  if (!report || !report->swap_total) return std::nullopt;
  return Cited<Bytes>{*report->swap_total, asked.facts.or_anchor(report->swap_cite)};
}

void swappiness(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  if (const auto swap = swap_of(asked); swap && swap->value.count == 0) {
    point(item, *swap);
    return set(item, CheckStatus::not_applicable, say("there is no swap: vm.swappiness has no effect"));
  }
  number_check(asked, item, "vm.swappiness", 1, threshold::kSwappinessMost, CheckStatus::warn, say("1 to 10: 0 swaps only to avoid a kill"),
               threshold::kSwappinessMost);
}

void swap_present(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  const auto swap = swap_of(asked);
  if (!swap) return unknown(item, say("the size of the swap"), say("give /proc/meminfo"));
  point(item, *swap);
  if (swap->value.count > 0) return set(item, CheckStatus::pass, say("{0} of swap", swap->value));
  const auto ram = ram_of(asked.facts);
  // A quarter of the RAM, in steps of 64 MiB.
  const Bytes little = ram ? std::clamp(mib(((ram->value.count >> 20) / 4) & ~std::int64_t{63}), mib(64), mib(2048)) : mib(2048);
  set(item, CheckStatus::warn, say("no swap"), say("a little, such as {0}: time to notice before the kill", little),
      say("add {0} of swap", little));
}

void min_free_kbytes(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  const auto value = integer(sysctl(asked), "vm.min_free_kbytes");
  if (!value) return unknown(item, "vm.min_free_kbytes", give_sysctl());
  const auto ram = ram_of(asked.facts);
  if (!ram) return unknown(item, say("the size of the RAM"), say("give /proc/meminfo, or --ram"));
  if (const Bytes kept = kib(*value); share(kept, ram->value) > threshold::kMinFreeMost) {
    point(item, find(sysctl(asked), "vm.min_free_kbytes"));
    item.title = say("The kernel keeps much memory back that nobody can use");
    const std::int64_t least = std::max<std::int64_t>(67584, (ram->value / 100).count / 1024);
    set(item, CheckStatus::warn, say("vm.min_free_kbytes = {0}, {1} of {2}", *value, percent(share(kept, ram->value)), ram->value),
        say("at most {0} of the RAM: below it the kernel kills with memory to spare", percent(threshold::kMinFreeMost)),
        say("set {0} = {1}", "vm.min_free_kbytes", least));
    return advise(item, "sysctl.conf", "vm.min_free_kbytes", std::to_string(least));
  }
  // The recommendation is for servers; on a small machine it would itself be the shortage.
  if (ram->value < mib(8192)) {
    point(item, find(sysctl(asked), "vm.min_free_kbytes"));
    return set(item, CheckStatus::pass, say("vm.min_free_kbytes = {0} on {1} of RAM", *value, ram->value),
               say("262144 from 8 GiB of RAM on"));
  }
  number_check(asked, item, "vm.min_free_kbytes", threshold::kMinFreeKbytes, INT64_MAX, CheckStatus::warn,
               std::to_string(threshold::kMinFreeKbytes), threshold::kMinFreeKbytes);
}

void zone_reclaim_mode(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  number_check(asked, item, "vm.zone_reclaim_mode", 0, 0, CheckStatus::fail, "0", 0);
}

constexpr const char* kVm = "kernel Documentation/admin-guide/sysctl/vm.rst";
constexpr const char* kOvercommit = "PostgreSQL documentation, Linux Memory Overcommit";
constexpr std::array kChecks{
    Check{"overcommit_mode", "Overcommit mode", message("The kernel promises more memory than there is"),
          message("The kernel refuses memory instead of killing"),
          "With mode 2 a session gets an error; without it the server gets killed.", kOvercommit, overcommit_mode},
    Check{"commit_limit", "Commit limit", message("The commit limit refuses memory that is free"),
          message("The commit limit lets the memory be used"), "In mode 2 the limit decides how much of the memory can be used at all.",
          kOvercommit, commit_limit},
    Check{"committed_as_sane", "Committed memory", message("Far more memory is promised than the processes can hold"),
          message("What is promised is in proportion"), "A leak in the kernel's accounting refuses memory that is free.",
          "Ubicloud, PostgreSQL and the OOM killer", committed_as_sane},
    Check{"swappiness", "Swappiness", message("vm.swappiness does not suit a database server"),
          message("vm.swappiness suits a database server"), "High values swap out the server for the sake of file cache.", kVm, swappiness},
    Check{"swap_present", "Swap", message("No swap is configured"), message("Swap is configured"),
          "Without swap the kill comes without a warning.", "docs/reference/causes.md RC-45", swap_present},
    Check{"min_free_kbytes", "Memory kept free", message("The kernel keeps too little memory free"),
          message("The kernel keeps enough memory free"), "The kernel needs room for requests that cannot wait.", kVm, min_free_kbytes},
    Check{"zone_reclaim_mode", "Zone reclaim", message("Zone reclaim is on"), message("Zone reclaim is off"),
          "Reclaim on one node while others have memory.", kVm, zone_reclaim_mode},
};

}  // namespace

std::span<const Check> kernel_checks() { return kChecks; }

}  // namespace laststraw::judge
