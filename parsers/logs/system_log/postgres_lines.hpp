// What PostgreSQL wrote to syslog or to standard error under systemd, taken out of a system log for the room that reads
// PostgreSQL's logs. src/backend/utils/error/elog.c write_syslog():
//   postgres[32402]: [8-1] 2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of memory
//   postgres[32402]: [8-2] #011continued after a newline            (rsyslog writes a TAB as #011)
#pragma once

#include <string>
#include <vector>

#include "laststraw/parsers/room.hpp"
#include "laststraw/record/kernel_line.hpp"
#include "laststraw/records.hpp"

namespace laststraw::system_log {

/// What PgBouncer wrote there, for the room that reads its log.
class PgbouncerLines {
 public:
  /// Takes the line if it is PgBouncer's.
  bool add(const KernelLine& line);
  /// Reads what was taken and adds to `reading`.
  void read(const SourceText& source, Records& records, Reading& reading) const;

 private:
  std::string text_;
  std::vector<LineOrigin> origins_;
};

class PostgresLines {
 public:
  /// Takes the line if it is PostgreSQL's.
  bool add(const KernelLine& line);
  /// Reads what was taken and adds to `reading`.
  void read(const SourceText& source, Records& records, const PgEntrySink& sink, Reading& reading) const;

 private:
  std::string text_;
  std::vector<LineOrigin> origins_;
};

}  // namespace laststraw::system_log
