// What an entry of PostgreSQL's log tells of the server.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

/// Without its place and its time; nullopt: nothing that an incident needs.
std::optional<PgEvent> event_of(const PgEntry& entry);

/// A session, or its client, says that it was ended for another's crash.
bool is_swept_session(std::string_view message);
/// What a postmaster says before its log shows that it starts (postmaster.c; "starting PostgreSQL" is of 12 and later).
bool is_before_start(std::string_view message);
bool is_of_restart(PgEventKind kind);

}  // namespace laststraw::timeline
