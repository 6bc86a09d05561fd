#include "timeline/outages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

/// A crash of which the log says nothing more within so long is not what a later start recovers from.
constexpr Micros kCrashGoesOn = 24h;
constexpr Micros kStartTakes = 5min;  ///< from "starting PostgreSQL" to "was interrupted"

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  if (text.size() < at + digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, value);
  return error == std::errc{} && end == text.data() + at + digits ? std::optional(value) : std::nullopt;
}

/// "database system was interrupted; last known up at 2026-11-30 11:37:08 UTC" (xlog.c str_time(): in log_timezone, as the line's own time).
std::optional<Micros> last_known_up(std::string_view message) {
  constexpr std::string_view kKnown = "last known up at ";
  const std::size_t at = message.find(kKnown);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view time = message.substr(at + kKnown.size());
  std::array<int, 6> part{};
  constexpr std::array<std::pair<std::size_t, std::size_t>, 6> kParts{{{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const auto value = number_at(time, kParts[i].first, kParts[i].second);
    if (!value) return std::nullopt;
    part[i] = *value;
  }
  const std::chrono::year_month_day day{std::chrono::year{part[0]}, std::chrono::month{static_cast<unsigned>(part[1])},
                                        std::chrono::day{static_cast<unsigned>(part[2])}};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days{day}.time_since_epoch() + std::chrono::hours{part[3]} + std::chrono::minutes{part[4]} +
         std::chrono::seconds{part[5]};
}

class OutageReader {
 public:
  OutageReader(const Clocks& clocks, const Hosts& hosts) : clocks_(clocks), hosts_(hosts) {}

  void read(const PgEvent& event) {
    State& server = state_of(event);
    switch (event.kind) {
      case PgEventKind::child_died:
        // A session's "because of crash of another" may stand before the postmaster's line about the death.
        if (server.open && server.open->said->kind == PgEventKind::terminating_others && is_of_crash(server, event)) server.open.reset();
        server.crash = &event;
        break;
      case PgEventKind::terminating_others:
      case PgEventKind::reinitializing:
        if (!server.crash && !server.open) begin(server, event).exact = true;  // whose death it was is not among the lines
        server.crash = &event;
        break;
      case PgEventKind::shutdown_request:
        server.asked = event.message.find("immediate") != std::string::npos ? &event : nullptr;
        server.stopped = true;
        break;
      case PgEventKind::postmaster_gone:
        if (!server.open || server.open->starting) begin(server, event).exact = true;
        break;
      case PgEventKind::starting:
        server.starting = &event;
        if (server.open && server.open->exact) server.open->starting = &event;
        break;
      case PgEventKind::interrupted:
      case PgEventKind::recovering:
        note_recovery(server, event);
        break;
      case PgEventKind::ready:
        close(server, event);
        break;
      default:
        break;
    }
  }

  std::vector<Outage> take() {
    for (State& server : servers_)
      if (server.open) finish(server);
    return std::move(found_);
  }

 private:
  struct State {
    SourceId source{};
    const PgEvent* crash = nullptr;     ///< a child's death that the server has not recovered from
    const PgEvent* asked = nullptr;     ///< the latest request was an immediate shutdown
    const PgEvent* starting = nullptr;  ///< since the last "ready"
    std::optional<Pid> postmaster;      ///< of the last "ready"
    std::optional<Outage> open;
    bool stopped = false;    ///< a shutdown was asked for since the last "ready"
    bool confirmed = false;  ///< more than "interrupted; last known up", which a restored backup says, too
  };

  State& state_of(const PgEvent& event) {
    for (State& server : servers_)
      if (hosts_.may_be_same(server.source, event.cite.at.source)) return server;
    servers_.push_back({event.cite.at.source, nullptr, nullptr, nullptr, std::nullopt, std::nullopt, false, false});
    return servers_.back();
  }

  Instant when(const PgEvent& event) const { return clocks_.when(event.cite, event.stamp); }

  Outage& begin(State& server, const PgEvent& event) {
    if (server.open) finish(server);
    server.open.emplace();
    server.open->said = &event;
    server.open->asked = server.asked;
    server.open->postmaster = server.postmaster;
    server.open->from = server.open->when = server.open->until = when(event);
    const bool was_up = server.postmaster && !server.stopped;
    server.confirmed = event.kind != PgEventKind::interrupted || was_up || event.message.find("last known up") == std::string::npos;
    return *server.open;
  }

  bool is_of_crash(const State& server, const PgEvent& event) const {
    if (!server.crash) return false;
    const Instant died = when(*server.crash), now = when(event);
    return !died.wall || !now.wall || *now.wall - *died.wall < kCrashGoesOn;
  }

  /// Not that of the server that died, whose "ready" is not among the lines.
  bool is_start_of(const PgEvent& starting, const PgEvent& event) const {
    const Instant began = when(starting), now = when(event);
    const auto known = last_known_up(event.message);
    const bool was_up_later = known && starting.stamp.civil && *known > *starting.stamp.civil;
    return !was_up_later && (!began.wall || !now.wall || *now.wall - *began.wall < kStartTakes);
  }

  /// The first start on a restored backup, as what follows the line shows (PgHistoryBuilder::note_recovery_of_archive()).
  static bool is_restored(const State& server, const PgEvent& event) {
    const bool may_be = event.kind == PgEventKind::interrupted && event.message.find("last known up") != std::string::npos;
    return may_be && !event.detail.empty() && !server.open && (!server.postmaster || server.stopped);
  }

  void note_recovery(State& server, const PgEvent& event) {
    if (is_of_crash(server, event) || is_restored(server, event)) return;
    if (!server.open || (server.open->exact && server.open->starting != server.starting)) begin(server, event);
    server.confirmed |= server.open->exact || event.kind == PgEventKind::recovering;
    if (server.open->exact) return;
    if (server.starting && !is_start_of(*server.starting, event)) {
      server.open->postmaster = server.starting->writer;
      server.starting = nullptr;
    }
    server.open->starting = server.starting;
    if (server.starting) look_back(*server.open, *server.starting);
    look_back(*server.open, event);
  }

  /// Alive at the log's line before, and at the time that the control file holds; dead when the new postmaster began.
  void look_back(Outage& outage, const PgEvent& event) const {
    const auto alive = [&](const Stamp& stamp) {
      const Instant sign = clocks_.when(event.cite, stamp);
      if (!sign.wall || !outage.until.wall || *sign.wall > *outage.until.wall) return;
      if (outage.from.wall == outage.when.wall || *sign.wall > *outage.from.wall) outage.from = sign;
    };
    if (const Instant now = when(event); now.wall && outage.until.wall && *now.wall < *outage.until.wall) outage.until = now;
    const bool before_start = event.kind == PgEventKind::starting || (event.kind == PgEventKind::interrupted && !outage.starting);
    if (before_start && event.last.civil) alive(event.last);
    if (const auto known = last_known_up(event.message)) {
      Stamp stamp = event.stamp;
      stamp.civil = known;
      stamp.resolution = 1s;
      alive(stamp);
    }
  }

  static bool is_anothers(const State& server, const PgEvent& ready) {
    const PgEvent* const starting = server.open ? server.open->starting : nullptr;
    return starting && starting->writer && ready.writer && *starting->writer != *ready.writer;
  }

  void close(State& server, const PgEvent& ready) {
    if (is_anothers(server, ready)) return;
    if (server.open) {
      server.open->ready = &ready;
      server.open->ready_at = when(ready);
      finish(server);
    }
    server.crash = server.asked = server.starting = nullptr;
    server.stopped = false;
    server.postmaster = ready.writer;
  }

  void finish(State& server) {
    Outage outage = std::move(*server.open);
    server.open.reset();
    if (!server.confirmed && outage.ready) return;
    if (!outage.exact && outage.from.wall && outage.until.wall && *outage.from.wall < *outage.until.wall) {
      const Micros half = (*outage.until.wall - *outage.from.wall) / 2;
      outage.when = outage.from;
      outage.when.wall = *outage.from.wall + half;
      outage.when.slack = half;
    }
    found_.push_back(std::move(outage));
  }

  const Clocks& clocks_;
  const Hosts& hosts_;
  std::vector<State> servers_;
  std::vector<Outage> found_;
};

}  // namespace

std::vector<Outage> outages(const PgHistory& history, const Clocks& clocks, const Hosts& hosts) {
  // An entry of a text log is complete only when its process writes the next one: the events are not in order of time.
  std::vector<std::pair<WallTime, const PgEvent*>> ordered;
  WallTime latest{};
  for (const PgEvent& event : history.events) {
    if (const Instant at = clocks.when(event.cite, event.stamp); at.wall) latest = *at.wall;
    ordered.emplace_back(latest, &event);
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  OutageReader reader(clocks, hosts);
  for (const auto& [at, event] : ordered) reader.read(*event);
  return reader.take();
}

}  // namespace laststraw::timeline
