#include "timeline/decline.hpp"

#include <algorithm>
#include <set>

#include "laststraw/words.hpp"
#include "text/say.hpp"
#include "timeline/change_point.hpp"

namespace laststraw::timeline {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxSamples = 1500;  ///< the cutting is quadratic; a day of minutes fits
constexpr double kLeast = 0.10;            ///< of the total: what a decline must take to be told
constexpr double kNoise = 0.005;           ///< of the total: below this, wiggles mean nothing
constexpr double kClear = 3;               ///< standard deviations that stand out
constexpr std::size_t kMaxStarts = 12;
constexpr std::size_t kMaxOfAKind = 3;  ///< sessions named one by one; more are counted

const AlignedSeries* series_named(const Incident& incident, std::string_view name) {
  for (const AlignedSeries& series : incident.series)
    if (series.name == name) return &series;
  return nullptr;
}

double seconds(Micros time) { return static_cast<double>(time.count()) / 1e6; }

/// Memory taken, over time up to the kill, with the points it was read from.
struct Demand {
  const AlignedSeries* series = nullptr;
  DeclineOf of{};
  std::vector<Sample> samples;  ///< seconds before the kill (negative), bytes taken
  std::vector<const AlignedSeries::Point*> points;
};

/// What a group cannot give back: anonymous and shared memory. Its usage would count cache that is there for the taking.
double shmem_at(const AlignedSeries* shmem, const WallTime& at) {
  if (!shmem) return 0;
  const auto same =
      std::lower_bound(shmem->points.begin(), shmem->points.end(), at, [](const auto& point, const WallTime& t) { return point.at < t; });
  return same != shmem->points.end() && same->at == at ? same->value : 0;
}

/// Clocks agree to within the slack and a sample holds for an interval: the last samples may have been taken when the
/// victim was gone already. The highest of them is the last one before.
void cut_what_came_after(Demand& demand, Micros slack) {
  const std::size_t n = demand.samples.size();
  if (n < 3) return;
  const double interval = demand.samples[n - 1].at - demand.samples[n - 2].at;
  const double doubtful = demand.samples[n - 1].at - interval - seconds(slack) - 1;
  std::size_t highest = n - 1;
  for (std::size_t i = n; i-- > 0 && demand.samples[i].at >= doubtful;)
    if (demand.samples[i].value > demand.samples[highest].value) highest = i;
  demand.samples.resize(highest + 1);
  demand.points.resize(highest + 1);
}

Demand demand_of(const Incident& incident) {
  Demand demand;
  const bool group = incident.kind == IncidentKind::memcg_oom && series_named(incident, "memcg_anon_bytes");
  demand.of = group ? DeclineOf::group_anon : DeclineOf::available;
  demand.series = series_named(incident, word(demand.of));
  if (!demand.series)
    demand.of = DeclineOf::free, demand.series = series_named(incident, word(demand.of));  // before 3.14 there was no MemAvailable
  if (!demand.series) return demand;
  const AlignedSeries* shmem = group ? series_named(incident, "memcg_shmem_bytes") : nullptr;
  const auto& points = demand.series->points;
  const auto end = std::upper_bound(points.begin(), points.end(), *incident.when.wall,
                                    [](const WallTime& t, const auto& point) { return t < point.at; });
  const auto count = static_cast<std::size_t>(end - points.begin());
  const std::size_t step = count / kMaxSamples + 1;
  for (std::size_t i = (count + step - 1) % step; i < count; i += step) {  // so that the last one is taken
    const AlignedSeries::Point& point = points[i];
    const double value = group ? point.value + shmem_at(shmem, point.at) : -point.value;
    if (!demand.samples.empty() && point.at == demand.points.back()->at) continue;
    demand.samples.push_back({seconds(point.at - *incident.when.wall), value});
    demand.points.push_back(&point);
  }
  cut_what_came_after(demand, incident.when.slack);
  return demand;
}

/// Looks for what began in one stretch of time.
class Starts {
 public:
  Starts(const Incident& incident, const Aligned& aligned, WallTime from, WallTime to)
      : incident_(incident), aligned_(aligned), clocks_(aligned.clocks), from_(from), to_(to) {}

  std::vector<Started> all() && {
    add_processes();
    add_sessions();
    add_maintenance();
    add_programs();
    if (found_.size() > kMaxStarts) found_.resize(kMaxStarts);
    return std::move(found_);
  }

 private:
  bool within(const WallTime& at) const { return from_ <= at && at <= to_; }
  std::optional<WallTime> time_of(const Citation& cite, const Stamp& stamp) const {
    const Instant instant = clocks_.when(cite, stamp);
    return instant.wall && within(*instant.wall) ? instant.wall : std::nullopt;
  }
  void add(WallTime at, StartedKind kind, std::optional<Pid> pid, Sentence text, Citation cite) {
    found_.push_back({at, kind, pid, std::move(text), std::move(cite)});
  }

  /// Programs besides PostgreSQL, as the captures know their age; those that grew large first.
  void add_processes() {
    std::vector<const Process*> begun;
    for (const Process& process : incident_.processes)
      if (process.role == Role::external && process.age && within(*incident_.when.wall - *process.age)) begun.push_back(&process);
    std::stable_sort(begun.begin(), begun.end(), [](const Process* a, const Process* b) { return held(*a) > held(*b); });
    for (std::size_t i = 0; i < std::min(kMaxOfAKind, begun.size()); ++i)
      add(*incident_.when.wall - *begun[i]->age, StartedKind::process, begun[i]->pid,
          say("{0} starts", command_name(begun[i]->comm.substr(0, 80))), begun[i]->known_from.back());
  }

