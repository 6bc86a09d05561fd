#include "timeline/pressure.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <utility>

#include "text/say.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

using History = Histories::History;
using Point = AlignedSeries::Point;

/// earlyoom(1) sends SIGKILL below 5 % of available memory and of free swap (-m 10,5 and -s 10,5): a machine like that lives on luck.
constexpr double kLeastAvailable = 0.05, kLeastSwap = 0.05;
/// oomd.conf(5): systemd-oomd kills where all tasks stood still for memory 60 % of the time, over 30 s. It reads "full" (oomd-util.c).
constexpr double kStalledPercent = 60;
constexpr Micros kLeastHeld = 30s;
/// Of a group's limit: what it holds that no reclaim gives back (anonymous and shared memory). File cache at the limit is an ordinary day.
constexpr double kLeastOfLimit = 0.95;
/// Relief for less than this is none.
constexpr Micros kRelief = 10min;
/// A machine that never was otherwise in so long a history is built so.
constexpr Micros kOrdinary = 1h;
constexpr std::size_t kMost = 1000;  ///< near misses: more of them say nothing new

std::string exact_percent(double fraction) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", fraction * 100);
  return text.data();
}

/// Something that was measured: how bad it was, 0 for an ordinary moment.
struct Measured {
  const Point* point = nullptr;
  double badness = 0;
};

class Reader {
 public:
  explicit Reader(const Aligned& aligned) : in_(aligned) {}

