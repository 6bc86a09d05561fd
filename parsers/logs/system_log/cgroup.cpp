// The memcg block. mm/memcontrol.c mem_cgroup_print_oom_meminfo(), mem_cgroup_print_oom_info().
//   memory: usage 716800kB, limit 716800kB, failcnt 4530
//   memory+swap: usage 716800kB, limit 9007199254740988kB, failcnt 0        v1;  v2: "swap: usage 0kB, ..."
//   kmem: usage 15196kB, limit 9007199254740988kB, failcnt 0               v1
//   Memory cgroup stats for /pg-2:                                          5.3+, then memory.stat line by line, bytes
//   Memory cgroup stats for /docker/2e08: cache:0KB rss:20260KB ...         3.9-5.2, one line a group
//   Task in /a killed as a result of limit of /b                            2.6.30-4.20
#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_cgroup {
struct RawUsage {
  grammar::Chars what;
  std::uint64_t usage_kb, limit_kb, failcnt;
};
struct RawStat {
  grammar::Chars name;
  std::uint64_t value;
};
}  // namespace laststraw::system_log_cgroup

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_cgroup::RawUsage, what, usage_kb, limit_kb, failcnt)
BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_cgroup::RawStat, name, value)

namespace laststraw::system_log {

namespace {

using grammar::take;
using grammar::u64;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using system_log_cgroup::RawStat;
using system_log_cgroup::RawUsage;

const auto usage = rule<struct usage_tag, RawUsage>{"usage"} =
    raw[lit("memory+swap") | "memory.memsw" | "memsw" | "memory" | "swap" | "kmem"] >> ": usage " >> u64 >> "kB, limit " >> u64 >>
    "kB, failcnt " >> u64;
const auto stat = rule<struct stat_tag, RawStat>{"stat"} = raw[char_("a-z") >> *char_("a-z0-9_")] >> ' ' >> u64;
const auto old_stat = rule<struct old_stat_tag, RawStat>{"stat"} = ' ' >> raw[+char_("a-z_")] >> ':' >> u64 >> "KB";

/// "No limit" is printed as the largest number of pages there can be; from 2^43 kB (8 EiB / 1024) on nothing is a limit.
constexpr std::uint64_t kUnlimitedKb = std::uint64_t{1} << 43;

std::optional<Bytes> limit(std::uint64_t kb) {
  if (kb >= kUnlimitedKb) return std::nullopt;
  return kib(static_cast<std::int64_t>(kb));
}

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

CgroupUsage& group(OomReport& report) {
  if (!report.cgroup) report.cgroup.emplace();
  return *report.cgroup;
}

Taken read_usage(std::string_view text, const Line& line, OomReport& report) {
  RawUsage raw_usage;
  if (!take(text, usage, raw_usage) || raw_usage.usage_kb >= kUnlimitedKb) return Taken::broken;
  CgroupUsage& usage_of = group(report);
  const Bytes used = kib(static_cast<std::int64_t>(raw_usage.usage_kb));
  const std::string_view what = view(raw_usage.what);
  if (what == "memory") {
    usage_of.usage = used;
    usage_of.limit = limit(raw_usage.limit_kb);
    usage_of.failcnt = raw_usage.failcnt;
    usage_of.usage_cite = cite(line);
  } else if (what == "swap") {
    usage_of.swap_usage = used;
    usage_of.swap_limit = limit(raw_usage.limit_kb);
  } else if (what == "memory+swap" || what.ends_with("memsw")) {
    usage_of.v1 = true;
    usage_of.swap_usage = std::max(Bytes{0}, used - usage_of.usage.value_or(used));
    if (const auto both = limit(raw_usage.limit_kb); both && usage_of.limit)
      usage_of.swap_limit = std::max(Bytes{0}, *both - *usage_of.limit);
  } else {
    usage_of.v1 = true;
    usage_of.kmem_usage = used;
  }
  return Taken::yes;
}

/// The group's name is the rest of the line up to ':'; names may hold anything else.
Taken read_stats(std::string_view text, const Line& line, OomReport& report) {
  const std::size_t colon = text.find(": ") != std::string_view::npos ? text.find(": ") : text.rfind(':');
  if (colon == std::string_view::npos) return Taken::broken;
  CgroupUsage& usage_of = group(report);
  if (usage_of.path.empty()) usage_of.path = std::string(text.substr(0, colon));
  usage_of.stat_cite = cite(line);
  std::string_view rest = text.substr(colon + 1);
  // One such line for each group of the subtree: their sum is what the limit counts.
  for (RawStat next; take(rest, old_stat, next); next = {}) {
    if (next.value >= kUnlimitedKb) return Taken::broken;
    const Bytes value = kib(static_cast<std::int64_t>(next.value));
    bool added = false;
    for (Counter& known : usage_of.stat)
      if (known.name == view(next.name)) known.value += value, added = true;
    if (!added) usage_of.stat.push_back({grammar::str(next.name), value, line.at});
  }
  return Taken::yes;
}

}  // namespace

Taken read_cgroup(std::string_view text, const Line& line, OomReport& report) {
  for (const std::string_view opening :
       {"memory: usage ", "memory+swap: usage ", "swap: usage ", "kmem: usage ", "memsw: usage ", "memory.memsw: usage "})
    if (starts_with(text, opening)) return read_usage(text, line, report);
  constexpr std::string_view kStats = "Memory cgroup stats for ";
  if (starts_with(text, kStats)) return read_stats(text.substr(kStats.size()), line, report);
  constexpr std::string_view kTask = "Task in ", kLimit = " killed as a result of limit of ";
  if (starts_with(text, kTask) && text.find(kLimit) != std::string_view::npos) {
    const std::size_t at = text.find(kLimit);
    report.task_memcg = std::string(text.substr(kTask.size(), at - kTask.size()));
    report.oom_memcg = std::string(text.substr(at + kLimit.size()));
    report.constraint = Constraint::memcg;
    group(report).path = report.oom_memcg;
    return Taken::yes;
  }
  return Taken::no;
}

Taken read_cgroup_stat(std::string_view text, const Line& line, OomReport& report) {
  RawStat next;
  if (!take(text, stat, next) || !text.empty()) return Taken::no;
  // hierarchical_memsw_limit prints 2^63 - 4096 for "no limit": kept as the largest number there is.
  const auto value = static_cast<std::int64_t>(std::min<std::uint64_t>(next.value, std::numeric_limits<std::int64_t>::max()));
  group(report).stat.push_back({grammar::str(next.name), Bytes{value}, line.at});
  return Taken::yes;
}

}  // namespace laststraw::system_log
