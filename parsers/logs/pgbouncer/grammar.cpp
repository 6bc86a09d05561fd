// PgBouncer's log (libusual's usual/logging.c log_generic(): time, zone since 1.9, [pid], level; objects.c disconnect_server(), disconnect_client();
// stats.c stats_timer()), samples/pgbouncer:
//   2026-11-30 11:38:05.078 UTC [8243] LOG S-0x55f38068ada0: shop/app@unix:5497 closing because: server conn crashed? (age=34s)
//   Nov 30 11:38:05 db1 pgbouncer[8243]: S-0x55f38068ada0: shop/app@unix:5497 closing because: server conn crashed? (age=34s)     syslog = 1
//   2026-11-30 11:37:39.068 UTC [8243] LOG stats: 2 xacts/s, 2 queries/s, in 9 B/s, out 21 B/s, xact 522369 us, query 522369 us, wait 1449 us
#include <array>
#include <chrono>

#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/cursor.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using namespace std::chrono_literals;

constexpr Micros kOneEvent = 10s;  ///< what is lost or given up within so long is one event, counted

struct Entry {
  Stamp stamp;
  std::string_view message;
};

std::optional<Entry> entry_of(std::string_view line) {
  Entry entry;
  const auto stamp = support::take_iso_time(line);
  if (!stamp) return std::nullopt;
  entry.stamp = *stamp;
  support::Cursor cursor(line);
  cursor.skip_blanks();
  const bool bracket = cursor.skip('[');
  if (!cursor.take_number<std::uint32_t>() || (bracket && !cursor.skip(']')) || !cursor.skip(' ')) return std::nullopt;
  constexpr std::array<std::string_view, 6> kLevels{"LOG", "WARNING", "ERROR", "FATAL", "DEBUG", "NOISE"};
  for (const std::string_view level : kLevels)
    if (cursor.skip(level)) return cursor.skip(' ') ? (entry.message = cursor.take_rest(), std::optional(entry)) : std::nullopt;
  return std::nullopt;
}

/// To syslog it gives the message alone; time and program are syslog's. What a service's output adds to its own is both.
std::optional<Entry> entry_of(const Line& line) {
  if (auto entry = entry_of(line.text)) return entry;
  if (!line.origin || !line.origin->stamp.civil || line.origin->program.find("pgbouncer") == std::string_view::npos) return std::nullopt;
  return Entry{line.origin->stamp, line.text};
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// "S-0x...": a connection to the server; "C-0x...": a client's.
std::optional<SystemEventKind> kind_of(std::string_view message) {
  constexpr std::string_view kClosing = " closing because: ";
  const std::size_t closing = message.find(kClosing);
  if (message.starts_with("S-") && closing != std::string_view::npos) {
    const std::string_view why = message.substr(closing + kClosing.size());
    if (why.starts_with("server conn crashed?")) return SystemEventKind::pooler_lost_server;
    if (why.starts_with("connect failed") || why.starts_with("connect timeout") || why.starts_with("login failed"))
      return SystemEventKind::pooler_no_server;
  }
  if (message.starts_with("C-") && contains(message, " pooler error: query_wait_timeout")) return SystemEventKind::pooler_gave_up;
  return std::nullopt;
}

/// The number before "xacts/s" (before 1.8: "req/s"), and that between "wait " and " us".
std::optional<std::uint64_t> number_before(std::string_view text, std::string_view unit) {
  const std::size_t at = text.find(unit);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  return support::whole_number<std::uint64_t>(before.substr(before.rfind(' ') + 1));
}
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  return at == std::string_view::npos ? std::nullopt : support::Cursor(text.substr(at + word.size())).take_number<std::uint64_t>();
}

class Reader {
 public:
  Reader(Records& records, SourceId source) : records_(records), series_(records, source) {}

  support::LineIs read(const Line& line) {
    const auto entry = entry_of(line);
    if (!entry) return support::LineIs::noise;
    if (entry->message.starts_with("stats: ") || entry->message.starts_with("Stats: "))
      read_stats(*entry, line);
    else if (const auto kind = kind_of(entry->message))
      count(*kind, *entry, line);
    return support::LineIs::parsed;
  }

 private:
  void read_stats(const Entry& entry, const Line& line) {
    auto rate = number_before(entry.message, " xacts/s");
    if (!rate) rate = number_before(entry.message, " req/s");
    if (rate) series_.add("pooler_transactions_per_s", entry.stamp, static_cast<double>(*rate), line.at.first_line);
    if (const auto wait = number_after(entry.message, ", wait "))
      series_.add("pooler_wait_us", entry.stamp, static_cast<double>(*wait), line.at.first_line);
  }

  void count(SystemEventKind kind, const Entry& entry, const Line& line) {
    auto& last = latest_[static_cast<std::size_t>(kind) - static_cast<std::size_t>(SystemEventKind::pooler_lost_server)];
    if (last > 0) {
      SystemEvent& event = records_.system_events[last - 1];
      const Micros apart = *entry.stamp.civil - *event.stamp.civil;
      if (entry.stamp.has_year == event.stamp.has_year && apart >= 0s && apart < kOneEvent) {
        ++event.count;
        return;
      }
    }
    SystemEvent event;
    event.kind = kind;
    event.stamp = entry.stamp;
    if (line.origin) event.host = line.origin->host;
    event.cite = cite(line);
    records_.system_events.push_back(std::move(event));
    last = records_.system_events.size();
  }

  Records& records_;
  support::SeriesGatherer series_;
  std::array<std::size_t, 3> latest_{};  ///< by kind: index + 1 of the event that is being counted up
};

}  // namespace

Reading read_pgbouncer_log(const SourceText& source, Records& records) {
  Reader reader(records, source.id);
  return support::read_lines(source, records, "pgbouncer/log", "time [pid] LEVEL message",
                             [&](const Line& line) { return reader.read(line); });
}

}  // namespace laststraw
