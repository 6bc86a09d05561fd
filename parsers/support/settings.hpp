// What the rooms for configuration and state snapshots share: lines that hold a name and a value.
#pragma once

#include <string>
#include <string_view>

#include "laststraw/parsers/room.hpp"
#include "laststraw/records.hpp"

namespace laststraw::support {

std::string_view trim(std::string_view text);

/// Setting::precedence of PostgreSQL's settings: later ones override (config.sgml, "Setting Parameters").
constexpr int kFromFile = 0, kFromIncludedFile = 1, kFromFileAfterInclude = 2, kFromAlterSystem = 3, kFromCommandLine = 4, kFromServer = 5;

/// Keeps a value unless a source of higher precedence gave one.
void keep(Settings& settings, std::string name, Setting setting);

/// What a line is to a reader: read; no business of its; or its business, and not readable. A line is exactly one of them (Coverage).
struct LineIs {
  enum class Kind { parsed, noise, unrecognised } kind;
  std::size_t column = 1;  ///< unrecognised: where it stopped being what was expected, where the grammar knows; the line's start else

  static const LineIs parsed, noise, unrecognised;
  static constexpr LineIs unrecognised_at(std::size_t column) { return {Kind::unrecognised, column}; }
};
inline constexpr LineIs LineIs::parsed{Kind::parsed}, LineIs::noise{Kind::noise}, LineIs::unrecognised{Kind::unrecognised};

/// Counts a line that looked like the room's and was not readable.
void unrecognised(Reading& reading, Records& records, const Line& line, const char* expected, std::size_t column = 1);

/// Reads a source line by line. `read(line)` says what it is; of an unrecognised one `expected` is reported. Blank lines are parsed.
template <class Read>
Reading read_lines(const SourceText& source, Records& records, const char* format, const char* expected, const Read& read) {
  Reading reading;
  reading.format = format;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    const LineIs is = trim(line.text).empty() ? LineIs::parsed : read(line);
    switch (is.kind) {
      case LineIs::Kind::parsed:
        ++reading.coverage.parsed;
        break;
      case LineIs::Kind::noise:
        ++reading.coverage.noise;
        break;
      case LineIs::Kind::unrecognised:
        unrecognised(reading, records, line, expected, is.column);
        break;
    }
  }
  reading.coverage.lines = lines.count();
  return reading;
}

}  // namespace laststraw::support
