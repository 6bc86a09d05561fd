// The quantities of this program that sysstat's activities hold.
#pragma once

#include <map>
#include <string>

#include "support/series.hpp"
#include "sysstat_file/header.hpp"

namespace laststraw::sysstat {

/// The name of the activity as sysstat has it, if its structure is of a later form than the one known here, which would be misread.
std::string_view later_form(const Activity& activity);

/// Makes series of the structures of one record after the other.
class Quantities {
 public:
  Quantities(Records& records, SourceId source) : series_(records, source) {}

  /// The machine was restarted: its counters begin anew.
  void restart() { before_.reset(); }
  /// The record that what follows belongs to; `uptime` in hundredths of a second.
  void begin(std::uint64_t time, std::uint64_t uptime, std::uint32_t record);
  void add(std::uint32_t activity, const Structure& structure);

 private:
  using Fields = std::vector<std::uint64_t>;
  void amount(const Fields& fields, std::size_t place, const char* name, double factor);
  void difference(const Fields& fields, std::size_t whole, std::size_t part, const char* name);
  void rate(const Fields& fields, std::size_t place, const char* name);
  void add_memory(const Fields& kilobytes);

  support::SeriesGatherer series_;
  Stamp stamp_;
  std::uint32_t record_ = 0;
  std::optional<std::uint64_t> before_;  ///< uptime of the record before, of the same boot
  double seconds_ = 0;                   ///< since that record; 0: there is none
  std::map<std::string, std::uint64_t> counters_;
};

}  // namespace laststraw::sysstat
