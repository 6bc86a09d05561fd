// What the terminal report is put together from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "report/report.hpp"

namespace laststraw::report {

using Json = nlohmann::ordered_json;

/// Colours by meaning.
enum class Tone { plain, bold, dim, bad, warn, good, quiet_title };

/// A report being written: lines of at most style.width columns; every text from the input is made harmless first.
class Paper {
 public:
  explicit Paper(const TextStyle& style) : style_(style) {}

  void blank() { text_ += '\n'; }
  void title(const std::string& name);
  /// A paragraph, wrapped; `first` stands before it (already harmless), continuation lines are indented alike.
  void paragraph(const std::string& first, const std::string& text, Tone tone = Tone::plain);
  /// One line, cut to the width.
  void line(const std::string& text, Tone tone = Tone::plain);
  /// "    path:3  "quote"", dimmed; the path whole, the quote cut.
  void quote(const Json& at, const std::string& words, const std::string& indent);

  std::string toned(const std::string& text, Tone tone) const;
  const TextStyle& style() const { return style_; }
  std::string take() { return std::move(text_); }

 private:
  TextStyle style_;
  std::string text_;
};

/// Members of the contract as text; empty where null or missing.
std::string text_of(const Json& object, const char* key);
std::int64_t bytes_of(const Json& object, const char* key);
/// "path:12"
std::string place_text(const Json& at);
/// "pid 372 backend etl@shop (etl_loader)"
std::string person_text(const Json& person);
/// "pid 372 etl@shop (etl_loader)", "68 sessions", "setting shared_buffers"
std::string culprit_text(const Json& culprit);

/// A part of the ledger in the report's language: "page tables", "python3 private".
std::string part_name(const std::string& name);
/// "without the limit: 20.9 GiB free, enough"
std::string what_if_text(const Json& counterfactual);

/// The series of the decline up to the incident, one character a column; empty where there is none.
std::string sparkline(const Json& incident, std::size_t width, bool unicode);

void write_ledger(Paper& paper, const Json& ledger);
void write_decline(Paper& paper, const Json& incident);
void write_contexts(Paper& paper, const Json& dump);
void write_hypotheses(Paper& paper, const Json& hypotheses);
void write_timeline(Paper& paper, const Json& timeline);
void write_checklist(Paper& paper, const Json& incident);
void write_inputs(Paper& paper, const Json& inputs);

}  // namespace laststraw::report
