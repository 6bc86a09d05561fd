// Checks of how the kernel kills, and of kernels that kill without need.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

void zero_check(const Asked& asked, ChecklistItem& item, const char* name, const Sentence& wanted) {
  const Settings& sysctl = asked.records().sysctl;
  const auto value = integer(sysctl, name);
  if (!value) return unknown(item, name, say("give the output of `sysctl -a`"));
  point(item, find(sysctl, name));
  set(item, *value == 0 ? CheckStatus::pass : CheckStatus::warn, std::string(name) + " = " + std::to_string(*value), wanted,
      say("set {0} = {1}", name, 0));
  advise(item, "sysctl.conf", name, "0");
}

void oom_kill_allocating_task(const Asked& asked, ChecklistItem& item) {
  zero_check(asked, item, "vm.oom_kill_allocating_task", say("0: the kernel kills the largest process, not the one that asks"));
}

void panic_on_oom(const Asked& asked, ChecklistItem& item) { zero_check(asked, item, "vm.panic_on_oom", "0"); }

void thp(const Asked& asked, ChecklistItem& item) {
  constexpr const char* kFile = "/sys/kernel/mm/transparent_hugepage/enabled";
  const Setting* chosen = find(asked.records().sysctl, "transparent_hugepage");
  if (!chosen) return unknown(item, kFile, say("give that file's line"));
  point(item, chosen);
  set(item, chosen->value == "always" ? CheckStatus::warn : CheckStatus::pass, std::string(kFile) + ": " + chosen->value,
      say("madvise or never: `always` makes small allocations take 2 MiB each"),
      say("write madvise to that file, and transparent_hugepage=madvise to the kernel's command line"));
}

void kernel_known_bugs(const Asked& asked, ChecklistItem& item) {
  std::string release = asked.incident().invocation ? asked.incident().invocation->kernel_release : std::string();
  const auto& known = asked.records().host.kernel_release;
  if (release.empty() && known) release = known->value;
  if (release.empty()) return unknown(item, say("the kernel's release"), say("give the output of `uname -r`"));
  if (known)
    point(item, *known);
  else if (asked.incident().invocation)
    item.evidence.push_back(asked.incident().invocation->cite);
  const bool leak = release.starts_with("6.5.");
  const bool early = release.starts_with("4.4.0-5") || release.starts_with("4.4.0-60") || release.starts_with("4.4.0-61");
  set(item, leak || early ? CheckStatus::warn : CheckStatus::pass, "Linux " + release,
      leak    ? say("not 6.5: its mremap leaks committed memory")
      : early ? say("not Ubuntu's 4.4.0-5x to -61: they kill too early (LP#1655842)")
              : say("no known bug of this kernel that kills for want of memory"),
      say("update the kernel"));
}

constexpr const char* kVm = "kernel Documentation/admin-guide/sysctl/vm.rst";
constexpr std::array kChecks{
    Check{"oom_kill_allocating_task", "Who is killed", message("The kernel kills whoever asks, not the largest process"),
          message("The kernel kills the largest process"), "Killing whoever asks hits bystanders.", kVm, oom_kill_allocating_task},
    Check{"panic_on_oom", "Panic on OOM", message("The machine panics when memory runs out"),
          message("The machine does not panic when memory runs out"), "A panic takes the whole machine down and its evidence with it.", kVm,
          panic_on_oom},
    Check{"thp", "Transparent huge pages", message("Transparent huge pages are forced on every program"),
          message("Transparent huge pages are left to programs that ask"), "Always-on huge pages inflate private memory.",
          "docs/reference/causes.md RC-50", thp},
    Check{"kernel_known_bugs", "Known kernel bugs", message("This kernel is known to kill or to refuse without need"),
          message("No such bug of this kernel is known"), "Some releases kill or refuse without need.",
          "docs/reference/kernel.md 5.6; docs/reference/causes.md RC-44", kernel_known_bugs},
};

}  // namespace

std::span<const Check> killer_checks() { return kChecks; }

}  // namespace laststraw::judge
