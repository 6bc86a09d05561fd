// What the rooms for configuration and state snapshots share: lines that hold a name and a value.
#pragma once

#include <string>
#include <string_view>

#include "laststraw/records.hpp"
#include "laststraw/parsers/room.hpp"

namespace laststraw::support {

std::string_view trim(std::string_view text);

/// Setting::precedence of PostgreSQL's settings: later ones override (config.sgml, "Setting Parameters").
constexpr int kFromFile = 0, kFromIncludedFile = 1, kFromFileAfterInclude = 2, kFromAlterSystem = 3, kFromCommandLine = 4, kFromServer = 5;

/// Keeps a value unless a source of higher precedence gave one.
void keep(Settings& settings, std::string name, Setting setting);

/// Counts a line that looked like the room's and was not readable.
void unrecognised(Reading& reading, Records& records, const Line& line, const char* expected);

/// Reads a source line by line. `read(line)` says: +1 parsed, 0 noise, -1 unrecognised (then `expected` is reported).
/// Blank lines are parsed.
template <class Read>
Reading read_lines(const SourceText& source, Records& records, const char* format, const char* expected, const Read& read) {
  Reading reading;
  reading.format = format;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const int said = trim(line.text).empty() ? 1 : read(line);
    if (said > 0) ++reading.coverage.parsed;
    else if (said == 0) ++reading.coverage.noise;
    else unrecognised(reading, records, line, expected);
  }
  reading.coverage.lines = lines.count();
  return reading;
}

}  // namespace laststraw::support
