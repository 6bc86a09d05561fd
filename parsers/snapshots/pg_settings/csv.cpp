// pg_settings as CSV with a header: psql --csv, or COPY (SELECT ...) TO ... CSV HEADER. Columns by name; those used are
// name, setting, unit. Fields may be quoted and hold newlines.
//   name,setting,unit,source,boot_val
//   shared_buffers,16384,8kB,configuration file,16384
#include <algorithm>
#include <cctype>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/csv.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

constexpr std::size_t kMaxRecord = std::size_t{1} << 16;

std::size_t column(const std::vector<std::string>& header, std::string_view name) {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

}  // namespace

Reading read_pg_settings_csv(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "pg_settings/csv";
  Lines lines = source.lines();
  Line line;
  std::vector<std::string> header, fields;
  while (lines.next(line)) {
    std::string record(line.text.substr(0, kMaxRecord));
    const Line first = line;
    std::uint64_t taken = 1;
    while (support::is_open_csv(record) && record.size() < kMaxRecord && lines.next(line)) {
      record += "\n" + std::string(line.text.substr(0, kMaxRecord));
      ++taken;
    }
    if (support::trim(record).empty()) {
      reading.coverage.parsed += taken;
      continue;
    }
    const bool whole = support::split_csv(record, fields);
    if (whole && header.empty() && column(fields, "name") < fields.size() && column(fields, "setting") < fields.size()) {
      header = fields;
      reading.coverage.parsed += taken;
      continue;
    }
    if (!whole || header.empty() || fields.size() != header.size()) {
      support::unrecognised(reading, records, first, "a CSV row with as many fields as the header");
      reading.coverage.unrecognised += taken - 1;
      continue;
    }
    const std::size_t unit = column(header, "unit");
    Setting setting{fields[column(header, "setting")], unit < fields.size() ? fields[unit] : std::string(), cite(first),
                    support::kFromServer};
    std::string name = fields[column(header, "name")];
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    support::keep(records.pg_settings, std::move(name), std::move(setting));
    reading.coverage.parsed += taken;
  }
  reading.coverage.lines = lines.count();
  return reading;
}

}  // namespace laststraw
