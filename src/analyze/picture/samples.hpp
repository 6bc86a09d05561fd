// Who held how much at one moment: from a list of processes, or from the kernel's table at the kill.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyze/picture/scene.hpp"
#include "timeline/timeline.hpp"

namespace laststraw::picture {

/// A process of PostgreSQL, or all processes of a program.
struct Holder {
  bool postgres = false;
  std::int32_t pid = 0;
  Sentence what;
  Interval size{};
};

/// `held`: by what is the same from one moment to the next: a pid of PostgreSQL's, a program's command.
struct Sample {
  WallTime at;
  std::map<std::string, Holder> held;
  std::optional<Bytes> shared{};  ///< of the server's shared memory some process had touched so much
  bool is_gap = false;            ///< between the kill and the next list: nothing is known
};

/// The lists that were taken around the kill, and the kill itself; ascending. Empty: they do not show how it came to that.
std::vector<Sample> samples_of(const Scene& scene, const std::vector<timeline::Timeline::Capture>& captures, WallTime from, WallTime to);

/// Whether this holder is the culprit, or part of it.
bool is_accused(const Scene& scene, const std::string& key, const Holder& holder);

}  // namespace laststraw::picture
