// Checks of the kernel's memory settings.
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

std::string give_sysctl() { return say("give the output of `sysctl -a`"); }

const Settings& sysctl(const Facts& facts) { return facts.incident->records->sysctl; }

/// The usual shape: one sysctl, a wanted range.
void number_check(const Facts& facts, ChecklistItem& item, const char* name, std::int64_t low, std::int64_t high, CheckStatus bad,
                  const std::string& wanted, const std::string& remedy) {
  const auto value = integer(sysctl(facts), name);
  if (!value) return unknown(item, name, give_sysctl());
  point(item, find(sysctl(facts), name));
  set(item, *value < low || *value > high ? bad : CheckStatus::pass, std::string(name) + " = " + std::to_string(*value), wanted, remedy);
}

void overcommit_mode(const Facts& facts, ChecklistItem& item) {
  if (facts.incident->kind == IncidentKind::memcg_oom)
    return set(item, CheckStatus::not_applicable, say("a cgroup limit kills whatever the overcommit mode"));
  number_check(facts, item, "vm.overcommit_memory", 2, 2, CheckStatus::fail, say("2 on a machine of its own: a refused request instead of a kill"),
               say("set vm.overcommit_memory = 2 with a fitting vm.overcommit_ratio"));
}

void commit_limit(const Facts& facts, ChecklistItem& item) {
  if (facts.incident->kind == IncidentKind::memcg_oom) return set(item, CheckStatus::not_applicable, say("a cgroup limit was hit"));
  const auto mode = integer(sysctl(facts), "vm.overcommit_memory");
  if (!mode) return unknown(item, "vm.overcommit_memory", give_sysctl());
  point(item, find(sysctl(facts), "vm.overcommit_memory"));
  if (*mode != 2) return set(item, CheckStatus::not_applicable, say("vm.overcommit_memory = {0}: there is no commit limit", *mode));
  const auto kbytes = integer(sysctl(facts), "vm.overcommit_kbytes"), ratio = integer(sysctl(facts), "vm.overcommit_ratio");
  if (kbytes && *kbytes > 0) return set(item, CheckStatus::pass, "vm.overcommit_kbytes = " + std::to_string(*kbytes));
  if (!ratio) return unknown(item, "vm.overcommit_ratio", give_sysctl());
  point(item, find(sysctl(facts), "vm.overcommit_ratio"));
  set(item, *ratio < threshold::kOvercommitRatio ? CheckStatus::fail : CheckStatus::pass, "vm.overcommit_ratio = " + std::to_string(*ratio),
      say("{0} or more: otherwise memory that is free is refused", threshold::kOvercommitRatio),
      say("set vm.overcommit_ratio = {0}", threshold::kOvercommitRatio));
}

void committed_as_sane(const Facts& facts, ChecklistItem& item) {
  const Settings& meminfo = facts.incident->records->meminfo;
  const auto committed = integer(meminfo, "Committed_AS"), total = integer(meminfo, "MemTotal");
  if (!committed || !total) return unknown(item, "Committed_AS", say("give /proc/meminfo"));
  point(item, find(meminfo, "Committed_AS"));
  const auto swap = integer(meminfo, "SwapTotal").value_or(0);
  set(item, *committed > 2 * (*total + swap) ? CheckStatus::warn : CheckStatus::pass, "Committed_AS = " + words(kib(*committed)),
      say("in proportion to the processes; far above it only kernel 6.5's mremap bug is known"), say("update the kernel if it is a 6.5"));
}

void swappiness(const Facts& facts, ChecklistItem& item) {
  number_check(facts, item, "vm.swappiness", 0, threshold::kSwappinessMost, CheckStatus::warn, say("1 to 10 (OLTP), 0 (analytic)"), say("set vm.swappiness = 10"));
}

void swap_present(const Facts& facts, ChecklistItem& item) {
  const Records& records = *facts.incident->records;
  std::optional<Bytes> swap;
  if (const auto kb = integer(records.meminfo, "SwapTotal")) {
    swap = kib(*kb);
    point(item, find(records.meminfo, "SwapTotal"));
  } else if (facts.incident->report && facts.incident->report->swap_total) {
    swap = facts.incident->report->swap_total;
    if (facts.incident->report->swap_cite) item.evidence.push_back(*facts.incident->report->swap_cite);
  }
  if (!swap) return unknown(item, say("the size of the swap"), say("give /proc/meminfo"));
  set(item, swap->count == 0 ? CheckStatus::warn : CheckStatus::pass, swap->count == 0 ? say("no swap") : say("{0} of swap", words(*swap)),
      say("a little (1 to 2 GiB): time to notice before the kill"), say("add 1 to 2 GiB of swap"));
}

