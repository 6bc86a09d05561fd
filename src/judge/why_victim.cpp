#include "judge/why_victim.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace laststraw::judge {

namespace {

struct Release {
  int major = 0, minor = 0, patch = 0;
};

/// "4.18.0-553.el8_10.x86_64" -> 4, 18, 0.
std::optional<Release> release_of(std::string_view text) {
  Release release;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int* part : {&release.major, &release.minor, &release.patch}) {
    const auto [next, error] = std::from_chars(at, end, *part);
    if (error != std::errc()) return part == &release.patch ? std::optional(release) : std::nullopt;
    at = next;
    if (at == end || *at != '.') break;
    ++at;
  }
  return release;
}

/// Root's processes get a discount until 4.16; CAP_SYS_ADMIN is what counts, and uid 0 is what a table shows of it.
constexpr std::int64_t kRootPercent = 3, kRootThousandths = 30;

Bytes held(const TaskRow& row) { return row.rss + row.swap.value_or(Bytes{0}) + row.page_tables.value_or(Bytes{0}); }

std::int64_t thousandths(Bytes part, Bytes total) { return std::llround(std::floor(1000.0 * share(part, total))); }

BadnessRow badness(const TaskRow& row, BadnessEra era, Bytes total) {
  BadnessRow result{row.pid, row.comm, 0, row.oom_score_adj, row.cite};
  const bool root = row.uid == Uid{0};
  if (era == BadnessEra::thousandths) {
    result.points = thousandths(held(row), total) - (root ? kRootThousandths : 0) + row.oom_score_adj;
    result.points = std::clamp<std::int64_t>(result.points, 1, 1000);
    return result;
  }
  Bytes size = held(row);
  if (era == BadnessEra::pages_root_bonus && root) size -= scaled(size, kRootPercent / 100.0);
  // adj x (total / 1000), in whole pages; in thousandths of the total that is adj itself.
  result.points = thousandths(size, total) + row.oom_score_adj;
  if (era != BadnessEra::pages_signed) result.points = std::max<std::int64_t>(result.points, 0);
  return result;
}

}  // namespace

BadnessEra era_of(std::string_view kernel_release) {
  const auto release = release_of(kernel_release);
  if (!release) return BadnessEra::unknown;
  const auto [major, minor, patch] = *release;
  if (major < 2 || (major == 2 && (minor < 6 || (minor == 6 && patch < 36)))) return BadnessEra::virtual_size;
  if (major == 2 || (major == 3 && minor < 5)) return BadnessEra::thousandths;
  if (major == 3 || (major == 4 && minor < 17)) return BadnessEra::pages_root_bonus;
  if (major == 4 || (major == 5 && minor < 9)) return BadnessEra::pages;
  return BadnessEra::pages_signed;
}

std::optional<WhyVictim> why_victim(const OomReport& report, Pid victim, Bytes total) {
  if (report.tasks.empty() || total.count <= 0) return std::nullopt;
  WhyVictim why;
  why.era = report.invocation ? era_of(report.invocation->kernel_release) : BadnessEra::unknown;
  if (why.era == BadnessEra::virtual_size) return why;
  constexpr int kNever = -1000;  // OOM_SCORE_ADJ_MIN, include/uapi/linux/oom.h
  for (const TaskRow& row : report.tasks) (row.oom_score_adj == kNever ? why.spared : why.rows).push_back(badness(row, why.era, total));
  const auto more = [](const BadnessRow& a, const BadnessRow& b) { return a.points > b.points; };
  std::stable_sort(why.rows.begin(), why.rows.end(), more);
  std::stable_sort(why.spared.begin(), why.spared.end(), more);
  const auto found = std::find_if(why.rows.begin(), why.rows.end(), [&](const BadnessRow& row) { return row.pid == victim; });
  if (found != why.rows.end()) why.rank = static_cast<std::size_t>(found - why.rows.begin());
  for (const BadnessRow& row : why.rows)
    if (row.pid != victim) {
      why.next = row.pid;
      break;
    }
  return why;
}

std::optional<Share> share_from_score(int score, int oom_score_adj) {
  // 1000 and more is cut off by some kernels; 1 and 0 say only "little"; an adjustment may explain all of it.
  const int own = score - oom_score_adj;
  if (score <= 1 || own <= 1 || own >= 1000) return std::nullopt;
  return Share{own / 1000.0, (own + 1) / 1000.0};
}

std::optional<Share> share_above_adjustment(int score) {
  if (score <= 1000 || score > 2000) return std::nullopt;
  return Share{(score - 1000) / 1000.0, 1.0};
}

std::optional<Interval> total_from_share(Share held, Interval size) {
  if (size.high.count <= 0 || held.low <= 0) return std::nullopt;
  return Interval{scaled(size.low, 1 / held.high), scaled(size.high, 1 / held.low)};
}

}  // namespace laststraw::judge
