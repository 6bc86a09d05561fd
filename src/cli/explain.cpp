#include "cli/explain.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <vector>

#include "advise/step_text.hpp"
#include "cli/format_list.hpp"
#include "judge/checklist.hpp"
#include "judge/glossary.hpp"
#include "judge/hypotheses.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::cli {

namespace {

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string decibans_text(double decibans) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%+6.1f", decibans);
  return text.data();
}

std::string hypothesis_text(const judge::Hypothesis& hypothesis, const Language& in) {
  std::string text = std::string(hypothesis.id) + ": " + in.words(hypothesis.title) + "\n\n" + in.words(hypothesis.story) + "\n\n" +
                     in(say("Weights of evidence, in decibans (10 = ten times likelier):")) + "\n";
  for (const judge::Term& term : hypothesis.terms)
    text += "  " + decibans_text(term.decibans) + "  " + padded(term.id, 20) + in(judge::sentence(term)) + "\n";
  text += "\n" + in(say("Sources:")) + "\n";
  std::vector<std::string_view> sources;
  for (const judge::Term& term : hypothesis.terms)
    if (std::find(sources.begin(), sources.end(), term.source) == sources.end()) sources.push_back(term.source);
  for (const std::string_view source : sources) text += "  " + std::string(source) + "\n";
  return text;
}

std::string step_text(const advise::StepText& step, const Language& in) {
  return std::string(step.id) + ": " + in.words(step.title) + "\n\n" + in.words(step.what) + "\n\n" +
         in(say("risk: {0}; needs: {1}; undo: {2}", in_words(step.risk), in_words(report::word(step.needs)), in_words(step.undo))) + "\n" +
         in(say("Source: {0}", step.source)) + "\n";
}

/// "Memcg OOM", "what if", "decibans": as the reports print it, not as it is spelled here.
std::string as_id(std::string_view typed) {
  std::string id;
  for (const char c : typed) id += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return id;
}

}  // namespace

std::vector<std::string> explained_ids() {
  std::vector<std::string> ids;
  for (const judge::Hypothesis* known : judge::hypotheses()) ids.emplace_back(known->id);
  for (const judge::CheckText& check : judge::check_texts()) ids.emplace_back(check.id);
  for (const advise::StepText& step : advise::step_texts()) ids.emplace_back(step.id);
  for (const judge::Word& word : judge::glossary()) ids.emplace_back(word.id);
  return ids;
}

std::optional<std::string> explain(const std::string& typed, const Language& in) {
  const std::string id = as_id(typed);
  for (const judge::Hypothesis* known : judge::hypotheses())
    if (known->id == id) return hypothesis_text(*known, in);
  for (const judge::CheckText& check : judge::check_texts())
    if (check.id == id) return std::string(check.id) + ": " + in.words(check.title) + "\n\n" + in.words(check.why) + "\n";
  for (const advise::StepText& step : advise::step_texts())
    if (step.id == id) return step_text(step, in);
  for (const judge::Word& word : judge::glossary())
    if (word.id == id || (id.ends_with('s') && word.id == id.substr(0, id.size() - 1)))
      return std::string(word.id) + ": " + in.words(word.means) + "\n\n" + in(say("Source: {0}", word.source)) + "\n";
  return std::nullopt;
}

std::string list(const std::string& what) {
  std::string text;
  const auto line = [&](std::string_view id, std::string_view title) { text += padded(id, 28) + std::string(title) + "\n"; };
  if (what == "formats") return format_list();
  if (what == "hypotheses")
    for (const judge::Hypothesis* hypothesis : judge::hypotheses()) line(hypothesis->id, hypothesis->title);
  else if (what == "steps")
    for (const advise::StepText& step : advise::step_texts()) line(step.id, step.title);
  else if (what == "words")
    for (const judge::Word& word : judge::glossary()) line(word.id, word.means);
  else
    for (const judge::CheckText& check : judge::check_texts()) line(check.id, check.title);
  return text;
}

}  // namespace laststraw::cli
