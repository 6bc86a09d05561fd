#include "timeline/pg_events.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "timeline/pg_refusal.hpp"
#include "timeline/pg_text.hpp"

namespace laststraw::timeline {

namespace {

/// A language no catalogue knows: the number right before the colon and the C library's name of the signal.
std::optional<std::int64_t> number_before_colon(std::string_view text) {
  const std::size_t pid_end = text.find(')');
  if (pid_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(pid_end + 1);
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  while (colon > 0 && text[colon - 1] == ' ') --colon;
  std::size_t start = colon;
  while (start > 0 && std::isdigit(static_cast<unsigned char>(text[start - 1]))) --start;
  const auto value = leading_number(text.substr(start, colon - start));
  return value && *value > 0 && *value < 65 ? value : std::nullopt;
}

/// "... (PID 17898) was terminated by signal 9: Killed" (postmaster.c LogChildExit(); 18 names the kind of backend).
/// The signal is taken by its number alone: its name is the C library's, in the server's language.
std::optional<PgEvent> child_death(const PgEntry& entry) {
  const std::string_view message = entry.message;
  // "worker process: parallel worker for PID 1234 (PID 1240) ..." (9.3-10): the last "(PID" is the one that died.
  const std::size_t at = message.rfind("(PID ");
  if (at == std::string_view::npos) return std::nullopt;
  const auto pid = leading_number(message.substr(at + 5));
  auto signal = number_after(message.substr(at), " signal ");
  if (!signal && entry.backend_type == "postmaster") signal = number_before_colon(message.substr(at + 5));
  if (!pid || !signal) return std::nullopt;
  PgEvent event;
  event.kind = PgEventKind::child_died;
  event.subject = Pid(static_cast<std::int32_t>(*pid));
  event.signal = static_cast<int>(*signal);
  event.process_kind = std::string(message.substr(0, at));
  while (!event.process_kind.empty() && event.process_kind.back() == ' ') event.process_kind.pop_back();
  constexpr std::string_view kRunning = "Failed process was running: ";
  if (const std::size_t running = entry.detail.find(kRunning); running != std::string::npos)
    event.statement = entry.detail.substr(running + kRunning.size());
  return event;
}

constexpr std::string_view kSessionSwept = "terminating connection because of crash of another server process";

struct Opening {
  std::string_view text;
  PgEventKind kind;
};
/// By the beginning of the message (postmaster.c, xlog.c, xlogrecovery.c; wording stable 9.0 to 18 but where noted).
constexpr std::array<Opening, 16> kOpenings{{
    {"starting PostgreSQL ", PgEventKind::starting},
    {"terminating any other active server processes", PgEventKind::terminating_others},
    {"all server processes terminated; reinitializing", PgEventKind::reinitializing},
    {kSessionSwept, PgEventKind::terminating_others},
    {"database system was interrupted", PgEventKind::interrupted},
    {"database system shutdown was interrupted", PgEventKind::interrupted},
    {"terminating connection due to unexpected postmaster exit", PgEventKind::postmaster_gone},
    {"database system was not properly shut down", PgEventKind::recovering},
    {"redo done at ", PgEventKind::redo_done},
    {"database system is ready to accept", PgEventKind::ready},
    {"received fast shutdown request", PgEventKind::shutdown_request},
    {"received smart shutdown request", PgEventKind::shutdown_request},
    {"received immediate shutdown request", PgEventKind::shutdown_request},
    {"terminating connection due to administrator command", PgEventKind::terminated_by_administrator},
    {"could not resize shared memory segment", PgEventKind::shared_memory_failed},
    {"could not map anonymous shared memory", PgEventKind::shared_memory_failed},
}};

std::optional<PgEventKind> plain_kind(const PgEntry& entry) {
  const std::string_view message = entry.message;
  for (const Opening& opening : kOpenings)
    if (starts_with(message, opening.text)) return opening.kind;
  if (entry.sqlstate == "57P03" || starts_with(message, "the database system is ")) return PgEventKind::connection_rejected;
  if (entry.sqlstate == "53300" || starts_with(message, "sorry, too many clients")) return PgEventKind::too_many_clients;
  if (starts_with(message, "could not fork "))
    return system_error(message) == SystemError::try_again ? PgEventKind::fork_limit : PgEventKind::cannot_fork;
  if (is_value_limit(entry)) return PgEventKind::value_limit;
  // 53200 is shared with "out of shared memory" (the lock table): the message decides. Greenplum writes a capital.
  if (starts_with(message, "out of memory") || starts_with(message, "Out of memory")) return PgEventKind::out_of_memory;
  if (starts_with(message, "out of shared memory")) return PgEventKind::lock_table_full;
  constexpr std::size_t kLongest = 400;  // of a message about a file; statements are longer
  if (entry.sqlstate == "53100" || (message.size() < kLongest && contains(message, ": No space left on device")))
    return PgEventKind::disk_full;
  if (entry.severity == "PANIC") return PgEventKind::server_panic;
  return std::nullopt;
}

}  // namespace

bool is_swept_session(std::string_view message) { return starts_with(message, kSessionSwept); }

bool is_before_start(std::string_view message) {
  constexpr std::array<std::string_view, 5> kFirst{"starting PostgreSQL ", "listening on ", "redirecting log output ", "ending log output ",
                                                   "could not bind "};
  return std::any_of(kFirst.begin(), kFirst.end(), [&](std::string_view opening) { return starts_with(message, opening); });
}

bool is_of_restart(PgEventKind kind) {
  return kind == PgEventKind::interrupted || kind == PgEventKind::recovering || kind == PgEventKind::shutdown_request ||
         kind == PgEventKind::postmaster_gone;
}

std::optional<PgEvent> event_of(const PgEntry& entry) {
  if (auto death = child_death(entry)) return death;
  const auto kind = plain_kind(entry);
  if (!kind) return std::nullopt;
  PgEvent event;
  event.kind = *kind;
  event.statement = entry.statement;
  if (is_refusal_or_limit(*kind)) note_refusal(event, entry);
  return event;
}

}  // namespace laststraw::timeline
