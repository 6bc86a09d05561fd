// The report's own sentences, in whatever language they are.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "report/redact/replacements.hpp"

namespace laststraw::report {

class Sentences {
 public:
  explicit Sentences(Replacements& names) : names_(names) {}

  /// Who and what sentences may name, and what stands there instead: "etl@shop, billing", a program's command line.
  void expect(std::string_view words, std::string_view instead);
  /// Call once after the last expect().
  void ready();
  /// What was expect()ed for exactly these words; null: nothing.
  const std::string* instead_of(std::string_view words) const;
  /// What a sentence quotes ("...") is a statement; outside of it names and addresses that are known, paths and units are replaced.
  std::string redacted(std::string_view sentence) const;
  /// A sentence of the timeline: of some kinds it names a unit, a cgroup or a container.
  std::string told(std::string_view kind, std::string_view sentence) const;
  /// A sentence about what began: its kind tells which words are the input's. Another one of that kind is "[redacted]".
  std::string started(std::string_view kind, std::string_view sentence) const;

 private:
  std::string outside_quotes(std::string_view text) const;

  Replacements& names_;
  std::map<std::string, std::string, std::less<>> expected_;
  /// By the first byte, the longest first.
  std::array<std::vector<std::pair<std::string, std::string>>, 256> by_first_;
};

/// The values in a sentence made by say(pattern, ...), by their numbers; empty where it is another one.
std::vector<std::string_view> values_of(std::string_view pattern, std::string_view sentence);

}  // namespace laststraw::report
