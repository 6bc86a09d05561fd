// sysstat rd_stats.h: struct stats_memory, stats_swap, stats_paging, stats_queue, stats_huge, stats_psi_mem. From 11.7.1 to 12.7.9
// they differ in what was appended: shmemkb to stats_memory, pgpromote and pgdemote to stats_paging, two fields to stats_huge.
#include "sysstat_file/quantities.hpp"

#include <array>

namespace laststraw::sysstat {

namespace {

/// sa.h, activities.
constexpr std::uint32_t kSwap = 4, kPaging = 5, kMemory = 7, kQueue = 9, kHuge = 34, kPsiMemory = 42;

/// activity.c of 12.7.9: a change that does not append raises the magic. 11.7.1 has the same structures under numbers one lower.
struct Form {
  std::uint32_t id, magic;
  std::string_view name;
};
constexpr std::array<Form, 6> kForms{{{kSwap, 0x8a, "A_SWAP"},
                                      {kPaging, 0x8a, "A_PAGE"},
                                      {kMemory, 0x8b, "A_MEMORY"},
                                      {kQueue, 0x8c, "A_QUEUE"},
                                      {kHuge, 0x8b, "A_HUGE"},
                                      {kPsiMemory, 0x8a, "A_PSI_MEM"}}};

constexpr double kKilobyte = 1024, kHundredth = 0.01;

}  // namespace

std::string_view later_form(const Activity& activity) {
  for (const Form& form : kForms)
    if (form.id == activity.id && activity.magic > form.magic) return form.name;
  return {};
}

void Quantities::begin(std::uint64_t time, std::uint64_t uptime, std::uint32_t record) {
  stamp_.civil = std::chrono::seconds{time};
  stamp_.utc_offset = std::chrono::minutes{0};
  stamp_.resolution = std::chrono::seconds{1};
  record_ = record;
  seconds_ = before_ && uptime > *before_ ? static_cast<double>(uptime - *before_) / 100.0 : 0;
  before_ = uptime;
}

void Quantities::amount(const Fields& fields, std::size_t place, const char* name, double factor) {
  if (const auto value = field(fields, place)) series_.add(name, stamp_, static_cast<double>(*value) * factor, record_);
}

void Quantities::difference(const Fields& fields, std::size_t whole, std::size_t part, const char* name) {
  const auto from = field(fields, whole), less = field(fields, part);
  if (from && less && *from >= *less) series_.add(name, stamp_, static_cast<double>(*from - *less) * kKilobyte, record_);
}

void Quantities::rate(const Fields& fields, std::size_t place, const char* name) {
  const auto value = field(fields, place);
  if (!value) return;
  const auto [before, fresh] = counters_.try_emplace(name, *value);
  if (!fresh && seconds_ > 0 && *value >= before->second)
    series_.add(name, stamp_, static_cast<double>(*value - before->second) / seconds_, record_);
  before->second = *value;
}

void Quantities::add_memory(const Fields& kilobytes) {
  constexpr std::array<const char*, 18> kNames{"mem_free_bytes",  "buffers_bytes",       "cached_bytes",
                                               "mem_total_bytes", "swap_free_bytes",     "swap_total_bytes",
                                               nullptr,           "committed_bytes",     nullptr,
                                               nullptr,           "dirty_bytes",         "anon_bytes",
                                               "slab_bytes",      "kernel_stack_bytes",  "page_tables_bytes",
                                               nullptr,           "mem_available_bytes", "shmem_bytes"};
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i]) amount(kilobytes, i, kNames[i], kKilobyte);
  difference(kilobytes, 5, 4, "swap_used_bytes");
}

void Quantities::add(std::uint32_t activity, const Structure& s) {
  switch (activity) {
    case kMemory:
      add_memory(s.u64);
      break;
    case kSwap:
      rate(s.longs, 0, "swap_in_pages_per_s"), rate(s.longs, 1, "swap_out_pages_per_s");
      break;
    case kPaging:
      rate(s.longs, 3, "major_faults_per_s"), rate(s.longs, 5, "kswapd_scan_pages_per_s");
      rate(s.longs, 6, "direct_scan_pages_per_s"), rate(s.longs, 7, "steal_pages_per_s");
      break;
    case kQueue:
      amount(s.u64, 0, "run_queue", 1), amount(s.u64, 1, "blocked_tasks", 1), amount(s.u64, 2, "tasks", 1);
      amount(s.u32, 0, "load_1", kHundredth);
      break;
    case kHuge:
      amount(s.u64, 0, "huge_free_bytes", kKilobyte);
      difference(s.u64, 1, 0, "huge_used_bytes");
      break;
    case kPsiMemory:
      amount(s.longs, 0, "psi_memory_some_avg10_percent", kHundredth);
      amount(s.longs, 3, "psi_memory_full_avg10_percent", kHundredth);
      break;
    default:
      break;
  }
}

}  // namespace laststraw::sysstat
