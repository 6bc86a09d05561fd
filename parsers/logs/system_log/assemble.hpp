// Puts the lines of reports together, whatever is missing or in between.
#pragma once

#include "laststraw/records.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log {

/// Of one run. A machine that kills all day prints some thousands of reports; more are an attack, or an archive for `scan`. A table has at most
/// as many rows as there can be processes (4,194,304, include/linux/threads.h PID_MAX_LIMIT).
constexpr std::size_t kMostReports = 20'000, kMostRows = 5'000'000, kMostEvents = 100'000;

class Assembler {
 public:
  explicit Assembler(Records& records) : records_(records) {}

  /// One line of the kernel's. `no`: not part of any report.
  Taken add(const KernelLine& line);
  /// Closes what is open.
  void finish();
  /// Reports beyond the limits: their lines were read, they were not kept.
  std::size_t left_out() const { return left_out_; }

 private:
  Taken add_text(std::string_view text, const KernelLine& line);
  Taken add_to_open(std::string_view text, const KernelLine& line);
  Taken add_kill(std::string_view text, const KernelLine& line);
  Taken add_candidate(std::string_view text, const KernelLine& line);
  /// The kills whose own line never came: the candidate's, else the one of the summary line.
  void announce();
  /// A kill that an earlier report of this source only announced.
  bool confirm(const Kill& kill);
  /// A stack whose head, "invoked oom-killer", was lost.
  void note_stray(std::string_view text, const KernelLine& line);
  void add_to_bare_kill(const OomReport& usage);
  bool note_reaped(std::string_view text, const KernelLine& line);
  OomReport& open(const KernelLine& line);
  void close();

  Records& records_;
  std::optional<OomReport> report_;
  std::optional<Candidate> candidate_;  ///< of the open report, until the kill line comes
  bool candidate_memcg_ = false;
  Stamp candidate_stamp_;
  std::optional<Kill> summarised_;  ///< whom the summary line names
  std::optional<Kill> reaped_;      ///< by the reaper's line, should nothing else name who was killed
  struct Stray {
    Invocation invocation;
    std::uint32_t line;
    bool of_oom;
  };
  std::optional<Stray> stray_;
  Columns columns_;
  bool table_ended_ = false;  ///< a line of a later part came after the table
  bool in_stat_ = false, in_slab_ = false;
  bool in_group_ = false;            ///< memory.oom.group: the kills that follow are of this report
  std::size_t first_of_source_ = 0;  ///< reports of this source begin here in records_.oom_reports
  bool counted_first_ = false;
  std::size_t rows_ = 0, left_out_ = 0;
};

}  // namespace laststraw::system_log
