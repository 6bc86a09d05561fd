// A kernel or system log, line by line.
#include <array>

#include "system_log/assemble.hpp"
#include "system_log/postgres_lines.hpp"
#include "system_log/program_starts.hpp"
#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

/// The stretch of time the log speaks of, noted while it goes by.
class CoverageNotes {
 public:
  explicit CoverageNotes(SourceId source) { coverage_.source = source; }

  void note(const KernelLine& line) {
    ++framings_[static_cast<std::size_t>(line.framing)];
    if (line.framing == Framing::none) return;
    if (coverage_.lines++ == 0) {
      coverage_.first = line.stamp;
      coverage_.first_cite = cite(line.raw);
    }
    coverage_.last = line.stamp;
    last_ = line.raw;
    if (line.from_kernel()) coverage_.kernel_lines = true;
    if (line.from_kernel() && line.text.substr(0, 14) == "Linux version ") coverage_.starts_at_boot = true;
  }

  void keep(Records& records) {
    if (coverage_.lines == 0) return;
    coverage_.last_cite = cite(last_);
    records.kernel_coverage.push_back(coverage_);
  }

  std::string framing() const {
    std::size_t most = 0;
    for (std::size_t i = 1; i < framings_.size(); ++i)
      if (framings_[i] > 0 && (most == 0 || framings_[i] > framings_[most])) most = i;
    return std::string(framing_name(static_cast<Framing>(most)));
  }

 private:
  KernelCoverage coverage_;
  Line last_;
  std::array<std::uint64_t, kFramings> framings_{};
};

}  // namespace

Reading read_kernel_log(const SourceText& source, Records& records) {
  Reading reading;
  system_log::Assembler assembler(records);
  CoverageNotes notes(source.id);
  system_log::PostgresLines postgres;
  std::uint64_t events_left_out = 0;
  Lines lines = source.lines();
  Line raw;
  while (lines.next(raw)) {
    const KernelLine line = parse_kernel_line(raw);
    notes.note(line);
    if (postgres.add(line)) continue;
    system_log::Taken taken = system_log::Taken::no;
    if (line.from_kernel()) taken = assembler.add(line);
    if (auto event = system_log::read_system_event(line)) {
      if (records.system_events.size() < system_log::kMostEvents) records.system_events.push_back(std::move(*event));
      else ++events_left_out;
      taken = system_log::Taken::yes;
    } else if (auto start = system_log::read_program_start(line)) {
      records.program_starts.push_back(std::move(*start));
      if (records.program_starts.size() > kMaxProgramStarts) records.program_starts.pop_front();
      taken = system_log::Taken::yes;
    }
    if (taken == system_log::Taken::yes) ++reading.coverage.parsed;
    else if (taken == system_log::Taken::no) ++reading.coverage.noise;
    else {
      ++reading.coverage.unrecognised;
      if (records.unrecognised.size() < kMaxUnrecognisedKept)
        records.unrecognised.push_back({{raw.at, 1, "a line of a kernel OOM report as mm/oom_kill.c prints it"}, cite(raw).quote});
    }
  }
  assembler.finish();
  notes.keep(records);
  reading.coverage.lines = lines.count();
  reading.format = "kernel_oom/" + notes.framing();
  if (assembler.left_out() > 0) reading.note = std::to_string(assembler.left_out()) + " kernel reports beyond the limit of " + std::to_string(system_log::kMostReports) + " were left out";
  else if (events_left_out > 0) reading.note = std::to_string(events_left_out) + " system events beyond the limit of " + std::to_string(system_log::kMostEvents) + " were left out";
  postgres.read(source, records, reading);
  return reading;
}

}  // namespace laststraw
