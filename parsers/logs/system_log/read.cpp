// A kernel or system log, line by line.
#include <array>

#include "laststraw/parsers/readers.hpp"
#include "support/series.hpp"
#include "support/systemd_words.hpp"
#include "system_log/assemble.hpp"
#include "system_log/bare_mem_info.hpp"
#include "system_log/postgres_lines.hpp"
#include "system_log/program_starts.hpp"
#include "system_log/unit_resources.hpp"

namespace laststraw {

namespace {

constexpr bool is_ring(Framing framing) { return framing >= Framing::dmesg && framing <= Framing::kmsg; }

/// The ring buffer names no program; everywhere else the kernel's lines say "kernel:".
bool by_the_kernel(const KernelLine& line) { return line.program == "kernel" || (line.program.empty() && is_ring(line.framing)); }

/// Hosts of one log whose silence may count; a collector of more has other logs to ask.
constexpr std::size_t kMostHosts = 256;

/// The stretch of time the log speaks of, noted while it goes by: of each host on its own, for a collector's log has many.
class CoverageNotes {
 public:
  explicit CoverageNotes(SourceId source) : source_(source) {}

  void note(const KernelLine& line) {
    ++framings_[static_cast<std::size_t>(line.framing)];
    if (line.framing == Framing::none) return;
    Host* const host = host_of(line.host);
    if (!host) return;
    KernelCoverage& coverage = host->coverage;
    if (coverage.lines++ == 0) {
      coverage.first = line.stamp;
      coverage.first_cite = cite(line.raw);
    }
    coverage.last = line.stamp;
    const bool kernel = by_the_kernel(line);
    if (kernel || !coverage.last_kernel) host->last = line.raw;
    if (!kernel) return;
    if (!coverage.first_kernel) coverage.first_kernel = line.stamp;
    coverage.last_kernel = line.stamp;
    if (line.text.starts_with("Linux version ")) coverage.starts_at_boot = true;
  }

  void keep(Records& records) {
    const bool ring = is_ring(most_frequent());
    for (Host& host : hosts_) {
      host.coverage.source = source_;
      host.coverage.ring = ring;
      host.coverage.last_cite = cite(host.last);
      records.kernel_coverage.push_back(std::move(host.coverage));
    }
  }

  std::string framing() const { return std::string(framing_name(most_frequent())); }

 private:
  Framing most_frequent() const {
    std::size_t most = 0;
    for (std::size_t i = 1; i < framings_.size(); ++i)
      if (framings_[i] > 0 && (most == 0 || framings_[i] > framings_[most])) most = i;
    return static_cast<Framing>(most);
  }

  struct Host {
    KernelCoverage coverage;
    Line last;  ///< views into the source, which outlives this
  };

  Host* host_of(std::string_view name) {
    if (latest_ < hosts_.size() && hosts_[latest_].coverage.host == name) return &hosts_[latest_];
    for (latest_ = 0; latest_ < hosts_.size(); ++latest_)
      if (hosts_[latest_].coverage.host == name) return &hosts_[latest_];
    if (hosts_.size() == kMostHosts) return nullptr;
    hosts_.emplace_back().coverage.host = std::string(name);
    return &hosts_.back();
  }

  SourceId source_;
  std::vector<Host> hosts_;
  std::size_t latest_ = 0;  ///< most lines are of the host of the line before
  std::array<std::uint64_t, kFramings> framings_{};
};

/// The most that the server's unit held, at the time when it stopped.
void keep(const system_log::UnitResources& resources, const KernelLine& line, support::SeriesGatherer& series) {
  if (!support::is_postgres_unit(resources.unit)) return;
  const auto add = [&](const char* name, const std::optional<Bytes>& size) {
    if (size) series.add(name, line.stamp, static_cast<double>(size->count), line.raw.at.first_line);
  };
  add("memcg_peak_bytes", resources.peak);
  add("memcg_swap_peak_bytes", resources.swap_peak);
}

/// An allocation failure or a request by hand prints its memory part, too.
bool tells_of_memory_dump(const Records& records, std::size_t events_before) {
  for (std::size_t i = events_before; i < records.system_events.size(); ++i)
    if (const auto kind = records.system_events[i].kind;
        kind == SystemEventKind::page_allocation_failure || kind == SystemEventKind::sysrq_oom || kind == SystemEventKind::panic)
      return true;
  return false;
}

/// What one line tells by itself; false: nothing.
bool note_event(const KernelLine& line, Records& records, support::SeriesGatherer& series, std::uint64_t& left_out) {
  if (auto event = system_log::read_system_event(line)) {
    // earlyoom prints how much memory there is.
    if (event->kind == SystemEventKind::earlyoom_state && event->total && !records.meminfo.total)
      records.meminfo.total = {*event->total, event->cite};
    if (records.system_events.size() < system_log::kMostEvents)
      records.system_events.push_back(std::move(*event));
    else
      ++left_out;
    return true;
  }
  if (const auto resources = system_log::read_unit_resources(line)) return keep(*resources, line, series), true;
  auto start = system_log::read_program_start(line);
  if (!start) return false;
  records.program_starts.push_back(std::move(*start));
  if (records.program_starts.size() > kMaxProgramStarts) records.program_starts.pop_front();
  return true;
}

}  // namespace

Reading read_kernel_log(const SourceText& source, Records& records, const PgEntrySink& sink) {
  Reading reading;
  system_log::Assembler assembler(records);
  CoverageNotes notes(source.id);
  system_log::PostgresLines postgres;
  system_log::PgbouncerLines pooler;
  system_log::BareMemInfo memory;
  support::SeriesGatherer series(records, source.id);
  const std::size_t reports_before = records.oom_reports.size(), events_before = records.system_events.size();
  std::uint64_t events_left_out = 0;
  Lines lines = source.lines();
  Line raw;
  while (lines.next(raw)) {
    const KernelLine line = parse_kernel_line(raw);
    notes.note(line);
    if (pooler.add(line) || postgres.add(line)) continue;
    system_log::Taken taken = system_log::Taken::no;
    if (line.from_kernel()) {
      taken = assembler.add(line);
      if (memory.add(line) && taken == system_log::Taken::no) taken = system_log::Taken::yes;
    }
    if (note_event(line, records, series, events_left_out)) taken = system_log::Taken::yes;
    if (taken == system_log::Taken::yes)
      ++reading.coverage.parsed;
    else if (taken == system_log::Taken::no)
      ++reading.coverage.noise;
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
  if (assembler.left_out() > 0)
    reading.note = say("{0} kernel reports beyond the limit of {1} were left out", assembler.left_out(), system_log::kMostReports);
  else if (events_left_out > 0)
    reading.note = say("{0} system events beyond the limit of {1} were left out", events_left_out, system_log::kMostEvents);
  else if (records.oom_reports.size() == reports_before && !tells_of_memory_dump(records, events_before))
    reading.note = memory.said();
  pooler.read(source, records, reading);
  postgres.read(source, records, sink, reading);
  return reading;
}

}  // namespace laststraw
