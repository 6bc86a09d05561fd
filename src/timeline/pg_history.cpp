#include "timeline/pg_history.hpp"

#include "timeline/pg_refusal.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "timeline/pg_copies.hpp"

namespace laststraw::timeline {

namespace {

/// Asked dozens of times of each entry: nearly always the first byte answers.
bool starts_with(std::string_view text, std::string_view prefix) {
  return !text.empty() && text.front() == prefix.front() && text.substr(0, prefix.size()) == prefix;
}
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The whole number at the front of `text`.
std::optional<std::int64_t> leading_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

/// The whole number that follows `key` in `text`.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string_view::npos ? std::nullopt : leading_number(text.substr(at + key.size()));
}

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

struct Opening {
  std::string_view text;
  PgEventKind kind;
};
/// By the beginning of the message (postmaster.c, xlog.c, xlogrecovery.c; wording stable 9.0 to 18 but where noted).
constexpr std::string_view kSessionSwept = "terminating connection because of crash of another server process";
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

constexpr std::size_t kMostOfMessage = 400;
constexpr std::size_t kMostStarts = 16;  ///< of them the latest

/// What a postmaster says before its log shows that it starts (postmaster.c; "starting PostgreSQL" is of 12 and later).
bool is_before_start(std::string_view message) {
  constexpr std::array<std::string_view, 5> kFirst{"starting PostgreSQL ", "listening on ", "redirecting log output ", "ending log output ",
                                                   "could not bind "};
  return std::any_of(kFirst.begin(), kFirst.end(), [&](std::string_view opening) { return starts_with(message, opening); });
}

bool is_of_restart(PgEventKind kind) {
  return kind == PgEventKind::interrupted || kind == PgEventKind::recovering || kind == PgEventKind::shutdown_request ||
         kind == PgEventKind::postmaster_gone;
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

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

/// The value of " key=" in "connection authorized: user=app database=shop application_name=my app".
std::string field(std::string_view message, std::string_view key) {
  const std::size_t at = message.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = message.substr(at + key.size());
  // application_name may hold blanks and is followed by " SSL enabled (" or the end; the others end at a blank.
  const std::size_t end = key == "application_name=" ? rest.find(" SSL ") : rest.find(' ');
  return std::string(rest.substr(0, end));
}

/// A row of pg_stat_activity, no line of a log.
bool is_of_view(const PgEntry& entry) { return entry.severity.empty(); }

/// Of a session that waits for its client since then: what it ran has ended (pg_views/activity.cpp).
bool is_idle_row(const PgEntry& entry) { return is_of_view(entry) && entry.command_tag == "idle"; }

/// A statement logged at its start ends with "duration: 5 ms" (postgres.c check_log_duration(): the text is not logged a
/// second time) or with an error. Parsing and binding come before, a plan may be one of a function's inner statements.
bool ends_statement(const PgStatement& last, const PgEntry& entry) {
  const std::string_view message = entry.message;
  if (is_idle_row(entry))  // it may be read long after the log, whose zone may be another
    return last.stamp.civil && entry.stamp.civil && last.stamp.utc_offset == entry.stamp.utc_offset &&
           *last.stamp.civil <= *entry.stamp.civil;
  if (starts_with(message, "duration: "))
    return !contains(message, " ms  parse ") && !contains(message, " ms  bind ") && !contains(message, " ms  plan:");
  return entry.severity == "ERROR" || entry.severity == "FATAL" || entry.severity == "PANIC";
}

bool is_setting_change(std::string_view statement) {
  if (statement.empty() || (statement.front() != 's' && statement.front() != 'S')) return false;
  std::string head(statement.substr(0, 40));
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return starts_with(head, "set ") && (contains(head, "work_mem") || contains(head, "temp_buffers") ||
                                       contains(head, "hash_mem_multiplier") || contains(head, "parallel") || contains(head, "jit"));
}

void keep_last(std::vector<PgStatement>& list, PgStatement statement) {
  if (list.size() == kMaxStatementsPerSession) list.erase(list.begin());
  list.push_back(std::move(statement));
}

/// A row of pg_stat_activity and a session of the log, which may print another zone: those differ by quarter hours.
bool started_together(const PgSession& session, const PgEntry& entry) {
  if (!session.start || !session.start->civil || !entry.session_start || !entry.session_start->civil) return false;
  using namespace std::chrono_literals;
  const Micros apart = std::chrono::abs(*session.start->civil - *entry.session_start->civil), over = apart % Micros{15min};
  return apart < 15h && std::min(over, Micros{15min} - over) < 2s;
}

}  // namespace

/// A log goes on in the next file of its folder; what goes back in time, or lies elsewhere, is another log.
bool PgHistoryBuilder::continues(const PgSession& session, const PgEntry& entry) const {
  const SourceId source = entry.cite.at.source;
  if (source == session.last_source) return true;
  if (session.last.civil && entry.stamp.civil && *entry.stamp.civil < *session.last.civil) return false;
  if (!sources_) return true;
  const auto folder = [&](SourceId id) { return folder_of(sources_->at(static_cast<std::size_t>(id)).path); };
  return folder(source) == folder(session.last_source);
}

PgSession& PgHistoryBuilder::session_of(const PgEntry& entry) {
  const std::int32_t pid = number(*entry.pid);
  if (const auto latest = latest_.find(pid); latest != latest_.end())
    if (const auto known = sessions_.find(latest->second); known != sessions_.end()) {
      // The same pid under another session id, or after its disconnection, is a new process.
      PgSession& session = known->second;
      const bool same = is_of_view(entry)                                        ? started_together(session, entry)
                        : entry.session_id.empty() || session.session_id.empty() ? continues(session, entry)
                                                                                 : entry.session_id == session.session_id;
      if (same && !session.ended) return session;
      if (!session.ended) ended_.push(known->first);
    }
  while (ended_.size() > kMaxEndedSessions) {
    sessions_.erase(ended_.front());
    ended_.pop();
  }
  latest_[pid] = ++appeared_;
  PgSession& session = sessions_[appeared_];
  session.pid = *entry.pid;
  session.source = session.last_source = entry.cite.at.source;
  session.first = entry.stamp;
  session.cite = entry.cite;
  return session;
}

void PgHistoryBuilder::note_statement(PgSession& session, const PgEntry& entry) {
  const std::string_view message = entry.message;
  PgStatement statement{entry.stamp, {}, false, {}, entry.cite};
  if (!session.statements.empty() && !session.statements.back().ended && ends_statement(session.statements.back(), entry))
    session.statements.back().ended = entry.stamp;
  if (starts_with(message, "statement: ")) {
    statement.text = std::string(message.substr(11));
    statement.logged_at_start = true;
    history_.logs_statements = true;
  } else if (starts_with(message, "execute ")) {
    const std::size_t colon = message.find(": ");
    if (colon == std::string_view::npos) return;
    statement.text = std::string(message.substr(colon + 2));
    statement.logged_at_start = true;
    history_.logs_statements = true;
  } else if (starts_with(message, "duration: ")) {
    const std::size_t at = message.find("  statement: ");
    if (at == std::string_view::npos) return;
    statement.text = std::string(message.substr(at + 13));
  } else if (starts_with(message, "temporary file: ")) {
    ++session.temp_files;
    if (const auto size = number_after(message, "\", size ")) session.temp_bytes += Bytes{*size};
    if (entry.statement.empty() || (!session.statements.empty() && session.statements.back().text == entry.statement)) return;
    statement.text = entry.statement;
  } else if (!entry.statement.empty()) {
    statement.text = entry.statement;
    statement.logged_at_start = is_of_view(entry);
  } else {
    return;
  }
  if (!session.statements.empty() && session.statements.back().cite.at.source != entry.cite.at.source &&
      session.statements.back().text == statement.text && same_moment(session.statements.back().stamp, statement.stamp))
    return;  // the same line in the server's other log
  if (is_setting_change(statement.text)) keep_last(session.settings, statement);
  keep_last(session.statements, std::move(statement));
}

void PgHistoryBuilder::note_session(const PgEntry& entry) {
  PgSession& session = session_of(entry);
  if (!is_idle_row(entry)) session.last = entry.stamp;  // a log that is read later may tell what came before
  session.last_source = entry.cite.at.source;
  const auto fill = [](std::string& known, const std::string& printed) {
    if (known.empty() && !printed.empty() && printed != "[unknown]") known = printed;
  };
  fill(session.session_id, entry.session_id);
  const bool named_before = !session.user.empty();
  fill(session.user, entry.user);
  fill(session.database, entry.database);
  fill(session.remote_host, entry.remote_host);
  if (!entry.application.empty() && entry.application != "[unknown]") session.application = entry.application;
  if (!entry.backend_type.empty() && entry.backend_type != "not initialized") session.backend_type = entry.backend_type;
  if (entry.leader_pid) session.leader_pid = entry.leader_pid;
  if (entry.session_start && !session.start) session.start = entry.session_start;

  const std::string_view message = entry.message;
  if (starts_with(message, "connection received: ")) {
    if (!session.start) session.start = entry.stamp;
  } else if (contains(message, "connection authorized: ")) {
    history_.logs_connections = true;
    fill(session.user, field(message, "user="));
    fill(session.database, field(message, "database="));
    if (const std::string name = field(message, "application_name="); !name.empty()) session.application = name;
    if (session.backend_type.empty()) session.backend_type = "client backend";
    session.cite = entry.cite;
  } else if (starts_with(message, "disconnection: ")) {
    session.ended = true;
    ended_.push(latest_[number(session.pid)]);
    history_.logs_disconnections = true;
  } else {
    if (!named_before && !session.user.empty()) session.cite = entry.cite;
    note_statement(session, entry);
  }
}

/// The log goes on in the next file of its folder.
bool PgHistoryBuilder::is_one_log(SourceId a, SourceId b) const {
  if (a == b || !sources_) return a == b;
  const auto path = [&](SourceId id) { return std::string_view(sources_->at(static_cast<std::size_t>(id)).path); };
  return folder_of(path(a)) == folder_of(path(b));
}

/// The line before a start tells until when the server was up. An entry of a text log comes only when its process has written the next one.
void PgHistoryBuilder::note_line_before_start(const PgEntry& entry) {
  if (!entry.stamp.civil || is_before_start(entry.message)) return;
  const SourceId source = entry.cite.at.source;
  for (const std::size_t start : starts_) {
    PgEvent& event = history_.events[start];
    const bool nearer = *entry.stamp.civil < event.stamp.civil && (!event.last.civil || *event.last.civil < *entry.stamp.civil);
    if (nearer && is_one_log(source, event.cite.at.source)) event.last = entry.stamp;
  }
  before_ = entry.stamp;
  before_at_ = source;
}

/// What follows "was interrupted; last known up at" where the server starts on a backup or as a standby (xlogrecovery.c InitWalRecovery()).
void PgHistoryBuilder::note_recovery_of_archive(const PgEntry& entry) {
  constexpr std::array<std::string_view, 4> kArchive{"entering standby mode", "starting archive recovery",
                                                     "starting point-in-time recovery", "starting backup recovery "};
  if (history_.events.empty() || history_.events.back().kind != PgEventKind::interrupted) return;
  if (std::any_of(kArchive.begin(), kArchive.end(), [&](std::string_view opening) { return starts_with(entry.message, opening); }))
    history_.events.back().detail = entry.message.substr(0, kMostOfMessage);
}

/// A session, or its client, says that it was ended for another's crash: worth telling only where nothing else tells of the crash.
bool PgHistoryBuilder::is_told_already(const PgEntry& entry) const {
  return starts_with(entry.message, kSessionSwept) &&
         std::any_of(history_.events.rbegin(), history_.events.rend(), [](const PgEvent& event) {
           return event.kind == PgEventKind::child_died || event.kind == PgEventKind::terminating_others ||
                  event.kind == PgEventKind::postmaster_gone;
         });
}

void PgHistoryBuilder::note_event(const PgEntry& entry) {
  std::optional<PgEvent> event = child_death(entry);
  if (!event) {
    const auto kind = plain_kind(entry);
    if (!kind || is_told_already(entry)) return;
    event.emplace();
    event->kind = *kind;
    event->statement = entry.statement;
    if (is_refusal_or_limit(*kind)) note_refusal(*event, entry);
  }
  event->stamp = event->last = entry.stamp;
  event->writer = entry.pid;
  event->detail = entry.detail;
  event->cite = entry.cite;
  const bool starts = event->kind == PgEventKind::starting || event->kind == PgEventKind::interrupted;
  if (starts)
    event->last = before_.civil && before_.civil < entry.stamp.civil && is_one_log(before_at_, entry.cite.at.source) ? before_ : Stamp{};
  if (is_of_restart(event->kind)) event->message = entry.message.substr(0, kMostOfMessage);
  if (event->kind == PgEventKind::postmaster_gone && !history_.events.empty()) {
    PgEvent& before = history_.events.back();  // every session says it
    if (before.kind == event->kind && before.cite.at.source == entry.cite.at.source) {
      ++before.count;
      before.last = entry.stamp;
      return;
    }
  }
  if (event->kind == PgEventKind::starting) {
    const std::string_view rest = std::string_view(entry.message).substr(std::string_view("starting PostgreSQL ").size());
    history_.version = {pg_version(rest), entry.cite};
  }
  if (event->kind == PgEventKind::connection_rejected) {
    if (rejected_ != 0 &&
        history_.events[rejected_ - 1].cite.at.source == entry.cite.at.source) {  // a flood of these is one event, counted
      PgEvent& counted = history_.events[rejected_ - 1];
      ++counted.count;
      counted.last = entry.stamp;
      return;
    }
    rejected_ = history_.events.size() + 1;
  } else if (event->kind == PgEventKind::ready || event->kind == PgEventKind::child_died || event->kind == PgEventKind::starting) {
    rejected_ = 0;
  }
  if (history_.events.size() < kMaxPgEvents) {
    if (starts) {
      if (starts_.size() == kMostStarts) starts_.erase(starts_.begin());
      starts_.push_back(history_.events.size());
    }
    history_.events.push_back(std::move(*event));
  } else
    rejected_ = 0;
}

void PgHistoryBuilder::add(const PgEntry& entry) {
  if (is_of_view(entry)) return note_session(entry);
  ++history_.entries;
  if (entry.pid) note_session(entry);
  work_.add(entry);
  zones_.add(entry);
  note_recovery_of_archive(entry);
  note_event(entry);
  note_line_before_start(entry);
}

PgHistory PgHistoryBuilder::finish() {
  for (auto& [order, session] : sessions_) history_.sessions.push_back(std::move(session));
  sessions_.clear();
  merge_copies(history_);
  history_.zones = zones_.finish();
  work_.finish(history_);
  return std::move(history_);
}

}  // namespace laststraw::timeline
