// What PostgreSQL says where it was refused something or reached a limit of its own.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

/// The C library's error at the end of a message; nullopt: it names none.
std::optional<SystemError> system_error(std::string_view message);

/// The limit of one value: 1 GB, whatever the RAM.
bool is_value_limit(const PgEntry& entry);

bool is_refusal_or_limit(PgEventKind kind);

/// Fills in the event's own sentence, the size asked for, the context and the error.
void note_refusal(PgEvent& event, const PgEntry& entry);

}  // namespace laststraw::timeline
