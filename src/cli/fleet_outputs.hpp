// Where the incidents of a scan go.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "scan/database.hpp"
#include "scan/stories.hpp"

namespace laststraw::cli {

/// Rows that wait for the newest of them, on disk.
class HeldRows {
 public:
  using Row = std::vector<std::string>;
  HeldRows();
  void add(const Row& row);
  /// In the order they came. Throws OutputError.
  void each(const std::function<void(Row&& row)>& taken);

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

/// Of the incidents that are asked for: a line, a row, a place on the page each.
class FleetOutputs {
 public:
  /// `table`: a row of each on standard output, if nothing else goes there. `before_table`: called before anything is printed there.
  FleetOutputs(const Options& options, const TextStyle& style, bool table, std::function<void()> before_table);

  /// What a row is shown as. May be called in other processes, side by side; empty for an incident that is not asked for.
  std::vector<std::string> prepare(report::CaseIncident one) const;
  /// In order: its line, and what prepare() made of it.
  void put_out(const std::string& line, const std::vector<std::string>& prepared);
  /// The whole report of a case, where it holds one that is asked for; else empty. Called in other processes, which cannot write files.
  std::string report(const std::string& case_name, const Report& answer, const report::Document& document) const;
  void write_report(const std::string& case_name, const std::string& page) const;
  /// A line of another version: it is passed on, and tells no story.
  void pass_on(const std::string& line);
  /// `complete`: all that there is was put out.
  void finish(bool complete);

  std::uint64_t shown() const { return shown_; }          ///< incidents put out
  std::uint64_t undecided() const { return undecided_; }  ///< of them
  std::uint64_t not_asked_for() const { return not_asked_for_; }

 private:
  void show(const std::string& line, const std::vector<std::string>& prepared);
  void show_held();
  void tell_stories(bool complete);

  const Options& options_;
  const TextStyle& style_;
  const std::function<void()> before_table_;
  const Language in_;
  const bool table_;
  scan::Owners owners_;
  std::optional<HeldRows> held_;
  std::optional<OutputFile> ndjson_, csv_;
  OutputFile terminal_{"-"};
  std::optional<FleetPage> page_;
  std::optional<scan::Database> database_;
  scan::Stories stories_;
  bool headed_ = false;
  std::uint64_t shown_ = 0, undecided_ = 0, not_asked_for_ = 0;
  std::optional<WallTime> newest_;
};

}  // namespace laststraw::cli
