// Names, sentences and quotes of one document, or of one line.
#pragma once

#include <map>
#include <string>

#include "report/document.hpp"
#include "report/redact/replacements.hpp"
#include "report/redact/sentence.hpp"

namespace laststraw::report {

/// What a document has in members of its own is expected first; then what it says is without it.
class Hiding {
 public:
  /// inputs_known: all inputs that are quoted are expected.
  Hiding(Replacements& names, bool inputs_known) : names_(names), sentences_(names), inputs_known_(inputs_known) {}

  void expect_host(const std::string& host);
  void expect_input(const Input& input);
  void expect_path(const std::string& path);
  void expect_command(const std::string& text);
  void expect_culprit(const Culprit& culprit);
  /// As sentences name a session: "etl@shop, billing" and "etl@shop (billing)".
  void expect_session(const std::string& user, const std::string& database, const std::string& application);
  /// Call once after the last of them.
  void ready() { sentences_.ready(); }

  Replacements& names() const { return names_; }
  const Sentences& sentences() const { return sentences_; }
  /// "python3 private", "4 x backend"
  std::string part_of_ledger(const std::string& text) const;
  /// A line of the input at `path`.
  std::string quote(const std::string& text, const std::string& path) const;
  /// A line beside a quoted one, of which nobody knows the form.
  void hide_line_around(Quote& line) const;

 private:
  void expect_alone(Kind kind, const std::string& word);

  Replacements& names_;
  Sentences sentences_;
  bool inputs_known_;
  std::map<std::string, std::string> formats_;
};

}  // namespace laststraw::report
