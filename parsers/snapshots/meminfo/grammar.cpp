// /proc/meminfo. fs/proc/meminfo.c meminfo_proc_show(): "%s%8lu kB"; the HugePages_* lines count pages.
//   MemTotal:         604252 kB
//   HugePages_Total:       0
#include <boost/fusion/include/adapt_struct.hpp>

#include <array>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::meminfo_detail {
struct RawField {
  grammar::Chars name, value;
};
}  // namespace laststraw::meminfo_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::meminfo_detail::RawField, name, value)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using meminfo_detail::RawField;

const auto field = rule<struct field_tag, RawField>{"field"} =
    raw[char_("A-Z") >> *char_("A-Za-z0-9_()")] >> ':' >> omit[+char_(" \t")] >> raw[+char_("0-9")];

/// What of it is worth following over time.
const char* series_name(std::string_view field_name) {
  struct Known {
    std::string_view field;
    const char* series;
  };
  constexpr std::array<Known, 14> kKnown{{{"MemFree", "mem_free_bytes"},
                                          {"MemAvailable", "mem_available_bytes"},
                                          {"AnonPages", "anon_bytes"},
                                          {"Cached", "cached_bytes"},
                                          {"Buffers", "buffers_bytes"},
                                          {"Shmem", "shmem_bytes"},
                                          {"Slab", "slab_bytes"},
                                          {"PageTables", "page_tables_bytes"},
                                          {"KernelStack", "kernel_stack_bytes"},
                                          {"Committed_AS", "committed_bytes"},
                                          {"CommitLimit", "commit_limit_bytes"},
                                          {"SwapFree", "swap_free_bytes"},
                                          {"Dirty", "dirty_bytes"},
                                          {"SUnreclaim", "slab_unreclaimable_bytes"}}};
  for (const Known& known : kKnown)
    if (known.field == field_name) return known.series;
  return nullptr;
}

}  // namespace

Reading read_meminfo(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  std::optional<Stamp> sample;  // of a capture over time; nullopt: one snapshot
  return support::read_lines(source, records, "meminfo", "a /proc/meminfo line: Name: number kB", [&](const Line& line) {
    if (auto mark = support::read_mark(line.text)) return sample = std::move(mark), support::LineIs::parsed;
    if (support::is_mark(line.text)) return sample.emplace(), support::LineIs::parsed;
    std::string_view rest = support::trim(line.text);
    RawField raw_field;
    if (!grammar::take(rest, field, raw_field) || raw_field.value.size() > 15) return support::LineIs::unrecognised;
    rest = support::trim(rest);
    if (!rest.empty() && rest != "kB") return support::LineIs::unrecognised;
    if (const char* name = series_name(grammar::view(raw_field.name)); sample && name)
      series.add(name, *sample, static_cast<double>(std::stoll(grammar::str(raw_field.value))) * 1024, line.at.first_line);
    support::keep(records.meminfo, grammar::str(raw_field.name), {grammar::str(raw_field.value), std::string(rest), cite(line)});
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
