// What the kernel may promise, reserve and kill: overcommit, swap, huge pages, watermarks, releases.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge::checks {

namespace {

constexpr const char* kSupplySysctl = "Supply the output of: sysctl -a";
constexpr const char* kSupplyMeminfo = "Supply /proc/meminfo.";

ChecklistItem sysctl_missing(const std::string& name, std::string wanted) { return unknown(name, std::move(wanted), kSupplySysctl); }

/// A switch that belongs on 0.
ChecklistItem zero(const Facts& facts, const char* name, CheckStatus otherwise) {
  const std::string wanted = std::string(name) + " = 0";
  const auto value = sysctl(facts, name);
  if (!value) return sysctl_missing(name, wanted);
  return item(value->value == 0 ? CheckStatus::pass : otherwise, value->text, wanted, "Set " + wanted + ".", {value->cite});
}

/// Huge pages that nobody has taken, in bytes; nullopt: the inputs do not tell for this number of pages.
std::optional<Bytes> idle_pages(const Facts& facts, std::int64_t pages, Bytes page_size) {
  const Settings& settings = facts.incident->records->meminfo;
  const auto total = integer(settings, "HugePages_Total"), free = integer(settings, "HugePages_Free"),
             reserved = integer(settings, "HugePages_Rsvd");
  if (!total || !free || !reserved || *total != pages || *free < 0 || *reserved < 0 || *free > *total) return std::nullopt;
  return times(page_size, static_cast<double>(std::max<std::int64_t>(0, *free - *reserved)));
}

std::int64_t pages_for(const Facts& facts, Bytes shared_buffers, Bytes page_size) {
  // What the server itself worked out holds while it belongs to this shared_buffers.
  const auto told = pg_number(facts, "shared_memory_size_in_huge_pages");
  const Bytes size = times(page_size, told ? static_cast<double>(told->value) : 0.0);
  if (size >= shared_buffers && size <= times(shared_buffers, 1.2) + mib(256)) return told->value;
  const Bytes need = times(shared_buffers, threshold("huge_pages_overhead"));
  return (need.count + page_size.count - 1) / page_size.count;
}

Bytes swap_total(const Facts& facts) {
  if (const auto swap = meminfo(facts, "SwapTotal")) return swap->value;
  return facts.incident->report ? facts.incident->report->swap_total.value_or(Bytes{0}) : Bytes{0};
}

struct Release { int major = 0, minor = 0; };
Release release_of(std::string_view text) {
  Release release;
  const auto major = std::from_chars(text.data(), text.data() + text.size(), release.major);
  if (major.ec == std::errc{} && major.ptr != text.data() + text.size())
    std::from_chars(major.ptr + 1, text.data() + text.size(), release.minor);
  return release;
}

/// The ABI number of an Ubuntu release, "4.4.0-59-generic": 59.
int ubuntu_abi(std::string_view text) {
  int number = 0;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) std::from_chars(text.data() + dash + 1, text.data() + text.size(), number);
  return number;
}

bool leaks_commit(const Facts& facts) {
  const auto release = kernel_release(facts);
  if (!release) return false;
  const Release known = release_of(release->value);
  return known.major == 6 && known.minor == 5;
}

}  // namespace

std::optional<Known<std::string>> kernel_release(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.report && incident.report->invocation && !incident.report->invocation->kernel_release.empty())
    return Known<std::string>{incident.report->invocation->kernel_release, {}, incident.report->invocation->cite};
  if (const Setting* setting = find(incident.records->host, "kernel_release"))
    return Known<std::string>{setting->value, {}, setting->cite};
  for (const SystemEvent& event : incident.records->system_events)
    if (event.kind == SystemEventKind::boot && !event.subject.empty()) return Known<std::string>{event.subject, {}, event.cite};
  return std::nullopt;
}

std::optional<std::int64_t> pages_reserved(const Facts& facts) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  if (const auto pages = sysctl(facts, "vm.nr_hugepages")) return std::clamp<std::int64_t>(pages->value, 0, kMost);
  if (const auto pages = integer(facts.incident->records->meminfo, "HugePages_Total")) return std::clamp<std::int64_t>(*pages, 0, kMost);
  if (!facts.incident->report || facts.incident->report->huge_pages.empty()) return std::nullopt;
  std::int64_t pages = 0;
  for (const HugePagePool& pool : facts.incident->report->huge_pages) pages = std::clamp<std::int64_t>(pool.total, 0, kMost / 1024) + pages;
  return pages;
}

