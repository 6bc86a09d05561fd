#include "timeline/pg_history.hpp"

#include <algorithm>
#include <array>

#include "timeline/pg_context.hpp"
#include "timeline/pg_copies.hpp"
#include "timeline/pg_events.hpp"
#include "timeline/pg_text.hpp"

namespace laststraw::timeline {

namespace {

constexpr std::size_t kMostOfMessage = 400;
constexpr std::size_t kMostStarts = 16;  ///< of them the latest

}  // namespace

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
  return is_swept_session(entry.message) && std::any_of(history_.events.rbegin(), history_.events.rend(), [](const PgEvent& event) {
           return event.kind == PgEventKind::child_died || event.kind == PgEventKind::terminating_others ||
                  event.kind == PgEventKind::postmaster_gone;
         });
}

/// Every session says that the postmaster is gone, and a server that is not up yet refuses every client: one event, counted.
bool PgHistoryBuilder::is_counted_up(const PgEvent& event) {
  PgEvent* before = nullptr;
  if (event.kind == PgEventKind::postmaster_gone && !history_.events.empty() && history_.events.back().kind == event.kind)
    before = &history_.events.back();
  if (event.kind == PgEventKind::connection_rejected && rejected_ != 0) before = &history_.events[rejected_ - 1];
  if (!before || before->cite.at.source != event.cite.at.source) return false;
  ++before->count;
  before->last = event.stamp;
  return true;
}

void PgHistoryBuilder::note_event(const PgEntry& entry) {
  std::optional<PgEvent> event = event_of(entry);
  if (!event || is_told_already(entry)) return;
  event->stamp = event->last = entry.stamp;
  event->writer = entry.pid;
  event->detail = entry.detail;
  if (const std::string_view function = function_in_context(entry.context); !function.empty())
    event->detail += (entry.detail.empty() ? "" : "\n") + std::string(function);
  event->cite = entry.cite;
  const bool starts = event->kind == PgEventKind::starting || event->kind == PgEventKind::interrupted;
  if (starts)
    event->last = before_.civil && before_.civil < entry.stamp.civil && is_one_log(before_at_, entry.cite.at.source) ? before_ : Stamp{};
  if (is_of_restart(event->kind)) event->message = entry.message.substr(0, kMostOfMessage);
  if (is_counted_up(*event)) return;
  if (event->kind == PgEventKind::starting) {
    const std::string_view rest = std::string_view(entry.message).substr(std::string_view("starting PostgreSQL ").size());
    history_.version = {pg_version(rest), entry.cite};
  }
  keep(std::move(*event), starts);
}

void PgHistoryBuilder::keep(PgEvent event, bool starts) {
  const bool full = history_.events.size() >= kMaxPgEvents;
  const bool ends_flood = event.kind == PgEventKind::ready || event.kind == PgEventKind::child_died || event.kind == PgEventKind::starting;
  if (full || ends_flood) rejected_ = 0;
  if (full) return;
  if (event.kind == PgEventKind::connection_rejected) rejected_ = history_.events.size() + 1;
  if (starts) {
    if (starts_.size() == kMostStarts) starts_.erase(starts_.begin());
    starts_.push_back(history_.events.size());
  }
  history_.events.push_back(std::move(event));
}

void PgHistoryBuilder::add(const PgEntry& entry) {
  if (is_of_view(entry)) return sessions_.add(entry);
  ++history_.entries;
  if (entry.pid) sessions_.add(entry);
  work_.add(entry);
  zones_.add(entry);
  note_recovery_of_archive(entry);
  note_event(entry);
  note_line_before_start(entry);
}

PgHistory PgHistoryBuilder::finish() {
  sessions_.finish(history_);
  merge_copies(history_);
  history_.zones = zones_.finish();
  work_.finish(history_);
  return std::move(history_);
}

}  // namespace laststraw::timeline
