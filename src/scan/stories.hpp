// What happens again and again in many cases.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "laststraw/time.hpp"
#include "report/fleet_row.hpp"

namespace laststraw::scan {

/// Takes rows one after the other and keeps little of each, what rows have in common once (measured: docs/FLEET.md).
class Stories {
 public:
  void add(const report::FleetRow& row);
  /// `until`: what "new" and "not seen since" count from; nothing: from the newest incident.
  report::FleetSummary sum_up(std::optional<WallTime> until = std::nullopt);

  /// A text that many rows have, by its number; 0 is the empty one.
  class Texts {
   public:
    Texts() { number(""); }
    std::uint32_t number(const std::string& text);
    const std::string& operator[](std::uint32_t number) const { return texts_[number]; }
    std::size_t size() const { return texts_.size(); }

   private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
  };
  struct Trait {
    std::uint32_t by = 0, key = 0, name = 0;
  };
  struct Entry {
    std::string uid;
    std::optional<WallTime> at;
    std::int64_t id = 0;
    report::Number pid, size, sessions_lost;
    std::optional<double> down_s;
    double likelihood = 0;
    float slack_s = 0;
    std::uint32_t case_name = 0, host = 0, owner = 0, cause = 0, environment = 0, settings = 0;
    IncidentKind outcome{};
    VerdictKind verdict{};
    bool of_victims = false, zone_unknown = false, a_death = false, dated = false;
    std::vector<Trait> traits;
    std::vector<std::uint32_t> lacking;

    bool undecided() const { return verdict == VerdictKind::undecided; }
  };

 private:
  Texts texts_;
  std::deque<Entry> entries_;  ///< does not move what it holds: a vector that grows has it twice
};

}  // namespace laststraw::scan
