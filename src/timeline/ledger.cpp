#include "timeline/ledger.hpp"

#include <algorithm>
#include <map>

namespace laststraw::timeline {

namespace {

constexpr std::size_t kMaxPrograms = 4;      ///< named one by one; the rest is "other programs"

class Sheet {
 public:
  explicit Sheet(Ledger& ledger) : ledger_(ledger) {}
  void add(std::string name, Interval size, std::optional<Citation> cite = std::nullopt, std::vector<LedgerPart> within = {}) {
    if (size.high.count <= 0) return;
    ledger_.parts.push_back({std::move(name), size, std::move(cite), std::move(within)});
  }
  void add(std::string name, std::optional<Bytes> size, std::optional<Citation> cite = std::nullopt, std::vector<LedgerPart> within = {}) {
    if (size) add(std::move(name), exactly(*size), std::move(cite), std::move(within));
  }
  void close() {
    ledger_.unaccounted = ledger_.total;
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
    if (!is_postgres(process.role)) continue;
    auto& [size, count] = roles[process.role];
    size = size + process.anon;
    sum = sum + process.anon;
    ++count;
  }
  std::vector<LedgerPart> parts;
  if (roles.size() < 2) return parts;
  for (const auto& [role, group] : roles) {
    Interval size = group.first;
    // What the processes claim together can exceed what there is: pages shared since fork, shared memory in rss.
    if (sum.low == sum.high && whole.high < sum.high) size = exactly(scaled(size.low, share(whole.high, sum.high)));
    else size.high = std::min(size.high, whole.high), size.low = std::min(size.low, size.high);
    parts.push_back({std::to_string(group.second) + " x " + std::string(role_name(role)), size, std::nullopt});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const LedgerPart& a, const LedgerPart& b) { return a.size.middle() > b.size.middle(); });
  return parts;
}

/// The server's own shared memory, and what is more than that: dynamic shared memory of parallel queries, tmpfs, other programs.
std::vector<LedgerPart> by_use(std::optional<Bytes> shmem, std::optional<Bytes> shared_buffers) {
  if (!shmem || !shared_buffers) return {};
  // Besides the buffers the server holds lock tables, WAL buffers and the like: about a twentieth (docs/reference/postgres.md 2.9).
  const Bytes servers = std::min(*shmem, *shared_buffers + *shared_buffers / 20);
  std::vector<LedgerPart> parts{{"shared_buffers and the server's own, at most", exactly(servers), std::nullopt}};
  if (*shmem > servers) parts.push_back({"beyond it (dynamic shared memory, tmpfs, others), at least", exactly(*shmem - servers), std::nullopt});
  return parts;
}

/// Private memory by program. Where the kernel does not print it per process, the sums are scaled into what
/// the anonymous memory of all of them can be (`all`), because shared pages were counted once for each process.
void add_programs(Sheet& sheet, const std::vector<Process>& processes, std::optional<Bytes> all) {
  Interval postgres{};
  std::map<std::string, Interval> programs;
  for (const Process& process : processes) {
    if (is_postgres(process.role)) postgres = postgres + process.anon;
    else programs[process.comm.substr(0, 60)] = programs[process.comm.substr(0, 60)] + process.anon;
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
  sheet.add("postgres private", servers, std::nullopt, by_role(processes, servers));

  std::vector<std::pair<std::string, Interval>> by_size(programs.begin(), programs.end());
  std::stable_sort(by_size.begin(), by_size.end(), [](const auto& a, const auto& b) { return a.second.high > b.second.high; });
  Interval others{};
  for (std::size_t i = 0; i < by_size.size(); ++i) {
    if (i < kMaxPrograms) sheet.add(by_size[i].first + " private", bounded(by_size[i].second));
    else others = others + by_size[i].second;
  }
  sheet.add("other programs private", bounded(others));
}

std::optional<Bytes> sum(std::optional<Bytes> a, std::optional<Bytes> b) {
  if (!a) return b;
  if (!b) return a;
  return *a + *b;
}

/// Mem-Info: the LRU lists hold anonymous memory and shmem together; shmem, mapped and dirty are not added again
/// (mm/show_mem.c; docs/reference/kernel.md 5.4).
void global_ledger(Ledger& ledger, const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers) {
  const auto counter = [&](const char* name) { return find(report.counters, name); };
  const auto& cite = report.mem_info;
  ledger.of = "RAM";
  ledger.total = *report.ram - report.reserved.value_or(Bytes{0});
  ledger.total_cite = report.ram_cite;
  Sheet sheet(ledger);
  const auto shmem = counter("shmem");
  std::optional<Bytes> anon = sum(sum(counter("active_anon"), counter("inactive_anon")), counter("isolated_anon"));
  if (anon && shmem) *anon = std::max(Bytes{0}, *anon + counter("unevictable").value_or(Bytes{0}) - *shmem);
  add_programs(sheet, processes, anon);
  sheet.add("shared memory", shmem, cite, by_use(shmem, shared_buffers));
  sheet.add("file cache", sum(sum(counter("active_file"), counter("inactive_file")), counter("isolated_file")), cite);
  Bytes pool{}, pool_free{};
  std::optional<Citation> pool_cite;
  for (const HugePagePool& huge : report.huge_pages) {
    pool += huge.page_size * huge.total;
    pool_free += huge.page_size * huge.free;
    if (huge.total > 0) pool_cite = huge.cite;
  }
  sheet.add("huge pages in use", pool - pool_free, pool_cite);
  sheet.add("huge pages free", pool_free, pool_cite);
  sheet.add("page tables", sum(counter("pagetables"), counter("sec_pagetables")), cite);
  sheet.add("slab", sum(counter("slab_reclaimable"), counter("slab_unreclaimable")), cite);
  sheet.add("kernel stacks", report.kernel_stack, cite);
  sheet.add("free", sum(counter("free"), counter("free_pcp")), cite);
  sheet.close();
}

/// memory.stat: v1 prints rss (without shmem) and cache (with it), v2 anon and file (with shmem) (mm/memcontrol.c).
void memcg_ledger(Ledger& ledger, const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers) {
  const CgroupUsage& group = *report.cgroup;
  const auto stat = [&](const char* name) { return find(group.stat, name); };
  ledger.of = "cgroup limit";
  ledger.total = *group.limit;
  ledger.total_cite = group.usage_cite;
  Sheet sheet(ledger);
  const auto anon = stat("anon") ? stat("anon") : stat("rss");
  const auto file = stat("file") ? stat("file") : stat("cache");
  const auto shmem = stat("shmem");
  add_programs(sheet, processes, anon);
  sheet.add("shared memory", shmem, group.stat_cite, by_use(shmem, shared_buffers));
  if (file) sheet.add("file cache", *file - shmem.value_or(Bytes{0}), group.stat_cite);

  Bytes tables{};
  for (const Process& process : processes) tables += process.page_tables;
  // The group's kernel memory holds the page tables too; v1 prints only the sum of it all.
  const auto kernel = stat("kernel") ? stat("kernel") : group.kmem_usage;
  const Bytes page_tables = stat("pagetables") ? *stat("pagetables") : kernel ? std::min(tables, *kernel) : tables;
  sheet.add("page tables", page_tables, stat("pagetables") ? std::optional(group.stat_cite) : report.tasks_header);
  if (kernel) {
    sheet.add("other kernel memory", *kernel - page_tables, stat("kernel") ? group.stat_cite : group.usage_cite);
  } else {
    sheet.add("slab", sum(stat("slab_reclaimable"), stat("slab_unreclaimable")), group.stat_cite);
    sheet.add("kernel stacks", stat("kernel_stack"), group.stat_cite);
    sheet.add("network buffers", stat("sock"), group.stat_cite);
  }
  if (group.usage) sheet.add("free", *group.limit - *group.usage, group.usage_cite);
  sheet.close();
}

}  // namespace

Ledger ledger_of(const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers) {
  Ledger ledger;
  if (report.cgroup && report.cgroup->limit) memcg_ledger(ledger, report, processes, shared_buffers);
  else if (report.ram) global_ledger(ledger, report, processes, shared_buffers);
  return ledger;
}

}  // namespace laststraw::timeline
