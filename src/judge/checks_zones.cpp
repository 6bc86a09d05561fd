// Checks of what the kernel keeps free, zone by zone.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"
#include "judge/zones.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

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

/// What of the free memory the request was not allowed to use (vm.lowmem_reserve_ratio).
void lowmem_reserve(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  const OomReport* report = asked.incident().report;
  if (!report || report->zones.empty())
    return unknown(item, say("the zones of the kernel's report"), say("journalctl -k --no-pager, or /var/log/kern.log"));
  const auto reach = reach_of(*report);
  if (!reach) return set(item, CheckStatus::not_applicable, say("the request could use every zone, or the report does not tell which"));
  item.evidence.push_back(reach->highest->cite);
  if (reach->is_exhausted_below()) {
    item.title = say("The zones that this request could use were full");
    const Sentence found =
        say("{0} were free in zones that it could not use, {1} in those up to {2}", reach->beyond, reach->within, reach->highest->zone);
    if (!reach->is_low_memory_full()) return set(item, CheckStatus::fail, found, say("memory in the zones that it could use"));
    return set(item, CheckStatus::fail, found, say("a 64-bit kernel, where the kernel's own requests can use all memory"),
               say("move to a 64-bit kernel"));
  }
  const Sentence found = say("{0} were free in zones up to {1} and kept from this request", reach->kept, reach->highest->zone);
  const auto ram = ram_of(asked.facts);
  if (!ram || share(reach->kept, ram->value) < threshold::kKeptMost) return set(item, CheckStatus::pass, found);
  set(item, CheckStatus::warn, found, say("at most {0} of the RAM", percent(threshold::kKeptMost)),
      say("set {0} = {1}", "vm.lowmem_reserve_ratio", "256 256 32 0 0"));
}

constexpr const char* kVm = "kernel Documentation/admin-guide/sysctl/vm.rst";
constexpr std::array kChecks{
    Check{"min_free_kbytes", "Memory kept free", message("The kernel keeps too little memory free"),
          message("The kernel keeps enough memory free"), "The kernel needs room for requests that cannot wait.", kVm, min_free_kbytes},
    Check{"zone_reclaim_mode", "Zone reclaim", message("Zone reclaim is on"), message("Zone reclaim is off"),
          "Reclaim on one node while others have memory.", kVm, zone_reclaim_mode},
    Check{"lowmem_reserve", "Reserves of lower zones", message("Lower zones keep much memory from this request"),
          message("Lower zones keep little from this request"),
          "A zone with free memory may still refuse: what lowmem_reserve[] keeps is for requests that can use no other zone.", kVm,
          lowmem_reserve},
};

}  // namespace

std::span<const Check> zone_checks() { return kChecks; }

}  // namespace laststraw::judge
