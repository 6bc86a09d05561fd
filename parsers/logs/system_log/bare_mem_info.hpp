// The memory part of a kernel report of which nothing else is left.
#pragma once

#include <optional>
#include <string>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/sentence.hpp"
#include "laststraw/units.hpp"

namespace laststraw::system_log {

/// What a reader of such an excerpt can say of it: which zone was full, and of what.
class BareMemInfo {
 public:
  /// A zone's line, "Node 0 Normal free:44208kB min:44304kB low:... active_anon:... shmem:...", or "Free swap  = 0kB"; false: none of them.
  bool add(const KernelLine& line);

  /// Empty: no such line was seen.
  Sentence said() const;

 private:
  struct Zone {
    std::string name;
    Bytes free, min, low;
    std::optional<Bytes> managed, anon, shmem, slab, page_tables;
    Citation cite;
  };
  std::optional<Zone> told_;  ///< the largest of those below their low marks; where none is, the largest
  std::optional<Bytes> swap_free_, swap_total_;
  bool asked_for_ = false;  ///< "sysrq: Show Memory": then nothing is missing
};

}  // namespace laststraw::system_log
