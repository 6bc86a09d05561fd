// What the terminal report is put together from.
#pragma once

#include <string>

#include "report/report.hpp"

namespace laststraw::report {

/// Colours by meaning.
enum class Tone { plain, bold, dim, bad, warn, good, quiet_title };

/// A report being written: lines of at most style.width columns; every text from the input is made harmless first.
class Paper {
 public:
  Paper(const TextStyle& style, const Language& in) : style_(style), in_(in) {}

  std::string said(const Text& sentence) const;
  const Language& language() const { return in_; }

  void blank() { text_ += '\n'; }
  void title(const Text& name);
  /// A paragraph, wrapped; `first` stands before it (already harmless), continuation lines are indented alike.
  void paragraph(const std::string& first, const Text& text, Tone tone = Tone::plain);
  /// What another Paper of this style has taken down.
  void as_it_is(const std::string& text) { text_ += text; }
  const std::string& text() const { return text_; }
  /// One line, to be copied: whole, whatever the width.
  void whole(const std::string& text);
  /// One line, cut to the width.
  void line(const Text& text, Tone tone = Tone::plain);
  /// "    path:3  "quote"", dimmed; the path whole, the quote cut.
  void quote(const Place& at, const std::string& words, const std::string& indent);

  std::string toned(const std::string& text, Tone tone) const;
  const TextStyle& style() const { return style_; }
  std::string take() { return std::move(text_); }

 private:
  TextStyle style_;
  const Language& in_;
  std::string text_;
};

/// The series of the decline up to the incident, one character a column; empty where there is none.
std::string sparkline(const Incident& incident, std::size_t width, bool unicode);

void write_ledger(Paper& paper, const Ledger& ledger);
void write_decline(Paper& paper, const Incident& incident);
void write_contexts(Paper& paper, const std::optional<Contexts>& dump);
void write_hypotheses(Paper& paper, const std::vector<Hypothesis>& hypotheses);
void write_timeline(Paper& paper, const Incident& incident);
/// Do now, Prevent, See it next time; what was asked with --what-if before them.
void write_steps(Paper& paper, const Incident& incident);
void write_why_victim(Paper& paper, const Incident& incident);
void write_checklist(Paper& paper, const Incident& incident);
void write_inputs(Paper& paper, const std::vector<Input>& inputs);

}  // namespace laststraw::report
