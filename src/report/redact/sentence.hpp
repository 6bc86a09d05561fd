// The report's own sentences.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/sentence.hpp"
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
  /// Names and statements by what they are, text as below. The message is ours and stays.
  Sentence redacted(Sentence sentence) const;
  /// What a text quotes ("...") is a statement; outside of it names and addresses that are known, paths and units are replaced.
  std::string redacted(std::string_view text) const;
  std::string redacted(const std::string& text) const { return redacted(std::string_view(text)); }
  std::string redacted(const char* text) const { return redacted(std::string_view(text)); }

 private:
  std::string redacted(const Name& name) const;
  void hide(Identity& who) const;
  std::string outside_quotes(std::string_view text) const;

  Replacements& names_;
  std::map<std::string, std::string, std::less<>> expected_;
  /// By the first byte, the longest first.
  std::array<std::vector<std::pair<std::string, std::string>>, 256> by_first_;
};

}  // namespace laststraw::report
