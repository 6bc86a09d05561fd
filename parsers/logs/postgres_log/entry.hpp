// What the three forms of the log share.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/parsers/room.hpp"
#include "laststraw/records.hpp"

namespace laststraw::postgres_log {

/// The zone as elog.c prints it (log_time, session_start): "2026-11-21 03:02:22.147 UTC"; nullopt where it is no time.
std::optional<Stamp> read_time(std::string_view text);

/// A pid off a field of digits alone.
std::optional<Pid> read_pid(std::string_view text);

/// Hands entries on, keeps the stretch of time they cover, and counts lines.
class Emitter {
 public:
  Emitter(const SourceText& source, Records& records, const PgEntrySink& sink) : records_(records), sink_(sink) {
    shape_.source = source.id;
  }

  /// The entry is put into English on the way.
  void emit(PgEntry& entry);
  void broken(const Line& line, std::uint32_t column, const char* expected);
  /// Adds the shape of the log to the records.
  Reading done(const char* form, std::uint64_t lines);

  Coverage coverage;
  void set_prefix(std::string prefix) { shape_.log_line_prefix = std::move(prefix); }

 private:
  Records& records_;
  const PgEntrySink& sink_;
  PgLogShape shape_;
};

}  // namespace laststraw::postgres_log