HugePages suit(const Facts& facts, Bytes shared_buffers, std::int64_t pages, bool off) {
  HugePages huge;
  const auto size = meminfo(facts, "Hugepagesize");
  huge.page_size = size && size->value.count > 0 ? size->value : mib(2);
  huge.needed = pages_for(facts, shared_buffers, huge.page_size);
  huge.worth_it = static_cast<double>(shared_buffers.count) >= threshold("huge_pages_from_bytes") ||
                  share(facts.page_tables, facts.total) >= threshold("page_tables_share");
  const bool unused = off || times(huge.page_size, static_cast<double>(pages)) < shared_buffers;
  const std::int64_t spare = unused ? pages : std::max<std::int64_t>(0, pages - huge.needed);
  huge.stranded = std::max(times(huge.page_size, static_cast<double>(spare)),
                           idle_pages(facts, pages, huge.page_size).value_or(Bytes{0}));
  const auto all = ram(facts);
  huge.over = huge.stranded.count > 0 && (!all || share(huge.stranded, all->value) > threshold("huge_pages_stranded"));
  huge.lacking = huge.worth_it && unused;
  return huge;
}

std::pair<std::int64_t, Bytes> fitting_commit(Bytes small_pages, bool has_huge) {
  const Bytes share_only = times(small_pages, threshold("commit_share"));
  const Bytes more = share_only + Bytes{static_cast<std::int64_t>(threshold("commit_bonus_bytes"))};
  if (has_huge && more <= times(small_pages, threshold("commit_bonus_most"))) return {more.count / 1024, more};
  return {0, share_only};
}

std::optional<Commit> commit(const Facts& facts) {
  const auto mode = sysctl(facts, "vm.overcommit_memory");
  const auto all = ram(facts);
  if (!mode || !all) return std::nullopt;
  Commit commit{mode->value, all->value, swap_total(facts), {}, {}, {}, mode->cite};
  const auto page = meminfo(facts, "Hugepagesize");
  commit.huge = times(page ? page->value : mib(2), static_cast<double>(pages_reserved(facts).value_or(0)));
  const Bytes small_pages = std::max(Bytes{0}, all->value - commit.huge);
  const auto kbytes = sysctl(facts, "vm.overcommit_kbytes"), ratio = sysctl(facts, "vm.overcommit_ratio");
  const auto told = meminfo(facts, "CommitLimit");
  if (kbytes && kbytes->value > 0) commit.limit = times(kib(1), static_cast<double>(kbytes->value)) + commit.swap;
  else if (ratio || !told) commit.limit = times(small_pages, ratio ? static_cast<double>(ratio->value) / 100 : 0.5) + commit.swap;
  else commit.limit = told->value;
  if (const auto& setting = kbytes && kbytes->value > 0 ? kbytes : ratio) commit.cite = setting->cite;
  commit.share_of_ram = share(commit.limit - commit.swap, small_pages);
  return commit;
}

std::int64_t fitting_min_free_kb(Bytes ram) {
  return std::min(static_cast<std::int64_t>(threshold("min_free_kb")), times(ram, threshold("min_free_least")).count / 1024);
}

ChecklistItem huge_pages(const Facts& facts) {
  if (const int version = pg_version(facts); version > 0 && version < 904) return not_applicable("PostgreSQL before 9.4 does not use huge pages");
  const auto shared = pg_size(facts, "shared_buffers");
  const auto setting = pg_text(facts, "huge_pages");
  const auto pages = pages_reserved(facts);
  if (!shared || !setting) return unknown("shared_buffers and huge_pages", {}, "Supply postgresql.conf or pg_settings.");
  if (!pages) return unknown("the number of reserved huge pages", {}, "Supply /proc/meminfo or the output of: sysctl -a");
  const bool off = !boolean({{"huge_pages", {setting->value, {}, {}}}}, "huge_pages").value_or(true);
  const HugePages huge = suit(facts, shared->value, *pages, off);
  if (!huge.worth_it && *pages == 0)
    return not_applicable("shared_buffers = " + shared->text + " is too small for huge pages to matter, and none are reserved", {shared->cite});
  const auto sizes = plan(facts);
  const std::int64_t fitting = sizes.huge_pages.value_or(*pages);
  std::string found = std::to_string(*pages) + " huge pages of " + words(huge.page_size) + ", huge_pages = " + setting->text + ", shared_buffers = " + shared->text;
  if (huge.over) found += "; " + words(huge.stranded) + " of them are reserved and unused";
  std::optional<Citation> cite;
  if (const auto reserved = sysctl(facts, "vm.nr_hugepages")) cite = reserved->cite;
  else if (const Setting* total = find(facts.incident->records->meminfo, "HugePages_Total")) cite = total->cite;
  return item(huge.over ? CheckStatus::fail : huge.lacking ? CheckStatus::warn : CheckStatus::pass, std::move(found),
              "huge_pages on or try with " + std::to_string(huge.needed) + " pages reserved, or none",
              fitting == *pages && !sizes.huge_pages_on ? std::string("Restart PostgreSQL so that it takes the reserved pages.")
                  : "Set vm.nr_hugepages = " + std::to_string(fitting) + (sizes.huge_pages_on ? " and huge_pages = on, and restart." : "."),
              {shared->cite, setting->cite, cite});
}

