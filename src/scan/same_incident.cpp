#include "scan/same_incident.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace laststraw::scan {

namespace {

using Entry = Stories::Entry;

/// Two framings of one line round its time differently.
constexpr double kRoundedTo = 2;

/// One pid dies once at a time on a host.
bool is_one_death(const Entry& a, const Entry& b) {
  if (!a.a_death || !b.a_death || a.case_name == b.case_name || a.zone_unknown != b.zone_unknown) return false;
  if (a.host != b.host && a.host != 0 && b.host != 0) return false;
  const double apart = std::chrono::duration<double>(*b.at - *a.at).count();
  return apart <= kRoundedTo + static_cast<double>(a.slack_s) + static_cast<double>(b.slack_s);
}

class Joined {
 public:
  explicit Joined(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t of(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[std::max(of(a), of(b))] = std::min(of(a), of(b)); }

 private:
  std::vector<std::size_t> parent_;
};

void join_by_uid(const std::deque<Entry>& rows, Joined& joined) {
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].dated) continue;  // of what has no time the uid says too little
    const auto [known, is_new] = first.emplace(rows[i].uid, i);
    if (!is_new) joined.join(known->second, i);
  }
}

void join_by_pid(const std::deque<Entry>& rows, Joined& joined) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].pid && rows[i].at && rows[i].a_death) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(*rows[a].pid, *rows[a].at, a) < std::tuple(*rows[b].pid, *rows[b].at, b);
  });
  for (std::size_t k = 1; k < order.size(); ++k) {
    const Entry &a = rows[order[k - 1]], &b = rows[order[k]];
    if (a.pid == b.pid && is_one_death(a, b)) joined.join(order[k - 1], order[k]);
  }
}

/// What one of them does not know, the other may.
void fill_in(Entry& kept, const Entry& other) {
  if (!kept.down_s) kept.down_s = other.down_s;
  if (!kept.sessions_lost) kept.sessions_lost = other.sessions_lost;
  if (kept.host == 0) kept.host = other.host;
  if (kept.owner == 0) kept.owner = other.owner;
  if (kept.environment == 0) kept.environment = other.environment;
  if (kept.settings == 0) kept.settings = other.settings;
}

}  // namespace

std::vector<const Entry*> each_once(std::deque<Entry>& rows, const Stories::Texts& texts,
                                    decltype(report::FleetSummary::same_as)& same_as) {
  Joined joined(rows.size());
  join_by_uid(rows, joined);
  join_by_pid(rows, joined);
  std::vector<std::size_t> best(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t& chosen = best[joined.of(i)];
    const auto rank = [&](std::size_t of) { return std::tuple(!rows[of].undecided(), rows[of].likelihood); };
    if (joined.of(i) == i || rank(i) > rank(chosen)) chosen = i;
  }
  std::vector<const Entry*> once;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (best[joined.of(i)] == i) once.push_back(&rows[i]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t kept = best[joined.of(i)];
    if (kept == i) continue;
    fill_in(rows[kept], rows[i]);
    same_as[{texts[rows[i].case_name], rows[i].id}] = {texts[rows[kept].case_name], rows[kept].id};
  }
  return once;
}

}  // namespace laststraw::scan
