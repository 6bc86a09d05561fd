#include "cli/hypothesis_document.hpp"

#include <array>
#include <cstdio>

#include "advise/step_text.hpp"
#include "judge/checklist.hpp"
#include "judge/glossary.hpp"
#include "judge/hypotheses.hpp"
#include "report/words.hpp"
#include "text/language.hpp"

namespace laststraw::cli {

namespace {

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string_view verdict_words(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::culprit:
      return "culprit";
    case VerdictKind::last_straw:
      return "last straw";
    default:
      return "undecided";
  }
}

}  // namespace

std::string hypothesis_document() {
  std::string text =
      "# Hypotheses, checks and words\n\n"
      "Written by `laststraw list hypotheses --markdown`, from the same texts as `laststraw explain`; a test keeps it up to date. Weights are decibans: 10 dB make a\n"
      "story ten times likelier against its rivals. How they were fitted: [EVALUATION.md](EVALUATION.md).\n";
  for (const judge::Hypothesis* known : judge::hypotheses()) {
    const judge::Hypothesis& hypothesis = *known;
    text += "\n## " + std::string(hypothesis.id) + "\n" + std::string(hypothesis.title) + ". " + std::string(hypothesis.story) +
            " Verdict when it leads: " + std::string(verdict_words(hypothesis.verdict_when_leading)) +
            ".\n\n| dB | term | means | source |\n|--:|---|---|---|\n";
    for (const judge::Term& term : hypothesis.terms) {
      std::array<char, 16> number{};
      std::snprintf(number.data(), number.size(), "%+.1f", term.decibans);
      text += "| " + std::string(number.data()) + " | " + std::string(term.id) + " | " + cell(english()(judge::sentence(term))) + " | " +
              cell(term.source) + " |\n";
    }
  }
  text += "\n# Checks\n\n| id | title | why |\n|---|---|---|\n";
  for (const judge::CheckText& check : judge::check_texts())
    text += "| " + std::string(check.id) + " | " + cell(check.title) + " | " + cell(check.why) + " |\n";
  text += "\n# Words\n\n| word | means | source |\n|---|---|---|\n";
  for (const judge::Word& word : judge::glossary())
    text += "| " + std::string(word.id) + " | " + cell(word.means) + " | " + cell(word.source) + " |\n";
  return text;
}

std::string step_document() {
  std::string text =
      "# Steps\n\n"
      "Written by `laststraw list steps --markdown`, from the same texts as `laststraw explain`; a test keeps it up to date. A report gives those that the verdict asks for, with the incident's own\n"
      "numbers and what each would have made of it ([ADVICE.md](ADVICE.md)).\n";
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent, StepWhen::observe}) {
    text += "\n## " + english()(report::heading(when)) +
            "\n\n| id | step | what for | risk | needs | undo | source |\n|---|---|---|---|---|---|---|\n";
    for (const advise::StepText& step : advise::step_texts())
      if (step.when == when)
        text += "| " + std::string(step.id) + " | " + cell(step.title) + " | " + cell(step.what) + " | " + cell(step.risk) + " | " +
                std::string(report::word(step.needs)) + " | " + cell(step.undo) + " | " + cell(step.source) + " |\n";
  }
  return text;
}

}  // namespace laststraw::cli
