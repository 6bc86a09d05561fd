// /proc/meminfo. fs/proc/meminfo.c meminfo_proc_show(): "%s%8lu kB"; the HugePages_* lines count pages.
//   MemTotal:         604252 kB
//   HugePages_Total:       0
#include <array>

#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/mark.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

/// What a line tells: a fact of the snapshot, and what is worth following over time.
struct Known {
  std::string_view name;
  const char* series = nullptr;
  std::optional<Cited<Bytes>> MemInfo::*size = nullptr;
  std::optional<Cited<std::int64_t>> MemInfo::*pages = nullptr;
};

constexpr std::array kKnown{Known{"MemTotal", nullptr, &MemInfo::total},
                            Known{"MemFree", "mem_free_bytes"},
                            Known{"MemAvailable", "mem_available_bytes", &MemInfo::available},
                            Known{"AnonPages", "anon_bytes"},
                            Known{"Cached", "cached_bytes"},
                            Known{"Buffers", "buffers_bytes"},
                            Known{"Shmem", "shmem_bytes"},
                            Known{"Slab", "slab_bytes"},
                            Known{"PageTables", "page_tables_bytes"},
                            Known{"KernelStack", "kernel_stack_bytes"},
                            Known{"Committed_AS", "committed_bytes", &MemInfo::committed},
                            Known{"CommitLimit", "commit_limit_bytes", &MemInfo::commit_limit},
                            Known{"SwapTotal", nullptr, &MemInfo::swap_total},
                            Known{"SwapFree", "swap_free_bytes", &MemInfo::swap_free},
                            Known{"Zswap", "zswap_bytes", &MemInfo::zswap},
                            Known{"Zswapped", nullptr, &MemInfo::zswapped},
                            Known{"Dirty", "dirty_bytes"},
                            Known{"SUnreclaim", "slab_unreclaimable_bytes"},
                            Known{"Hugepagesize", nullptr, &MemInfo::huge_page},
                            Known{"HugePages_Total", nullptr, nullptr, &MemInfo::huge_pages_total},
                            Known{"HugePages_Free", nullptr, nullptr, &MemInfo::huge_pages_free}};

const Known* known(std::string_view name) {
  for (const Known& one : kKnown)
    if (one.name == name) return &one;
  return nullptr;
}

/// "Active(anon)"
constexpr std::string_view kFieldCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_()";
constexpr std::int64_t kMost = 999'999'999'999'999;  // kB: no machine has so much

}  // namespace

Reading read_meminfo(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  std::optional<Stamp> sample;  // of a capture over time; nullopt: one snapshot
  return support::read_lines(source, records, "meminfo", "a /proc/meminfo line: Name: number kB", [&](const Line& line) {
    if (auto mark = support::sample_mark(line.text)) return sample = std::move(mark), support::LineIs::parsed;
    support::Cursor cursor(line.text);
    cursor.skip_blanks();
    const std::string_view name = cursor.take_name(support::kUpperCase, kFieldCharacters);
    if (name.empty() || !cursor.skip(':')) return support::LineIs::unrecognised_at(cursor.column());
    cursor.skip_blanks();
    const std::size_t number = cursor.column();
    const auto value = cursor.take_number<std::int64_t>();
    if (!value || *value < 0 || *value > kMost) return support::LineIs::unrecognised_at(number);
    cursor.skip_blanks();
    const bool kilobytes = cursor.skip("kB");
    if (!support::trim(cursor.rest()).empty()) return support::LineIs::unrecognised_at(cursor.column());
    const Known* const one = known(name);
    if (!one) return support::LineIs::parsed;
    if (one->series && sample) series.add(one->series, *sample, static_cast<double>(kib(*value).count), line.at.first_line);
    if (one->size && kilobytes) records.meminfo.*one->size = {kib(*value), cite(line)};
    if (one->pages) records.meminfo.*one->pages = {*value, cite(line)};
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
