// The global part of Mem-Info. mm/show_mem.c (mm/page_alloc.c before 6.3) show_free_areas(), __show_mem().
//   active_anon:21995 inactive_anon:110838 isolated_anon:0     one printk, continued over several lines
//   Node 0 active_anon:87980kB ... kernel_stack:1696kB pagetables:5212kB ...
//   163703 pages RAM / 12640 pages reserved / Free swap  = 0kB / Total swap = 0kB
#include <boost/fusion/include/adapt_struct.hpp>

#include <algorithm>
#include <array>

#include "support/grammar.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_mem_info {
struct RawPair {
  grammar::Chars name;
  std::uint64_t value;
};
struct RawHuge {
  std::int32_t node;
  std::uint64_t total, free, surplus, size_kb;
};
}  // namespace laststraw::system_log_mem_info

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_mem_info::RawPair, name, value)
BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_mem_info::RawHuge, node, total, free, surplus, size_kb)

namespace laststraw::system_log {

namespace {

using grammar::i32;
using grammar::take;
using grammar::u64;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using system_log_mem_info::RawHuge;
using system_log_mem_info::RawPair;

const auto blanks = omit[*lit(' ')];
const auto pair = rule<struct pair_tag, RawPair>{"counter"} = blanks >> raw[char_("Aa-z") >> +char_("a-z_")] >> ':' >> u64;
const auto kernel_stack = omit[*(char_ - "kernel_stack:")] >> "kernel_stack:" >> u64 >> "kB";
const auto huge = rule<struct huge_tag, RawHuge>{"hugepages"} = "Node " >> i32 >> " hugepages_total=" >> u64 >> " hugepages_free=" >> u64 >>
                                                                " hugepages_surp=" >> u64 >> " hugepages_size=" >> u64 >> "kB";
const auto pages_of = u64 >> ' ';
const auto swap_size = omit[*lit(' ')] >> (lit("= ") | ":") >> omit[*lit(' ')] >> u64 >> "kB";

constexpr std::array<std::string_view, 24> kCounters{
    "active_anon", "inactive_anon", "isolated_anon", "active_file",    "inactive_file",    "isolated_file",
    "unevictable", "dirty",         "writeback",     "unstable",       "slab_reclaimable", "slab_unreclaimable",
    "mapped",      "shmem",         "pagetables",    "sec_pagetables", "bounce",           "kernel_misc_reclaimable",
    "free",        "free_pcp",      "free_cma",      "slab",           "anon_thp",         "kernel_stack"};

bool is_counter(std::string_view name) { return std::find(kCounters.begin(), kCounters.end(), name) != kCounters.end(); }
bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }
bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

/// Largest number of 4 KiB pages whose bytes still fit.
constexpr std::uint64_t kMaxPages = std::uint64_t{1} << 50;

Bytes pages(std::uint64_t n) { return kib(4) * static_cast<std::int64_t>(n); }

}  // namespace

Taken read_counters(std::string_view text, const Line& line, OomReport& report) {
  std::string_view rest = text;
  RawPair first;
  if (!take(rest, pair, first) ||
      !(is_counter(grammar::view(first.name)) || grammar::view(first.name) == "Active" || grammar::view(first.name) == "Active_anon"))
    return Taken::no;
  if (!rest.empty() && rest.front() != ' ') return Taken::no;  // "free:2964kB": a zone line's
  rest = text;
  for (RawPair next; take(rest, pair, next); next = {}) {
    if (next.value > kMaxPages) return Taken::broken;
    std::string name = grammar::str(next.name);
    if (name[0] == 'A') name[0] = 'a';  // "Active_anon:" (2.6.28 to 2.6.31)
    if (!find(report.counters, name)) report.counters.push_back({name, pages(next.value), line.at});
  }
  if (!report.mem_info) report.mem_info = cite(line);
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  return rest.empty() ? Taken::yes : Taken::broken;
}

Taken read_node(std::string_view text, OomReport& report) {
  if (!starts_with(text, "Node ") || text.find(" active_anon:") > 12) return Taken::no;
  std::uint64_t stack_kb = 0;
  if (std::string_view rest = text; take(rest, kernel_stack, stack_kb) && stack_kb < kMaxPages)
    report.kernel_stack = report.kernel_stack.value_or(Bytes{0}) + kib(static_cast<std::int64_t>(stack_kb));
  return Taken::yes;
}

Taken read_trailer(std::string_view text, const Line& line, OomReport& report) {
  std::string_view rest = text;
  if (starts_with(text, "Node ") && text.find("hugepages_total=") != std::string_view::npos) {
    RawHuge raw_huge{};
    if (!take(rest, huge, raw_huge) || raw_huge.total > kMaxPages || raw_huge.size_kb > (1u << 30)) return Taken::broken;
    report.huge_pages.push_back({raw_huge.node, static_cast<std::int64_t>(raw_huge.total), static_cast<std::int64_t>(raw_huge.free),
                                 static_cast<std::int64_t>(raw_huge.surplus), kib(static_cast<std::int64_t>(raw_huge.size_kb)),
                                 cite(line)});
    return Taken::yes;
  }
  std::uint64_t number = 0;
  for (const bool free : {true, false}) {
    const std::string_view name = free ? "Free swap" : "Total swap";
    if (!starts_with(text, name)) continue;
    rest.remove_prefix(name.size());
    if (!take(rest, swap_size, number) || number > kMaxPages) return Taken::broken;
    (free ? report.swap_free : report.swap_total) = kib(static_cast<std::int64_t>(number));
    if (!report.swap_cite) report.swap_cite = cite(line);
    return Taken::yes;
  }
  if (starts_with(text, "Swap cache")) return Taken::yes;
  if (!take(rest, pages_of, number) || number > kMaxPages) return Taken::no;
  if (rest == "pages RAM" || rest == "pages of RAM") {
    report.ram = pages(number);
    report.ram_cite = cite(line);
    return Taken::yes;
  }
  if (rest == "pages reserved" || rest == "reserved pages") {
    report.reserved = pages(number);
    return Taken::yes;
  }
  const bool known = starts_with(rest, "pages ") || starts_with(rest, "total pagecache pages");
  return known && (ends_with(rest, "HighMem/MovableOnly") || ends_with(rest, "in swap cache") || ends_with(rest, "hwpoisoned") ||
                   ends_with(rest, "cma reserved") || ends_with(rest, "HighMem") || ends_with(rest, "shared") ||
                   ends_with(rest, "pagecache pages") || ends_with(rest, "in pagetable cache") || ends_with(rest, "of HIGHMEM") ||
                   ends_with(rest, "swap cached") || ends_with(rest, "dirty") || ends_with(rest, "writeback") ||
                   ends_with(rest, "mapped") || ends_with(rest, "slab") || ends_with(rest, "pagetables"))
             ? Taken::yes
             : Taken::no;
}

}  // namespace laststraw::system_log
