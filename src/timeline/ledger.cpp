#include "timeline/ledger.hpp"

#include <algorithm>
#include <map>

namespace laststraw::timeline {

namespace {

constexpr std::size_t kMaxPrograms = 4;  ///< named one by one; the rest is "other programs"

class Sheet {
 public:
  explicit Sheet(Ledger& ledger) : ledger_(ledger) {}
  LedgerPart* add(PartKind kind, Interval size, std::optional<Citation> cite = std::nullopt, std::vector<LedgerPart> within = {}) {
    if (size.high.count <= 0) return nullptr;
    LedgerPart part{kind, size, std::move(cite)};
    part.within = std::move(within);
    return &ledger_.parts.emplace_back(std::move(part));
  }
  void add(PartKind kind, std::optional<Bytes> size, std::optional<Citation> cite = std::nullopt, std::vector<LedgerPart> within = {}) {
    if (size) add(kind, exactly(*size), std::move(cite), std::move(within));
  }
  void close() {
    ledger_.unaccounted = ledger_.total->value;
    for (const LedgerPart& part : ledger_.parts) ledger_.unaccounted -= part.size.middle();
  }

 private:
  Ledger& ledger_;
};

/// PostgreSQL's private memory by role, largest first; one role needs no splitting.
std::vector<LedgerPart> by_role(const std::vector<Process>& processes, Interval whole) {
  std::map<Role, std::pair<Interval, std::size_t>> roles;
  Interval sum{};
  for (const Process& process : processes) {
    if (!is_postgres(process.role) || !process.anon) continue;
    auto& [size, count] = roles[process.role];
    size = size + *process.anon;
    sum = sum + *process.anon;
    ++count;
  }
  std::vector<LedgerPart> parts;
  if (roles.size() < 2) return parts;
  for (const auto& [role, group] : roles) {
    Interval size = group.first;
    // What the processes claim together can exceed what there is: pages shared since fork, shared memory in rss.
    if (sum.low == sum.high && whole.high < sum.high)
      size = exactly(scaled(size.low, share(whole.high, sum.high)));
    else
      size.high = std::min(size.high, whole.high), size.low = std::min(size.low, size.high);
    LedgerPart& part = parts.emplace_back(LedgerPart{PartKind::by_role, size, std::nullopt});
    part.role = role;
    part.count = group.second;
  }
  std::stable_sort(parts.begin(), parts.end(), [](const LedgerPart& a, const LedgerPart& b) { return a.size.middle() > b.size.middle(); });
  return parts;
}

/// The server's own shared memory, and what is more than that: dynamic shared memory of parallel queries, tmpfs, other programs.
std::vector<LedgerPart> by_use(std::optional<Bytes> shmem, std::optional<Bytes> shared_buffers) {
  if (!shmem || !shared_buffers) return {};
  // Besides the buffers the server holds lock tables, WAL buffers and the like: about a twentieth (docs/reference/postgres.md 2.9).
  const Bytes servers = std::min(*shmem, *shared_buffers + *shared_buffers / 20);
  std::vector<LedgerPart> parts{{PartKind::shared_buffers_and_own, exactly(servers), std::nullopt}};
  if (*shmem > servers) parts.push_back({PartKind::beyond_shared_buffers, exactly(*shmem - servers), std::nullopt});
  return parts;
}

/// Private memory by program. Where the kernel does not print it per process, the sums are scaled into what
/// the anonymous memory of all of them can be (`all`), because shared pages were counted once for each process.
void add_programs(Sheet& sheet, const std::vector<Process>& processes, std::optional<Bytes> all) {
  Interval postgres{};
  std::map<std::string, Interval> programs;
  for (const Process& process : processes) {
    if (!process.anon) continue;
    Interval& size = is_postgres(process.role) ? postgres : programs[process.comm.substr(0, 60)];
    size = size + *process.anon;
  }
  Interval sum = postgres;
  for (const auto& [name, size] : programs) sum = sum + size;
  const auto bounded = [&](Interval size) {
    if (!all) return size;
    // Pages still shared since fork are counted once in each process: the exact sum then exceeds what there is.
    if (sum.low == sum.high) return sum.low <= *all ? size : exactly(scaled(size.low, share(*all, sum.low)));
    const Bytes others_low = sum.low - size.low, others_high = sum.high - size.high;
    size.low = std::max({size.low, *all - others_high, Bytes{0}});
    size.high = std::max(size.low, std::min(size.high, *all - others_low));
    return size;
  };
  const Interval servers = bounded(postgres);
  sheet.add(PartKind::postgres_private, servers, std::nullopt, by_role(processes, servers));

  std::vector<std::pair<std::string, Interval>> by_size(programs.begin(), programs.end());
  std::stable_sort(by_size.begin(), by_size.end(), [](const auto& a, const auto& b) { return a.second.high > b.second.high; });
  const auto add_program = [&](const std::pair<std::string, Interval>& program) {
    if (LedgerPart* part = sheet.add(PartKind::program_private, bounded(program.second))) part->program = program.first;
  };
  Interval others{};
  for (std::size_t i = 0; i < by_size.size(); ++i) {
    if (i < kMaxPrograms)
      add_program(by_size[i]);
    else
      others = others + by_size[i].second;
  }
  sheet.add(PartKind::other_programs_private, bounded(others));
}

std::optional<Bytes> sum(std::optional<Bytes> a, std::optional<Bytes> b) {
  if (!a) return b;
  if (!b) return a;
  return *a + *b;
}

/// Mem-Info: the LRU lists hold anonymous memory and shmem together; shmem, mapped and dirty are not added again
/// (mm/show_mem.c; docs/reference/kernel.md 5.4).
void global_ledger(Ledger& ledger, Cited<Bytes> ram, const OomReport& report, const std::vector<Process>& processes,
                   std::optional<Bytes> shared_buffers) {
  const auto counter = [&](const char* name) { return find(report.counters, name); };
  const auto& cite = report.mem_info;
  ledger.of = LedgerOf::ram;
  ledger.total = std::move(ram);
  Sheet sheet(ledger);
  const auto shmem = counter("shmem");
  std::optional<Bytes> anon = sum(sum(counter("active_anon"), counter("inactive_anon")), counter("isolated_anon"));
  if (anon && shmem) *anon = std::max(Bytes{0}, *anon + counter("unevictable").value_or(Bytes{0}) - *shmem);
  add_programs(sheet, processes, anon);
  sheet.add(PartKind::shared_memory, shmem, cite, by_use(shmem, shared_buffers));
  sheet.add(PartKind::file_cache, sum(sum(counter("active_file"), counter("inactive_file")), counter("isolated_file")), cite);
  Bytes pool{}, pool_free{};
  std::optional<Citation> pool_cite;
  for (const HugePagePool& huge : report.huge_pages) {
    pool += huge.page_size * huge.total;
    pool_free += huge.page_size * huge.free;
    if (huge.total > 0) pool_cite = huge.cite;
  }
  sheet.add(PartKind::huge_pages_in_use, pool - pool_free, pool_cite);
  sheet.add(PartKind::huge_pages_free, pool_free, pool_cite);
  sheet.add(PartKind::page_tables, sum(counter("pagetables"), counter("sec_pagetables")), cite);
  sheet.add(PartKind::slab, sum(counter("slab_reclaimable"), counter("slab_unreclaimable")), cite);
  sheet.add(PartKind::kernel_stacks, report.kernel_stack, cite);
  sheet.add(PartKind::free, sum(counter("free"), counter("free_pcp")), cite);
  sheet.close();
}

/// memory.stat: v1 prints rss (without shmem) and cache (with it), v2 anon and file (with shmem) (mm/memcontrol.c). v1's plain names
/// count the group itself, the `total_` ones also what is below it, where the processes of every pod are.
void memcg_ledger(Ledger& ledger, const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers) {
  const CgroupUsage& group = *report.cgroup;
  const auto stat = [&](const char* name) {
    const auto with_children = find(group.stat, std::string("total_") + name);
    return with_children ? with_children : find(group.stat, name);
  };
  ledger.of = LedgerOf::cgroup_limit;
  ledger.total = {*group.limit, group.usage_cite};
  Sheet sheet(ledger);
  const auto anon = stat("anon") ? stat("anon") : stat("rss");
  const auto file = stat("file") ? stat("file") : stat("cache");
  const auto shmem = stat("shmem");
  add_programs(sheet, processes, anon);
  sheet.add(PartKind::shared_memory, shmem, group.stat_cite, by_use(shmem, shared_buffers));
  if (file) sheet.add(PartKind::file_cache, *file - shmem.value_or(Bytes{0}), group.stat_cite);

  std::optional<Bytes> tables;  // kernels before 4.x print no such column (mm/oom_kill.c dump_task())
  for (const Process& process : processes) tables = sum(tables, process.page_tables);
  // The group's kernel memory holds the page tables too; v1 prints only the sum of it all.
  const auto kernel = stat("kernel") ? stat("kernel") : group.kmem_usage;
  const auto page_tables = stat("pagetables") ? stat("pagetables") : kernel && tables ? std::min(*tables, *kernel) : tables;
  sheet.add(PartKind::page_tables, page_tables, stat("pagetables") ? std::optional(group.stat_cite) : report.tasks_header);
  // What zswap holds is charged as kernel memory (mm/zswap.c obj_cgroup_charge_zswap()).
  const auto zswap = stat("zswap");
  sheet.add(PartKind::compressed_swap, zswap, group.stat_cite);
  if (kernel) {
    sheet.add(PartKind::other_kernel_memory, *kernel - page_tables.value_or(Bytes{0}) - zswap.value_or(Bytes{0}),
              stat("kernel") ? group.stat_cite : group.usage_cite);
  } else {
    sheet.add(PartKind::slab, sum(stat("slab_reclaimable"), stat("slab_unreclaimable")), group.stat_cite);
    sheet.add(PartKind::kernel_stacks, stat("kernel_stack"), group.stat_cite);
    sheet.add(PartKind::network_buffers, stat("sock"), group.stat_cite);
  }
  if (group.usage) sheet.add(PartKind::free, *group.limit - *group.usage, group.usage_cite);
  sheet.close();
}

}  // namespace

Ledger ledger_of(const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers) {
  Ledger ledger;
  if (report.cgroup && report.cgroup->limit)
    memcg_ledger(ledger, report, processes, shared_buffers);
  else if (const auto ram = report.ram ? report.counted_ram() : report.managed_ram())
    global_ledger(ledger, *ram, report, processes, shared_buffers);
  return ledger;
}

}  // namespace laststraw::timeline
