#include "timeline/pg_zones.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace laststraw::timeline {

using namespace std::chrono_literals;

namespace {

using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;

constexpr Micros kFarthest = 14h;  ///< no zone is farther from UTC (Pacific/Kiritimati)
/// A line that a process writes first is written this soon after its start.
constexpr Micros kFirstLine = 5s;
/// So many different abbreviations are kept of all logs together.
constexpr std::size_t kMostZones = 1000;

/// "6b0109be.45a3": the start of the session, in seconds since 1970 UTC.
std::optional<Micros> epoch_of(const std::string& session_id) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(session_id.data(), session_id.data() + session_id.size(), seconds, 16);
  if (error != std::errc{} || end == session_id.data() + session_id.size() || *end != '.' || seconds < 0 ||
      seconds > (std::int64_t{1} << 36))
    return std::nullopt;
  return std::chrono::seconds{seconds};
}

bool is_first_line(const std::string& message) {
  constexpr std::array<std::string_view, 4> kOpenings{"connection received: ", "starting PostgreSQL ", "database system was ",
                                                      "connection authorized: "};
  return std::any_of(kOpenings.begin(), kOpenings.end(), [&](std::string_view opening) { return message.starts_with(opening); });
}

}  // namespace

void PgZoneNotes::learn(const PgEntry& entry, const Stamp& printed, Micros utc) {
  const SourceId source = entry.cite.at.source;
  const auto known =
      std::any_of(zones_.begin(), zones_.end(), [&](const PgZone& zone) { return zone.source == source && zone.zone == printed.zone; });
  if (known || zones_.size() == kMostZones) return;
  const Micros apart = *printed.civil - utc;
  if (std::chrono::abs(apart) > kFarthest + kFirstLine) return;
  const Micros quarters = std::chrono::floor<QuarterHours>(apart);
  if (apart - quarters > kFirstLine) return;
  zones_.push_back({source, printed.zone, std::chrono::duration_cast<std::chrono::minutes>(quarters), entry.cite});
}

void PgZoneNotes::add(const PgEntry& entry) {
  if (entry.session_id.empty()) return;
  const auto utc = epoch_of(entry.session_id);
  if (!utc) return;
  const auto tells = [](const Stamp& stamp) { return stamp.civil && !stamp.zone.empty() && !stamp.utc_offset; };
  if (entry.session_start && tells(*entry.session_start))
    learn(entry, *entry.session_start, *utc);
  else if (tells(entry.stamp) && is_first_line(entry.message))
    learn(entry, entry.stamp, *utc);
}

}  // namespace laststraw::timeline