ChecklistItem overcommit_mode(const Facts& facts) {
  const std::string wanted = "vm.overcommit_memory = 2";
  if (const auto group = limit(facts)) return not_applicable("the cgroup limit of " + words(group->value) + " binds first; strict overcommit counts the whole host", {group->cite});
  const auto mode = sysctl(facts, "vm.overcommit_memory");
  if (!mode) return sysctl_missing("vm.overcommit_memory", wanted);
  return item(mode->value == 2 ? CheckStatus::pass : CheckStatus::fail, mode->text, wanted,
              "Set vm.overcommit_memory = 2 together with the commit limit of the fragment, on a host that PostgreSQL has to itself.", {mode->cite});
}

ChecklistItem commit_limit(const Facts& facts) {
  if (const auto group = limit(facts)) return not_applicable("the cgroup limit of " + words(group->value) + " binds first", {group->cite});
  const auto promised = commit(facts);
  if (!promised) return unknown("vm.overcommit_memory or the RAM", {}, "Supply the output of sysctl -a, and /proc/meminfo.");
  const auto [kbytes, size] = fitting_commit(std::max(Bytes{0}, promised->ram - promised->huge), promised->huge.count > 0);
  const std::string setting = kbytes > 0 ? "vm.overcommit_kbytes = " + std::to_string(kbytes) : std::string("vm.overcommit_ratio = 80");
  if (promised->mode != 2) return not_applicable("not enforced with vm.overcommit_memory = " + std::to_string(promised->mode), {promised->cite});
  const double part = promised->share_of_ram;
  return item(part >= threshold("commit_least") && part <= threshold("commit_most") ? CheckStatus::pass : CheckStatus::fail,
              words(promised->limit) + ": swap " + words(promised->swap) + " + " + percent(part) + " of the RAM outside huge pages",
              words(promised->swap + size) + " (70 to 95 % of the RAM outside huge pages, and swap)", "Set " + setting + ".", {promised->cite});
}

ChecklistItem committed_as_sane(const Facts& facts) {
  const auto committed = meminfo(facts, "Committed_AS");
  const auto all = ram(facts);
  if (!committed || !all) return unknown("Committed_AS", {}, kSupplyMeminfo);
  const Bytes most = all->value + swap_total(facts);
  Bytes held{};
  for (const char* name : {"AnonPages", "Shmem", "PageTables", "SwapCached"})
    if (const auto size = meminfo(facts, name)) held += size->value;
  const bool leak = leaks_commit(facts) && held.count > 0 && committed->value > times(held, threshold("committed_leak"));
  const CheckStatus status = leak ? CheckStatus::fail : committed->value > most ? CheckStatus::warn : CheckStatus::pass;
  const std::string holding = held.count > 0 ? "; the programs hold " + words(held) : "";
  return item(status, "Committed_AS " + committed->text + holding, "at most " + words(most) + " (RAM and swap)",
              leak ? "Update the kernel beyond 6.5; until then vm.overcommit_memory = 0 and regular restarts of the host."
                   : "Find who reserves so much: largest VSZ in ps; shrink or move it before switching to vm.overcommit_memory = 2.",
              {committed->cite, all->cite, leak ? kernel_release(facts)->cite : std::nullopt});
}

ChecklistItem swappiness(const Facts& facts) {
  const std::string wanted = "vm.swappiness = 1 to 10 (0 for analytic work)";
  const auto value = sysctl(facts, "vm.swappiness");
  if (!value) return sysctl_missing("vm.swappiness", wanted);
  if (const auto swap = meminfo(facts, "SwapTotal"); swap && swap->value.count == 0) return not_applicable("there is no swap; " + value->text, {swap->cite, value->cite});
  return item(static_cast<double>(value->value) <= threshold("swappiness_most") ? CheckStatus::pass : CheckStatus::warn, value->text, wanted,
              "Set vm.swappiness = 10.", {value->cite});
}

