#include "cli/explain.hpp"

#include <algorithm>
#include <array>
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

/// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> explain(const std::string& id, std::string& nearest, const Language& in) {
  std::size_t least = id.size();
  const auto consider = [&](std::string_view known) {
    if (const std::size_t d = distance(id.substr(0, 64), known); d < least) least = d, nearest = std::string(known);
  };
  for (const judge::Hypothesis* known : judge::hypotheses()) {
    const judge::Hypothesis& hypothesis = *known;
    if (hypothesis.id == id) return hypothesis_text(hypothesis, in);
    consider(hypothesis.id);
  }
  for (const judge::CheckText& check : judge::check_texts()) {
    if (check.id == id) return std::string(check.id) + ": " + in.words(check.title) + "\n\n" + in.words(check.why) + "\n";
    consider(check.id);
  }
  for (const advise::StepText& step : advise::step_texts()) {
    if (step.id == id) return step_text(step, in);
    consider(step.id);
  }
  for (const judge::Word& word : judge::glossary()) {
    if (word.id == id) return std::string(word.id) + ": " + in.words(word.means) + "\n\n" + in(say("Source: {0}", word.source)) + "\n";
    consider(word.id);
  }
  return std::nullopt;
}

std::string list(const std::string& what) {
  std::string text;
  if (what == "formats") return format_list();
  if (what == "hypotheses")
    for (const judge::Hypothesis* hypothesis : judge::hypotheses())
      text += padded(hypothesis->id, 28) + std::string(hypothesis->title) + "\n";
  else if (what == "steps")
    for (const advise::StepText& step : advise::step_texts()) text += padded(step.id, 28) + std::string(step.title) + "\n";
  else
    for (const judge::CheckText& check : judge::check_texts()) text += padded(check.id, 28) + std::string(check.title) + "\n";
  return text;
}

}  // namespace laststraw::cli
