// An archive of bundles in which known stories are planted, among incidents that have nothing in common.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace laststraw::test {

struct PlantedStory {
  std::string statement;  ///< of every incident of it, with other constants
  std::size_t incidents;  ///< each once
  std::size_t hosts;
  std::string every;  ///< as it must be told; empty: no rhythm
  bool grows, is_new, over;
  std::string changed;  ///< "work_mem 256.0 MiB instead of 4.0 MiB"; empty: nothing
};

struct PlantedArchive {
  std::vector<PlantedStory> stories;
  std::size_t bundles = 0, incidents = 0, twice = 0;
};

/// `bundles`, at least 60, in `root`: those of the stories, some of their kernel logs again in another framing, quiet ones, and the rest with one
/// incident each that shares nothing. Made of samples/system_log/global-6.12-syslog.log with other hosts, times, pids and sizes.
PlantedArchive plant(const std::filesystem::path& root, const std::filesystem::path& samples, std::size_t bundles);

}  // namespace laststraw::test