void min_free_kbytes(const Facts& facts, ChecklistItem& item) {
  // The recommendation is for servers; on a small machine it would itself be the shortage.
  const Bytes ram = ram_of(facts);
  if (ram.count > 0 && ram < mib(8192)) {
    const auto value = integer(sysctl(facts), "vm.min_free_kbytes");
    if (!value) return unknown(item, "vm.min_free_kbytes", give_sysctl());
    point(item, find(sysctl(facts), "vm.min_free_kbytes"));
    return set(item, CheckStatus::pass, say("vm.min_free_kbytes = {0} on {1} of RAM", *value, words(ram)), say("262144 from 8 GiB of RAM on"));
  }
  number_check(facts, item, "vm.min_free_kbytes", threshold::kMinFreeKbytes, INT64_MAX, CheckStatus::warn, std::to_string(threshold::kMinFreeKbytes),
               say("set vm.min_free_kbytes = {0}", threshold::kMinFreeKbytes));
}

void zone_reclaim_mode(const Facts& facts, ChecklistItem& item) {
  number_check(facts, item, "vm.zone_reclaim_mode", 0, 0, CheckStatus::fail, "0", say("set vm.zone_reclaim_mode = 0"));
}

void oom_kill_allocating_task(const Facts& facts, ChecklistItem& item) {
  number_check(facts, item, "vm.oom_kill_allocating_task", 0, 0, CheckStatus::warn, say("0: the largest is killed, not whoever asks"),
               say("set vm.oom_kill_allocating_task = 0"));
}

void panic_on_oom(const Facts& facts, ChecklistItem& item) {
  number_check(facts, item, "vm.panic_on_oom", 0, 0, CheckStatus::warn, "0", say("set vm.panic_on_oom = 0"));
}

void thp(const Facts&, ChecklistItem& item) {
  unknown(item, "/sys/kernel/mm/transparent_hugepage/enabled", say("see that it says `madvise`; no input form carries it yet"));
}

void kernel_known_bugs(const Facts& facts, ChecklistItem& item) {
  std::string release = facts.incident->invocation ? facts.incident->invocation->kernel_release : std::string();
  const Setting* known = find(facts.incident->records->host, "kernel_release");
  if (release.empty() && known) release = known->value;
  if (release.empty()) return unknown(item, say("the kernel's release"), say("give the output of `uname -r`"));
  if (known) point(item, known);
  else if (facts.incident->invocation) item.evidence.push_back(facts.incident->invocation->cite);
  const bool leak = release.rfind("6.5.", 0) == 0;
  const bool early = release.rfind("4.4.0-5", 0) == 0 || release.rfind("4.4.0-60", 0) == 0 || release.rfind("4.4.0-61", 0) == 0;
  set(item, leak || early ? CheckStatus::warn : CheckStatus::pass, "Linux " + release,
      leak ? say("not 6.5: its mremap leaks committed memory") : early ? say("not Ubuntu's 4.4.0-5x to -61: they kill too early (LP#1655842)") : say("no bug known here that kills for want of memory"),
      say("update the kernel"));
}

constexpr const char* kVm = "kernel Documentation/admin-guide/sysctl/vm.rst";
constexpr const char* kOvercommit = "PostgreSQL documentation, Linux Memory Overcommit";
constexpr std::array kChecks{
    Check{"overcommit_mode", "Overcommit mode", "With mode 2 a session gets an error instead of the server a kill.", kOvercommit, overcommit_mode},
    Check{"commit_limit", "Commit limit", "In mode 2 the limit decides how much of the memory can be used at all.", kOvercommit, commit_limit},
    Check{"committed_as_sane", "Committed memory in proportion", "A leak in the kernel's accounting refuses memory that is free.", "Ubicloud, PostgreSQL and the OOM killer", committed_as_sane},
    Check{"swappiness", "Swappiness", "High values swap out the server for the sake of file cache.", kVm, swappiness},
    Check{"swap_present", "Some swap", "Without swap the kill comes without a warning.", "docs/reference/causes.md RC-45", swap_present},
    Check{"min_free_kbytes", "Memory kept free", "The kernel needs room for requests that cannot wait.", kVm, min_free_kbytes},
    Check{"zone_reclaim_mode", "Zone reclaim", "Reclaim on one node while others have memory.", kVm, zone_reclaim_mode},
    Check{"oom_kill_allocating_task", "Who is killed", "Killing whoever asks hits bystanders.", kVm, oom_kill_allocating_task},
    Check{"panic_on_oom", "Panic instead of a kill", "A panic takes the whole machine down and its evidence with it.", kVm, panic_on_oom},
    Check{"thp", "Transparent huge pages", "Always-on huge pages inflate private memory.", "docs/reference/causes.md RC-50", thp},
    Check{"kernel_known_bugs", "Known kernel bugs", "Some releases kill or refuse without need.", "docs/reference/kernel.md 5.6; docs/reference/causes.md RC-44", kernel_known_bugs},
};

}  // namespace

std::span<const Check> kernel_checks() { return kChecks; }

}  // namespace laststraw::judge