  std::vector<NearMiss> all() && {
    for (const History& history : in_.histories.all()) {
      if (history.name == "mem_available_bytes") read_available(history);
      if (history.name == "memcg_anon_bytes") read_group(history);
      if (history.name == "psi_memory_full_avg10_percent") read_stalls(history);
      if (history.name == "psi_memory_full_total_us") read_stalled_time(history);
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const NearMiss& a, const NearMiss& b) { return *a.pressure.from < *b.pressure.from; });
    return joined();
  }

 private:
  /// Another history of the same capture; null: there is none.
  const History* companion(const History& history, std::string_view name) const {
    for (const History& other : in_.histories.all())
      if (other.source == history.source && other.name == name) return &other;
    return nullptr;
  }

  /// Its last value at this time.
  static std::optional<double> value_at(const History* history, WallTime at) {
    if (!history) return std::nullopt;
    const auto after =
        std::upper_bound(history->points.begin(), history->points.end(), at, [](WallTime t, const Point& point) { return t < point.at; });
    if (after == history->points.begin() || at - std::prev(after)->at >= kRelief) return std::nullopt;
    return std::prev(after)->value;
  }

  static std::optional<double> size_of(const std::optional<Cited<Bytes>>& known) {
    return known ? std::optional(static_cast<double>(known->value.count)) : std::nullopt;
  }

  struct Swap {
    const History *free, *used, *total;
  };

  bool is_gone(const Swap& swap, WallTime at) const {
    const auto free = value_at(swap.free, at), used = value_at(swap.used, at);
    auto total = value_at(swap.total, at);
    if (!total && free && used) total = *free + *used;
    if (!total) total = size_of(in_.records.meminfo.swap_total);
    if (!total) return false;  // unknown is not none
    if (*total <= 0) return true;
    if (free) return *free <= *total * kLeastSwap;
    return used && *total - *used <= *total * kLeastSwap;
  }

  void read_available(const History& history) {
    const Swap swap{companion(history, "swap_free_bytes"), companion(history, "swap_used_bytes"), companion(history, "swap_total_bytes")};
    const History* const totals = companion(history, "mem_total_bytes");
    const auto badness = [&](const Point& point) {
      auto total = value_at(totals, point.at);
      if (!total) total = size_of(in_.records.meminfo.total);
      if (!total || *total <= 0) return 0.0;
      const double left = point.value / *total;
      return left <= kLeastAvailable && is_gone(swap, point.at) ? 1 - left : 0.0;
    };
    cut(history, true, badness,
        [](double worst) { return say("{0} of the RAM was available, and no swap was left", exact_percent(1 - worst)); });
  }

  void read_group(const History& history) {
    if (may_swap(in_.records)) return;
    const auto told = size_of(in_.records.cgroup.limit());
    const History* const limits = companion(history, "memcg_limit_bytes");
    const History* const shmem = companion(history, "memcg_shmem_bytes");
    const auto badness = [&](const Point& point) {
      auto limit = value_at(limits, point.at);
      if (!limit) limit = told;
      if (!limit || *limit <= 0) return 0.0;
      const double held = (point.value + value_at(shmem, point.at).value_or(0)) / *limit;
      return held >= kLeastOfLimit ? held : 0.0;
    };
    cut(history, true, badness, [](double worst) {
      return say("{0} of the cgroup limit was memory that cannot be given back", exact_percent(std::min(worst, 1.0)));
    });
  }

  void read_stalls(const History& history) {
    const auto badness = [](const Point& point) { return point.value >= kStalledPercent ? point.value / 100 : 0.0; };
    cut(history, false, badness, stalled_words);
  }

  /// The counter of the time lost: exact over any interval.
  void read_stalled_time(const History& history) {
    const Point* before = nullptr;
    const auto badness = [&](const Point& point) {
      const Point* const last = std::exchange(before, &point);
      if (!last || point.at - last->at < 1s || point.value < last->value) return 0.0;
      const double share = (point.value - last->value) / static_cast<double>((point.at - last->at).count());
      return share * 100 >= kStalledPercent ? std::min(share, 1.0) : 0.0;
    };
    cut(history, false, badness, stalled_words);
  }

  static Sentence stalled_words(double worst) {
    return say("everything stood still for want of memory {0} of the time", exact_percent(worst));
  }

  /// Stretches of bad moments that were held long enough. `may_be_ordinary`: what never was otherwise is no episode.
  void cut(const History& history, bool may_be_ordinary, const std::function<double(const Point&)>& badness,
           const std::function<Sentence(double)>& words) {
    std::optional<Measured> worst;
    const Point* first = nullptr;
    const Point* last = nullptr;
    const Point* const end = history.points.data() + history.points.size();
    const auto close = [&] {
      if (!worst) return;
      const Point* const next = last + 1 == end ? last : last + 1;
      const bool always = first == &history.points.front() && next == last && last->at - first->at > kOrdinary;
      if (next->at - first->at >= kLeastHeld && !(may_be_ordinary && always))
        add(history, *worst, first->at, last->at, words(worst->badness));
      worst.reset();
    };
    for (const Point& point : history.points) {
      const double bad = badness(point);
      if (bad <= 0) continue;
      if (worst && last + 1 != &point && point.at - last->at > kRelief) close();
      if (!worst) first = &point;
      if (!worst || bad > worst->badness) worst = Measured{&point, bad};
      last = &point;
    }
    close();
  }

  void add(const History& history, const Measured& worst, WallTime from, WallTime to, Sentence text) {
    if (found_.size() >= kMost) return;
    NearMiss miss;
    miss.pressure = {std::move(text), {{history.source, worst.point->line, worst.point->line}, {}}, from, to};
    miss.worst.wall = worst.point->at;
    miss.source = history.source;
    miss.zone_is_certain = history.zone_is_certain;
    found_.push_back(std::move(miss));
  }

  /// Several histories of one machine tell of one time.
  std::vector<NearMiss> joined() {
    std::vector<NearMiss> kept;
    for (NearMiss& miss : found_) {
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const NearMiss& other) {
        return in_.hosts.may_be_same(other.source, miss.source) && *miss.pressure.from <= *other.pressure.to + kRelief;
      });
      if (same == kept.end())
        kept.push_back(std::move(miss));
      else
        same->pressure.to = std::max(same->pressure.to, miss.pressure.to);
    }
    return kept;
  }

  static bool may_swap(const Records& records) {
    const auto& swap = records.cgroup.swap_max;
    return swap && swap->value.size != Bytes{0};
  }

  const Aligned& in_;
  std::vector<NearMiss> found_;
};

NearMiss undated(Sentence text, const Citation& cite) { return {{std::move(text), cite, {}, {}}, {}, cite.at.source, true}; }

}  // namespace

std::vector<NearMiss> near_misses_in_histories(const Aligned& aligned) { return Reader(aligned).all(); }

std::vector<NearMiss> near_misses_in_snapshots(const Aligned& aligned) {
  const MemInfo& meminfo = aligned.records.meminfo;
  const auto &total = meminfo.total, &available = meminfo.available, &swap = meminfo.swap_total, &swap_free = meminfo.swap_free;
  const bool no_swap_left = swap && (swap->value.count <= 0 || (swap_free && share(swap_free->value, swap->value) <= kLeastSwap));
  if (total && total->value.count > 0 && available && no_swap_left && share(available->value, total->value) <= kLeastAvailable)
    return {undated(say("{0} of the RAM was available, and no swap was left", exact_percent(share(available->value, total->value))),
                    available->cite)};
  for (const Series& series : aligned.records.series) {
    if (series.name != "psi_memory_full_avg10_percent") continue;
    for (const SeriesPoint& point : series.points)
      if (!point.stamp.civil && point.value >= kStalledPercent)
        return {undated(say("everything stood still for want of memory {0} of the time", exact_percent(point.value / 100)),
                        {{series.source, point.line, point.line}, {}})};
  }
  return {};
}

}  // namespace laststraw::timeline
