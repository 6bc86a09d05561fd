// What templates see besides the contract:
//   incidents[]: `leading` (the first hypothesis; no culprit where the verdict is undecided), `fragments` as [{file, text}]
//   incidents[]: `known` (once, where there is anything) with `told`, of an undecided one
//   incidents[]: `headings` ("Do now", "Prevent", "See it next time") with `steps` (`text`, `command`, `line`, `effect_text`) and `withheld` (`text`, `reason`)
//   ledger: `bars` (the parts and what is unaccounted, with `x` and `width` in percent of the bar, `colour` 0 to 13)
//   checklist[]: `to_do` (fail or warn)
//   evidence[], told[]: `around` (once, where they are known) with `near` (`number`, `words`; `cited` where it is the line itself): the lines where it stands
#include <algorithm>

#include "report/format.hpp"
#include "report/template.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// What the verdict asks for under one heading, and what is not given.
void add_heading(Filler& filler, const Incident& incident, StepWhen when) {
  const auto shown = [&](const Step& step) { return step.when == when && !step.good_practice; };
  if (std::none_of(incident.steps.begin(), incident.steps.end(), shown)) return;
  Filler part = filler.section("headings");
  part("heading", heading(when));
  for (const Step& step : incident.steps) {
    if (!shown(step)) continue;
    Filler inner = part.section(step.given ? "steps" : "withheld");
    inner("text", step.text), inner("effect_text", step.effect.text), inner("command", step.command), inner("reason", effect_words(step));
    inner("line", step.fragment ? step.fragment->file + ": " + step.fragment->setting + " = " + step.fragment->value : std::string());
  }
}

/// Nothing where only the line itself is known.
void add_around(Filler& filler, const std::string& quote, const Place& at) {
  const std::vector<Quote> lines = lines_around(filler.around(), at);
  const auto cited = [&](const Quote& line) { return line.at.first_line >= at.first_line && line.at.first_line <= at.last_line; };
  if (std::all_of(lines.begin(), lines.end(), cited)) return filler("around", std::string());
  Filler outer = filler.section("around");
  for (const Quote& line : lines) {
    Filler inner = outer.section("near");
    inner("number", std::int64_t{line.at.first_line}), inner("words", line.at.first_line == at.first_line ? quote : line.quote);
    inner("cited", cited(line));
  }
}

}  // namespace

std::vector<Quote> lines_around(std::span<const Quote> around, const Place& at) {
  std::vector<Quote> lines;
  for (const Quote& line : around)
    if (line.at.path == at.path && line.at.first_line + kLinesAround >= at.first_line &&
        line.at.first_line <= std::uint64_t{std::max(at.first_line, at.last_line)} + kLinesAround)
      lines.push_back(line);
  return lines;
}

void more(Filler& filler, const Weighed& evidence) { add_around(filler, evidence.quote, evidence.at); }
void more(Filler& filler, const Claim& told) { add_around(filler, told.quote, told.at); }

void more(Filler& filler, const Incident& incident) {
  Hypothesis first = leading(incident);
  if (incident.verdict == VerdictKind::undecided) first.culprit.reset();
  filler("leading", first);
  if (!incident.told.empty()) filler.section("known")("told", incident.told);
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent, StepWhen::observe}) add_heading(filler, incident, when);
}

void more(Filler& filler, const Check& check) { filler("to_do", check.status == CheckStatus::fail || check.status == CheckStatus::warn); }

void more(Filler& filler, const Ledger& ledger) {
  std::vector<LedgerPart> parts = ledger.parts;
  if (ledger.unaccounted_bytes)
    parts.push_back({"unaccounted",
                     in_words("unaccounted"),
                     *ledger.unaccounted_bytes,
                     *ledger.unaccounted_bytes,
                     *ledger.unaccounted_bytes,
                     ledger.unaccounted_share,
                     {},
                     {}});
  double whole = 0, x = 0;
  for (const LedgerPart& part : parts) whole += std::max(0.0, part.share.value_or(0));
  int colour = 0;
  for (const LedgerPart& part : parts) {
    const double width = whole > 0 ? 100 * std::max(0.0, part.share.value_or(0)) / std::max(1.0, whole) : 0;
    Filler bar = filler.section("bars");
    fields(bar, part);
    bar("x", x), bar("width", width), bar("percent", percent(part.share.value_or(0))), bar("colour", colour++ % 14);
    x += width;
  }
}

Filling filling(const Document& document) {
  return [&document](Filler& filler) {
    filler("language", filler.language().name());
    filler.look_into(document.around);
    members(filler, document);
  };
}

}  // namespace laststraw::report