ChecklistItem swap_present(const Facts& facts) {
  const OomReport* report = facts.incident->report;
  const auto told = meminfo(facts, "SwapTotal");
  const auto all = ram(facts);
  if (!told && (!report || !report->swap_total)) return unknown("the size of the swap", {}, kSupplyMeminfo);
  const Bytes total = swap_total(facts);
  const Bytes fitting = mib(all && all->value < mib(8 * 1024) ? 1024 : 2048);
  const std::optional<Citation> cite = told ? told->cite : report->swap_cite;
  const std::string wanted = words(fitting) + ", not full";
  if (total.count <= 0) return item(CheckStatus::warn, "no swap", wanted, "Add a swap file of " + words(fitting) + " (mkswap, swapon, /etc/fstab).", {cite});
  const bool full = report && report->swap_free && share(*report->swap_free, total) < threshold("swap_full");
  return item(full ? CheckStatus::warn : CheckStatus::pass, words(total) + (full ? " of swap, full at the kill" : " of swap"), wanted,
              "The swap was used up: find what filled it; more of it only delays the kill.", {cite, full ? report->swap_cite : std::nullopt});
}

ChecklistItem min_free_kbytes(const Facts& facts) {
  const auto all = ram(facts);
  const auto value = sysctl(facts, "vm.min_free_kbytes");
  if (!value || !all) return sysctl_missing(value ? "the RAM" : "vm.min_free_kbytes", {});
  const std::int64_t least = fitting_min_free_kb(all->value);
  const double part = share(times(kib(1), static_cast<double>(value->value)), all->value);
  const CheckStatus status = part > threshold("min_free_most") ? CheckStatus::fail : value->value < least ? CheckStatus::warn : CheckStatus::pass;
  return item(status, value->text, std::to_string(least) + " or more, at most 10 % of the RAM (" + words(all->value) + ")",
              "Set vm.min_free_kbytes = " + std::to_string(least) + ".", {value->cite, all->cite});
}

ChecklistItem zone_reclaim_mode(const Facts& facts) { return zero(facts, "vm.zone_reclaim_mode", CheckStatus::fail); }
ChecklistItem oom_kill_allocating_task(const Facts& facts) { return zero(facts, "vm.oom_kill_allocating_task", CheckStatus::fail); }
ChecklistItem panic_on_oom(const Facts& facts) { return zero(facts, "vm.panic_on_oom", CheckStatus::warn); }

ChecklistItem thp(const Facts& facts) {
  constexpr std::string_view kWanted = "madvise or never";
  const char* remedy = "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, and boot with transparent_hugepage=madvise.";
  if (const Setting* line = find(facts.incident->records->host, "cmdline"); line && line->value.find("transparent_hugepage=") != std::string::npos) {
    const bool always = line->value.find("transparent_hugepage=always") != std::string::npos;
    return item(always ? CheckStatus::warn : CheckStatus::pass, always ? "booted with transparent_hugepage=always" : "switched off at boot", std::string(kWanted), remedy, {line->cite});
  }
  const auto held = meminfo(facts, "AnonHugePages");
  const auto all = ram(facts);
  if (!held || !all) return unknown("AnonHugePages", std::string(kWanted), kSupplyMeminfo);
  const double part = share(held->value, all->value);
  return item(part >= threshold("thp_share") ? CheckStatus::warn : CheckStatus::pass, "AnonHugePages " + held->text + ", " + percent(part) + " of RAM",
              std::string(kWanted) + "; AnonHugePages below 10 % of RAM", remedy, {held->cite});
}

ChecklistItem kernel_known_bugs(const Facts& facts) {
  const auto release = kernel_release(facts);
  if (!release) return unknown("the kernel's release", {}, "Supply the output of: uname -a");
  const Release known = release_of(release->value);
  const int abi = ubuntu_abi(release->value);
  std::string bug;
  if (leaks_commit(facts)) bug = "mremap lets Committed_AS only grow";
  else if (known.major == 4 && known.minor == 4 && release->value.find("4.4.0-") == 0 && abi >= 50 && abi <= 62) bug = "the killer runs while there is page cache to reclaim (LP #1655842)";
  else if (known.major == 4 && known.minor == 7) bug = "requests of order 2 and more kill too early";
  return item(bug.empty() ? CheckStatus::pass : CheckStatus::warn, release->value + (bug.empty() ? ": none known" : ": " + bug),
              "a release without known memory bugs", "Update the kernel: not 6.5, nor Ubuntu's 4.4.0-50 to -62, nor 4.7.", {release->cite});
}

}  // namespace laststraw::judge::checks
