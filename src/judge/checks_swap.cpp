// Checks of swap: whether there is any, how the kernel uses it, and whether it is RAM itself.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

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

/// Swap that is RAM itself, compressed: zram as a device, zswap before any device.
void compressed_swap(const Asked& asked, ChecklistItem& item) {
  if (host_had_no_part(asked, item)) return;
  const Records& records = asked.records();
  if (const auto& devices = records.swaps; devices && devices->in_ram.count > 0) {
    item.evidence.push_back(devices->cite);
    const auto ram = ram_of(asked.facts);
    const Sentence found = say("{0} of {1} of swap are zram: what is swapped out stays in RAM, compressed", devices->in_ram, devices->size);
    if (ram && devices->in_ram > scaled(ram->value, threshold::kZramMost))
      return set(item, CheckStatus::warn, found,
                 say("at most {0} of the RAM: pages of a database compress to a half or a third, and what does not fit is lost to all",
                     percent(threshold::kZramMost)),
                 say("make the zram device smaller, or swap to a disk"));
    return set(item, CheckStatus::pass, found);
  }
  if (const auto& pool = records.meminfo.zswap, &stored = records.meminfo.zswapped; pool && pool->value.count > 0) {
    point(item, *pool);
    return set(item, CheckStatus::pass,
               stored ? say("zswap held {0} of swapped memory in {1} of RAM", stored->value, pool->value)
                      : say("zswap held swapped memory in {0} of RAM", pool->value));
  }
  if (!records.swaps && !records.meminfo.zswap)
    return unknown(item, "/proc/swaps", say("give the output of `swapon --show` or /proc/swaps, and /proc/meminfo"));
  set(item, CheckStatus::not_applicable, say("no swap is kept in RAM"));
}

constexpr const char* kVm = "kernel Documentation/admin-guide/sysctl/vm.rst";
constexpr std::array kChecks{
    Check{"swappiness", "Swappiness", message("vm.swappiness does not suit a database server"),
          message("vm.swappiness suits a database server"), "High values swap out the server for the sake of file cache.", kVm, swappiness},
    Check{"swap_present", "Swap", message("No swap is configured"), message("Swap is configured"),
          "Without swap the kill comes without a warning.", "docs/reference/causes.md RC-45", swap_present},
    Check{"compressed_swap", "Compressed swap", message("Much of the swap is RAM itself"), message("Swap in RAM is in proportion"),
          "zram and zswap make room by compressing: they put a shortage off, and use RAM themselves.",
          "kernel Documentation/admin-guide/blockdev/zram.rst, mm/zswap.rst", compressed_swap},
};

}  // namespace

std::span<const Check> swap_checks() { return kChecks; }

}  // namespace laststraw::judge
