// Who could be at fault alone: the session or program that took the most, and what would have been free without its excess.
#include <algorithm>
#include <set>

#include "judge/facts.hpp"

namespace laststraw::judge {

namespace {

using namespace std::chrono_literals;

/// The stretch that growth is looked for in must hold at least this share of the total, else it is lengthened.
constexpr double kTellingGrowth = 0.10;
/// Who took less than this share of the total stood still.
constexpr double kStoodStill = 0.02;
/// From this share of a candidate's size on another session is as large.
constexpr double kAsLarge = 0.6;
/// From this share of the total on a candidate is surely enough, whatever held the rest.
constexpr double kSurelyEnough = 0.3;
/// From this share of the total on all programs together can be the culprit.
constexpr double kLargeTogether = 0.3;

/// Captures carry the zone they print; those without are read on the clock the series were aligned with.
std::optional<WallTime> taken(const ProcessList& list) {
  if (!list.stamp || !list.stamp->civil) return std::nullopt;
  return WallTime{*list.stamp->civil - Micros(list.stamp->utc_offset.value_or(0min))};
}

/// Most of the processes that there were later are in it: what is not was not there yet. Captures are cut at so many lines, or leave
/// out what `grep` took for a kernel thread.
bool shows_most(const ProcessList& list, const Incident& incident) {
  std::set<Pid> pids;
  for (const ProcessRow& row : list.rows) pids.insert(row.pid);
  const auto shown = std::count_if(incident.processes.begin(), incident.processes.end(),
                                   [&](const Process& process) { return pids.contains(process.pid); });
  return 2 * static_cast<std::size_t>(shown) >= incident.processes.size();
}

/// The latest capture since which at least kTellingGrowth of the total was taken; else the earliest one.
void choose_capture(Facts& facts) {
  const Incident& incident = *facts.incident;
  std::vector<std::pair<WallTime, const ProcessList*>> before;
  for (const ProcessList& list : incident.records->process_lists)
    if (const auto at = taken(list); at && incident.when.wall && *at <= *incident.when.wall && !list.rows.empty())
      before.emplace_back(*at, &list);
  std::sort(before.begin(), before.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [at, list] : before) {
    facts.captured_before = list;
    facts.captured_at = at;
    facts.captured_most = shows_most(*list, incident);
    Bytes taken_since{};
    for (const Process& process : incident.processes)
      if (const auto growth = facts.growth(process); growth && growth->value.count > 0) taken_since += growth->value;
    if (facts.total && facts.of_total(taken_since) >= kTellingGrowth) return;
  }
}

/// The sessions, and every other process of PostgreSQL that holds enough, largest first; autovacuum's are maintenance, whose hypothesis
/// is another.
std::vector<const Process*> servers(const Facts& facts) {
  std::vector<const Process*> found;
  for (const Process& process : facts.incident->processes)
    if (process.anon && is_postgres(process.role) && process.role != Role::autovacuum_worker &&
        (is_session(process.role) || process.anon->middle() >= facts.reserve))
      found.push_back(&process);
  std::stable_sort(found.begin(), found.end(), [](const Process* a, const Process* b) { return a->anon->middle() > b->anon->middle(); });
  return found;
}

/// The one that took the most in the last stretch, where that is telling.
const Process* grew_most(const Facts& facts, const std::vector<const Process*>& processes) {
  const Process* found = nullptr;
  Bytes most{};
  for (const Process* process : processes) {
    const auto growth = facts.growth(*process);
    if (growth && growth->value > most && growth->value >= facts.reserve) most = growth->value, found = process;
  }
  return found;
}

/// The one that began when memory began to fall and holds most of what was taken since.
const Process* began_and_took(const Facts& facts, const std::vector<const Process*>& processes) {
  for (const Process* process : processes)
    if (facts.began_with_decline(*process) && process->anon->middle() >= facts.incident->decline->taken / 2) return process;
  return nullptr;
}

/// Of one of which only an interval is known: what is left where it touched as much shared memory as the candidate did.
Bytes likely_private(const Process& process, const std::optional<Bytes>& touched) {
  const bool is_wide = process.anon->low < process.anon->high / 2;
  if (!is_wide || !touched || !process.rss) return process.anon->middle();
  return std::max(process.anon->middle(), *process.rss - *touched);
}

/// Others of about its size. A parallel query's processes are one query.
std::vector<const Process*> equals_of(const Facts& facts, const Process& process) {
  std::vector<const Process*> equals;
  if (process.role == Role::parallel_worker) return equals;
  const Bytes least = scaled(process.anon->middle(), kAsLarge);
  const bool is_exact = process.anon->low == process.anon->high;
  const auto touched = is_exact && process.rss ? std::optional(std::max(Bytes{0}, *process.rss - process.anon->low)) : std::nullopt;
  for (const Process* other : facts.sessions)
    if (other != &process && other->role != Role::parallel_worker && likely_private(*other, touched) >= least &&
        !facts.speaks_for_one(process, *other))
      equals.push_back(other);
  return equals;
}

/// By its growth, by its beginning, else by its size.
Candidate candidate_session(const Facts& facts) {
  Candidate candidate;
  const std::vector<const Process*> all = servers(facts);
  candidate.process = grew_most(facts, all);
  if (!candidate.process) candidate.process = began_and_took(facts, all);
  if (!candidate.process && !all.empty()) candidate.process = all.front();
  if (!candidate.process) return candidate;
  candidate.size = candidate.process->anon->middle();
  candidate.peers = facts.median_of_others(*candidate.process);
  candidate.growth = facts.growth(*candidate.process);
  candidate.equals = equals_of(facts, *candidate.process);
  return candidate;
}

Candidate candidate_program(const Facts& facts) {
  Candidate candidate;
  if (facts.programs.empty()) return candidate;
  candidate.program = facts.programs.front();
  // Many that are small one by one can be large together: most of what programs hold, and more than PostgreSQL.
  const Program& all = facts.all_programs;
  const LedgerPart* postgres = facts.part(PartKind::postgres_private);
  if (facts.total && facts.of_total(all.anon) >= kLargeTogether && candidate.program->anon < all.anon / 2 && postgres &&
      all.anon > postgres->size.middle())
    candidate.program = all;
  candidate.process = candidate.program->processes.front();
  candidate.size = candidate.program->anon;
  candidate.growth = facts.growth(*candidate.process);
  return candidate;
}

Bytes median(std::vector<Bytes> sizes) {
  if (sizes.empty()) return Bytes{0};
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  return sizes[sizes.size() / 2];
}

/// How far its resident size exceeds the median of the other sessions': of equal sessions the shared part is equal too, so that the
/// difference bounds the excess where private memory is only known as an interval.
std::optional<Bytes> excess_by_rss(const Facts& facts, const Process& process) {
  std::vector<Bytes> others;
  for (const Process* other : facts.sessions)
    if (other != &process && other->rss) others.push_back(*other->rss);
  if (!process.rss) return std::nullopt;
  return std::max(Bytes{0}, *process.rss - median(std::move(others)));
}

Interval excess_of(const Facts& facts, const Candidate& candidate) {
  Interval size{};
  if (candidate.program)
    for (const Process* process : candidate.program->processes) size = size + *process->anon;
  else
    size = *candidate.process->anon;
  const auto positive = [](Bytes b) { return std::max(Bytes{0}, b); };
  const Interval above{positive(size.low - candidate.peers), positive(size.high - candidate.peers)};
  if (size.low == size.high || candidate.program) return above;
  const auto by_rss = excess_by_rss(facts, *candidate.process);
  return by_rss ? Interval{std::min(above.low, *by_rss), std::max(above.low, *by_rss)} : above;
}

void weigh(Candidate& candidate, const Facts& facts) {
  if (!candidate.process || !facts.total) {
    candidate.impossible = true;
    return;
  }
  candidate.excess = excess_of(facts, candidate);
  candidate.free_without = facts.free_now + candidate.excess.low;
  const auto enough = [&](Bytes excess) { return facts.free_now + excess >= facts.reserve && excess >= facts.reserve / 2; };
  candidate.sufficient = enough(candidate.excess.low);
  candidate.impossible = !enough(candidate.excess.high);
}

}  // namespace

std::optional<Cited<Bytes>> Facts::growth(const Process& process) const {
  if (!captured_before || !process.anon) return std::nullopt;
  for (const ProcessRow& row : captured_before->rows) {
    if (row.pid != process.pid) continue;
    if (!process.rss || !row.rss) return std::nullopt;
    return Cited<Bytes>{std::min(*process.rss - *row.rss, process.anon->high),
                        {{captured_before->source, row.line, row.line}, row.command}};
  }
  // Not in the capture: it was not there yet, or it was and is not shown.
  if (!process.age && !captured_most) return std::nullopt;
  if (process.age && incident->when.wall && captured_at && *incident->when.wall - *process.age < *captured_at) return std::nullopt;
  return Cited<Bytes>{process.anon->middle(), captured_before->cite};
}

const Started* Facts::began_with_decline(const Process& process) const {
  // What is older than the history has an unknown beginning.
  if (!incident->decline || incident->decline->whole_history) return nullptr;
  for (const Started& started : incident->decline->started)
    if (started.pid == process.pid) return &started;
  return nullptr;
}

bool Facts::grew_or_began(const Process& process) const {
  const auto grown = growth(process);
  return (grown && process.anon && grown->value >= process.anon->middle() / 2) || began_with_decline(process);
}

bool Facts::speaks_for_one(const Process& one, const Process& other) const {
  const auto grown = growth(one), others = growth(other);
  if (grown && others && grown->value >= reserve && others->value < grown->value / 4) return true;
  return began_with_decline(one) && !began_with_decline(other);
}

double Facts::surety_of(const Candidate& candidate) const {
  // A ledger, or the whole table, tells where the rest was; a kill line alone does not.
  if (!total || incident->ledger.total || (incident->report && sizes_at_kill)) return 1;
  const double enough = std::min(1.0, of_total(candidate.excess.low) / kSurelyEnough);
  return enough * enough;
}

const Candidate* Facts::larger_rival(const Candidate& candidate) const {
  const Candidate& other = &candidate == &session ? program : session;
  if (!candidate.process || !other.process || !other.sufficient) return nullptr;
  if (other.excess.low < candidate.excess.high + candidate.excess.high / 2) return nullptr;
  const bool only_this_grew = candidate.growth && candidate.growth->value >= candidate.size / 2 && stood_still(other.growth);
  return only_this_grew || speaks_for_one(*candidate.process, *other.process) ? nullptr : &other;
}

const Candidate* Facts::largest_listed() const {
  constexpr Bytes kLeast = mib(256), kSmallest = mib(1);
  constexpr int kTimes = 10;
  if (total || !incident->report || incident->report->tasks.size() < 3) return nullptr;
  const Bytes programs_most = program.process ? program.size : Bytes{0};
  if (programs_most >= kLeast && programs_most >= std::max(sessions_private, kSmallest) * kTimes) return &program;
  const Bytes session_least = session.process ? session.process->anon->low : Bytes{0};
  if (session_least >= kLeast && session_least >= std::max({session.peers, programs_most, kSmallest}) * kTimes) return &session;
  return nullptr;
}

Bytes Facts::median_of_others(const Process& process) const {
  std::vector<Bytes> others;
  for (const Process* other : sessions)
    if (other != &process) others.push_back(other->anon->middle());
  return median(std::move(others));
}

bool Facts::another_grew(const Candidate& candidate) const {
  for (const Process& process : incident->processes) {
    if (&process == candidate.process) continue;
    const auto grown = growth(process);
    if (grown && grown->value >= reserve) return true;
  }
  return false;
}

bool Facts::stood_still(const std::optional<Cited<Bytes>>& growth) const {
  return growth && total && of_total(growth->value) < kStoodStill;
}

bool Facts::cannot_be(const Candidate& candidate) const {
  return !candidate.sufficient && (candidate.impossible || stood_still(candidate.growth));
}

void note_candidates(Facts& facts) {
  choose_capture(facts);
  facts.session = candidate_session(facts);
  facts.program = candidate_program(facts);
  weigh(facts.session, facts);
  weigh(facts.program, facts);
}

}  // namespace laststraw::judge