  /// For the order only: what is not known comes last.
  static Bytes held(const Process& process) { return process.anon ? process.anon->middle() : Bytes{-1}; }

  Bytes held_at_kill(Pid pid) const {
    for (const Process& process : incident_.processes)
      if (process.pid == pid) return held(process);
    return Bytes{-1};
  }

  /// Sessions that connected or began a statement in this time, in order of appearance.
  std::vector<const PgSession*> sessions_that_began() const {
    std::set<std::pair<std::uint32_t, const PgSession*>> found;
    for (const auto& entry : aligned_.connections.between(from_, to_)) found.emplace(entry.what->order, entry.what);
    for (const auto& entry : aligned_.statements.between(from_, to_)) found.emplace(entry.what->order, entry.what);
    std::vector<const PgSession*> sessions;
    for (const auto& [order, session] : found) sessions.push_back(session);
    return sessions;
  }

  void add_sessions() {
    struct Begun {
      WallTime at;
      const PgSession* session;
      const PgStatement* statement;
    };
    std::vector<Begun> sessions;
    for (const PgSession* const candidate : sessions_that_began()) {
      const PgSession& session = *candidate;
      if (session.user.empty()) continue;  // the server's own processes
      const PgStatement* begun = nullptr;  // the last one: what it stayed with
      for (const PgStatement& statement : session.statements)
        if (statement.logged_at_start && time_of(session.cite, statement.stamp)) begun = &statement;
      const auto connected = session.start ? time_of(session.cite, *session.start) : std::nullopt;
      if (begun)
        sessions.push_back({*time_of(session.cite, begun->stamp), &session, begun});
      else if (connected)
        sessions.push_back({*connected, &session, nullptr});
    }
    std::stable_sort(sessions.begin(), sessions.end(),
                     [&](const Begun& a, const Begun& b) { return held_at_kill(a.session->pid) > held_at_kill(b.session->pid); });
    for (std::size_t i = 0; i < std::min(kMaxOfAKind, sessions.size()); ++i) {
      const auto& [at, session, statement] = sessions[i];
      const Sentence who =
          say("session {0} of {1}", session->pid, Identity{std::nullopt, {}, session->user, session->database, session->application});
      if (statement)
        add(at, StartedKind::statement, session->pid, say("{0} begins: {1}", who, statement_name(statement->text)), statement->cite);
      else
        add(at, StartedKind::session, session->pid, say("{0} connects", who), session->cite);
    }
    if (sessions.size() > kMaxOfAKind)
      add(from_, StartedKind::connections, std::nullopt, say("{0} sessions started within this window", sessions.size()),
          sessions.front().session->cite);
  }

  void add_maintenance() {
    for (const PgMaintenance& work : incident_.history->maintenance) {
      const Instant ended = clocks_.when(work.cite, work.stamp);
      if (!ended.wall) continue;
      const WallTime began = *ended.wall - Micros(to_whole(std::min(work.elapsed_s * 1e6, 1e15)));
      if (within(began) && work.elapsed_s >= 1)
        add(began, StartedKind::autovacuum, work.pid,
            say("automatic {0} of {1} begins", work.vacuum ? "vacuum" : "analyze", thing_name(work.table)), work.cite);
    }
  }

  void add_programs() {
    for (const ProgramStart& start : incident_.records->program_starts) {
      const auto at = time_of(start.cite, start.stamp);
      if (!at) continue;
      const bool cron = start.by == ProgramStart::By::cron;
      const Sentence text = cron ? say("cron runs {0}", command_name(start.what)) : say("systemd starts {0}", place_name(start.what));
      const bool known = std::any_of(found_.begin(), found_.end(), [&](const Started& other) { return other.text == text; });
      if (!known) add(*at, cron ? StartedKind::cron : StartedKind::unit, std::nullopt, text, start.cite);
    }
  }

  const Incident& incident_;
  const Aligned& aligned_;
  const Clocks& clocks_;
  WallTime from_, to_;
  std::vector<Started> found_;
};

}  // namespace

std::optional<Decline> decline_of(const Incident& incident, const Aligned& aligned) {
  if (!incident.when.wall) return std::nullopt;
  const Demand demand = demand_of(incident);
  const auto& ram = incident.records->meminfo.total;
  const double total = incident.ledger.total ? static_cast<double>(incident.ledger.total->value.count)
                       : ram                 ? static_cast<double>(ram->value.count)
                                             : 0;
  if (total <= 0) return std::nullopt;
  const auto rise = final_rise(demand.samples, total * kLeast, total * kNoise);
  if (!rise) return std::nullopt;

  Decline decline;
  decline.of = demand.of;
  const auto at = [&](std::size_t i) { return demand.points[i]->at; };
  decline.onset = at(rise->from);
  // It began between the sample before its first and the one after.
  decline.slack = at(std::min(rise->from + rise->step, rise->to)) - at(rise->from);
  if (rise->from >= rise->step) decline.slack = std::max(decline.slack, at(rise->from) - at(rise->from - rise->step));
  decline.taken = Bytes{to_whole(rise->by)};
  decline.bytes_per_second = rise->by / std::max(1e-6, demand.samples[rise->to].at - demand.samples[rise->from].at);
  // Nor can it be told more exactly than the slope rises out of the noise.
  decline.slack = std::max(decline.slack, Micros(to_whole(std::min(kClear * rise->noise / decline.bytes_per_second * 1e6, 1e15))));
  decline.whole_history = rise->from < rise->step;
  decline.cite = {{demand.series->source, demand.points[rise->from]->line, demand.points[rise->from]->line}, {}};
  decline.started = Starts(incident, aligned, decline.onset - decline.slack, decline.onset + decline.slack).all();
  return decline;
}

}  // namespace laststraw::timeline
