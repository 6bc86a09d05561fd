// Checks of what memory the kernel promises: overcommit.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/commit.hpp"
#include "judge/words.hpp"
#include "laststraw/record/overcommit.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

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
};

}  // namespace

std::span<const Check> commit_checks() { return kChecks; }

}  // namespace laststraw::judge
