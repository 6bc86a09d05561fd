#include "timeline/pg_refusal.hpp"

#include <charconv>
#include <string_view>

#include "timeline/pg_context.hpp"

namespace laststraw::timeline {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// A number as PostgreSQL prints a Size; beyond 2^63 (an underflow, damage) the largest there is.
std::optional<Bytes> size_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(at + key.size());
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end == digits.data()) return std::nullopt;
  return error != std::errc{} || value > static_cast<std::uint64_t>(kLargest.count) ? kLargest : Bytes{static_cast<std::int64_t>(value)};
}

/// The size asked for, wherever the message, DETAIL or HINT prints it.
std::optional<Bytes> requested(const PgEntry& entry) {
  struct Place {
    const std::string& text;
    std::string_view key;
  };
  for (const Place& place : {Place{entry.message, "memory alloc request size "}, Place{entry.detail, "Failed on request of size "},
                             Place{entry.message, "Failed on request of size "}, Place{entry.hint, "request size (currently "},
                             Place{entry.detail, "VM protect failed to allocate "}})
    if (const auto size = size_after(place.text, place.key)) return size;
  // could not resize shared memory segment "/PostgreSQL.1" to 8388608 bytes: ...
  if (const std::size_t quote = entry.message.find("\" to "); quote != std::string::npos)
    return size_after(std::string_view(entry.message).substr(quote), "\" to ");
  return std::nullopt;
}

}  // namespace

// By the text behind the last ": ", in English: the C library's own words, which most servers print in that language; their first words, for
// a line may be cut.
std::optional<SystemError> system_error(std::string_view message) {
  if (contains(message, "Cannot alloc") || contains(message, "Not enough space")) return SystemError::no_memory;
  if (contains(message, "Resource temp")) return SystemError::try_again;
  if (contains(message, "No space left")) return SystemError::no_space;
  return message.find(": ") == std::string_view::npos ? std::nullopt : std::optional(SystemError::other);
}

// mcxt.c and palloc.h MaxAllocSize, stringinfo.c, arrayfuncs.c: 1 GB, whatever the RAM. 54000 is program_limit_exceeded.
bool is_value_limit(const PgEntry& entry) {
  const std::string_view message = entry.message;
  if (message.starts_with("out of memory")) return entry.sqlstate == "54000" || entry.detail.starts_with("Cannot enlarge string buffer ");
  return message.starts_with("invalid memory alloc request size ") || message.starts_with("array size exceeds the maximum allowed") ||
         message.starts_with("string buffer exceeds maximum allowed length");
}

bool is_refusal_or_limit(PgEventKind kind) {
  return kind == PgEventKind::out_of_memory || kind == PgEventKind::cannot_fork || kind == PgEventKind::shared_memory_failed ||
         kind == PgEventKind::value_limit || kind == PgEventKind::lock_table_full || kind == PgEventKind::fork_limit ||
         kind == PgEventKind::disk_full || kind == PgEventKind::server_panic;
}

void note_refusal(PgEvent& event, const PgEntry& entry) {
  constexpr std::size_t kMostMessage = 400;
  if (event.statement.empty()) event.statement = autovacuum_in_context(entry.context);
  if (event.statement.empty()) event.statement = statement_in_context(entry.context);
  event.message = entry.message.substr(0, kMostMessage);
  event.system_error = system_error(entry.message);
  event.requested = requested(entry);
  for (const std::string_view key : {" in memory context \"", "Failed while creating memory context \""})
    if (const std::size_t at = entry.detail.find(key); at != std::string::npos) {
      const std::string_view rest = std::string_view(entry.detail).substr(at + key.size());
      event.memory_context = std::string(rest.substr(0, rest.find('"')));
    }
}

}  // namespace laststraw::timeline
