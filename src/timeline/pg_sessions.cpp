#include "timeline/pg_sessions.hpp"

#include <algorithm>
#include <cctype>

#include "timeline/pg_context.hpp"
#include "timeline/pg_copies.hpp"
#include "timeline/pg_text.hpp"

namespace laststraw::timeline {

namespace {

/// The value of " key=" in "connection authorized: user=app database=shop application_name=my app".
std::string field(std::string_view message, std::string_view key) {
  const std::size_t at = message.find(key);
  if (at == std::string_view::npos) return {};
  std::string_view rest = message.substr(at + key.size());
  // application_name may hold blanks and is followed by " SSL enabled (" or the end; the others end at a blank.
  const std::size_t end = key == "application_name=" ? rest.find(" SSL ") : rest.find(' ');
  return std::string(rest.substr(0, end));
}

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

bool is_of_view(const PgEntry& entry) { return entry.severity.empty(); }

/// A log goes on in the next file of its folder; what goes back in time, or lies elsewhere, is another log.
bool PgSessionNotes::continues(const PgSession& session, const PgEntry& entry) const {
  const SourceId source = entry.cite.at.source;
  if (source == session.last_source) return true;
  if (session.last.civil && entry.stamp.civil && *entry.stamp.civil < *session.last.civil) return false;
  if (!sources_) return true;
  const auto folder = [&](SourceId id) { return folder_of(sources_->at(static_cast<std::size_t>(id)).path); };
  return folder(source) == folder(session.last_source);
}

PgSession& PgSessionNotes::session_of(const PgEntry& entry) {
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

void PgSessionNotes::note_statement(PgSession& session, const PgEntry& entry) {
  const std::string_view message = entry.message;
  PgStatement statement{entry.stamp, {}, false, {}, entry.cite};
  if (!session.statements.empty() && !session.statements.back().ended && ends_statement(session.statements.back(), entry))
    session.statements.back().ended = entry.stamp;
  if (starts_with(message, "statement: ")) {
    statement.text = std::string(message.substr(11));
    statement.logged_at_start = true;
  } else if (starts_with(message, "execute ")) {
    const std::size_t colon = message.find(": ");
    if (colon == std::string_view::npos) return;
    statement.text = std::string(message.substr(colon + 2));
    statement.logged_at_start = true;
  } else if (starts_with(message, "duration: ")) {
    const std::size_t at = message.find("  statement: ");
    if (at == std::string_view::npos) return;
    statement.text = std::string(message.substr(at + 13));
  } else if (starts_with(message, "temporary file: ")) {
    ++session.temp_files;
    if (entry.statement.empty() || (!session.statements.empty() && session.statements.back().text == entry.statement)) return;
    statement.text = entry.statement;
  } else if (!entry.statement.empty()) {
    statement.text = entry.statement;
    statement.logged_at_start = is_of_view(entry);
  } else if (std::string inner = session.statements.empty() ? statement_in_context(entry.context) : std::string(); !inner.empty()) {
    statement.text = std::move(inner);
  } else {
    return;
  }
  if (!session.statements.empty() && session.statements.back().cite.at.source != entry.cite.at.source &&
      session.statements.back().text == statement.text && same_moment(session.statements.back().stamp, statement.stamp))
    return;  // the same line in the server's other log
  if (is_setting_change(statement.text)) keep_last(session.settings, statement);
  keep_last(session.statements, std::move(statement));
}

void PgSessionNotes::add(const PgEntry& entry) {
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
  if (session.backend_type.empty() && is_of_replay(entry.context)) session.backend_type = "startup";
  if (entry.leader_pid) session.leader_pid = entry.leader_pid;
  if (entry.session_start && !session.start) session.start = entry.session_start;

  const std::string_view message = entry.message;
  if (starts_with(message, "connection received: ")) {
    if (!session.start) session.start = entry.stamp;
  } else if (contains(message, "connection authorized: ")) {
    fill(session.user, field(message, "user="));
    fill(session.database, field(message, "database="));
    if (const std::string name = field(message, "application_name="); !name.empty()) session.application = name;
    if (session.backend_type.empty()) session.backend_type = "client backend";
    session.cite = entry.cite;
  } else if (starts_with(message, "disconnection: ")) {
    session.ended = true;
    ended_.push(latest_[number(session.pid)]);
  } else {
    if (!named_before && !session.user.empty()) session.cite = entry.cite;
    note_statement(session, entry);
  }
}

void PgSessionNotes::finish(PgHistory& history) {
  for (auto& [order, session] : sessions_) history.sessions.push_back(std::move(session));
  sessions_.clear();
}

}  // namespace laststraw::timeline
