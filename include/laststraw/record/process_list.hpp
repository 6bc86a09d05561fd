// A list of processes at one moment: a `ps` capture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "laststraw/source.hpp"
#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// One row. nullopt: the capture has no such column.
struct ProcessRow {
  Pid pid{};
  std::optional<Pid> ppid;
  std::string user;
  std::optional<Bytes> rss, vsz;  ///< rss counts shared memory in every process that touched it
  std::optional<std::chrono::seconds> elapsed;
  std::string command;  ///< the process title, for PostgreSQL "postgres: app shop 127.0.0.1(33038) idle"
  std::uint32_t line{};
};

struct ProcessList {
  SourceId source{};
  std::optional<Stamp> stamp;  ///< nullopt: the capture prints no time
  Citation cite;               ///< the line with the time, or the header
  std::vector<ProcessRow> rows;
};

}  // namespace laststraw
