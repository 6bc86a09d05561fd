#include <algorithm>
#include <cmath>
#include <map>

#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

std::string right(const std::string& text, std::size_t width) {
  const std::size_t wide = display_width(text);
  return wide < width ? std::string(width - wide, ' ') + text : text;
}

std::string bar(double fraction, std::size_t width, bool unicode) {
  const double filled = std::clamp(fraction, 0.0, 1.0) * static_cast<double>(width);
  const auto whole = static_cast<std::size_t>(filled);
  std::string text;
  for (std::size_t i = 0; i < whole; ++i) text += unicode ? "\u2588" : "#";
  if (unicode && whole < width) {
    static const char* const kEighths[] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    text += kEighths[static_cast<std::size_t>((filled - static_cast<double>(whole)) * 8)];
  }
  return text;
}

void write_evidence(Paper& paper, const Hypothesis& hypothesis) {
  for (const Weighed& evidence : hypothesis.evidence) {
    paper.paragraph("    " + padded(decibans_text(evidence.decibans), 10), evidence.claim,
                    evidence.bearing == Bearing::supports ? Tone::plain : Tone::warn);
    paper.quote(evidence.at, evidence.quote, "              ");
  }
  for (const Lacking& missing : hypothesis.missing)
    paper.paragraph("    " + padded(paper.said(say("missing")), 10), say("{0}; get it by: {1}", missing.what, missing.how_to_get_it),
                    Tone::dim);
}

Tone tone_of(CheckStatus status) {
  if (status == CheckStatus::fail) return Tone::bad;
  if (status == CheckStatus::warn) return Tone::warn;
  return status == CheckStatus::pass ? Tone::good : Tone::dim;
}

void write_part(Paper& paper, const Text& label, std::int64_t bytes, double share, const Text& between) {
  std::string line = "  " + padded(cut(harmless(paper.said(label)), 28, paper.style().unicode), 28) + right(human_bytes(bytes), 11) +
                     right(percent(share), 6) + "  " + paper.said(between);
  const auto room = static_cast<std::size_t>(std::max(0, paper.style().width - static_cast<int>(display_width(line))));
  paper.line(line + bar(share, std::min<std::size_t>(room, 40), paper.style().unicode));
}

/// The values of the decline's series up to the incident.
std::vector<double> values_before(const Incident& incident) {
  std::vector<double> values;
  for (const Series& series : incident.series)
    if (incident.decline && series.name == incident.decline->series)
      for (const AlignedSeries::Point& point : series.points)
        if (iso_time(point.at) <= incident.at) values.push_back(point.value);  // times of one zone are in order as text is
  return values;
}

}  // namespace

std::string sparkline(const Incident& incident, std::size_t width, bool unicode) {
  const std::vector<double> values = values_before(incident);
  if (values.size() < 3) return {};
  const double top = *std::max_element(values.begin(), values.end());
  const std::size_t columns = std::min(width, values.size());
  std::string text;
  for (std::size_t i = 0; i < columns && top > 0; ++i) {
    const double value = values[(i + 1) * values.size() / columns - 1];
    const auto step = static_cast<std::size_t>(std::clamp(value / top, 0.0, 1.0) * 7.99);
    static const char* const kBars[] = {"\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
    text += unicode ? kBars[step] : std::string(1, "_.-=+*#@"[step]);
  }
  return text;
}

void write_ledger(Paper& paper, const Ledger& ledger) {
  if (!ledger.total_bytes) return;
  paper.title(say("Where the memory was ({0} of {1})", Bytes{*ledger.total_bytes}, in_words(ledger.of)));
  for (const LedgerPart& part : ledger.parts) {
    const bool interval = part.low != part.high;
    write_part(paper, part.label, part.bytes, part.share.value_or(0),
               interval ? say("{0} to {1}", Bytes{part.low}, Bytes{part.high}) + "  " : Text());
    for (const LedgerPart& inner : part.within)
      if (paper.style().verbose || inner.share.value_or(0) >= 0.01)
        paper.line("    " + padded(human_bytes(inner.bytes), 11) + " " + inner.label, Tone::dim);
  }
  if (ledger.unaccounted_bytes)
    write_part(paper, in_words("unaccounted"), *ledger.unaccounted_bytes, ledger.unaccounted_share.value_or(0), {});
  if (!ledger.note.empty()) paper.paragraph("  ", ledger.note, Tone::warn);
}

void write_contexts(Paper& paper, const std::optional<Contexts>& dump) {
  if (!dump || dump->nodes.empty()) return;
  paper.title(say("Memory contexts of the session (with all below; {0} in {1} contexts)", human_bytes(dump->total_bytes), dump->contexts));
  constexpr std::size_t kShown = 12;
  std::size_t n = 0;
  for (const Context& node : dump->nodes) {
    if (++n > kShown && !paper.style().verbose) continue;
    std::string line = "  " + right(human_bytes(node.subtree_bytes), 11) + "  " +
                       std::string(2 * static_cast<std::size_t>(std::clamp<std::int64_t>(node.depth, 0, 20)), ' ') +
                       (node.count > 1 ? std::to_string(node.count) + " x " : "") + node.name;
    if (!node.ident.empty()) line += ": " + node.ident;
    paper.line(line);
  }
  if (n > kShown && !paper.style().verbose) paper.line("  " + say("{0} more (-v shows them)", n - kShown), Tone::dim);
}

void write_decline(Paper& paper, const Incident& incident) {
  if (!incident.decline) return;
  paper.title(say("How memory ran out"));
  if (const std::string curve = sparkline(incident, 60, paper.style().unicode); !curve.empty())
    paper.line("  " + curve + " " + incident.decline->series, Tone::dim);
  paper.paragraph("  ", incident.decline->text);
  for (const Started& started : incident.decline->started) {
    paper.paragraph("  " + without_day(paper.said(started.when)) + "  ", started.text);
    paper.quote(started.at_source, "", "                ");
  }
}

void write_hypotheses(Paper& paper, const std::vector<Hypothesis>& hypotheses) {
  paper.title(say("Why"));
  const bool all = paper.style().verbose;
  std::size_t shown = 0;
  for (const Hypothesis& hypothesis : hypotheses) {
    if (!all && !hypothesis.shown) continue;
    // The cause as `laststraw explain` takes it.
    Text line = "  " + right(likelihood_words(hypothesis.likelihood), 6) + "  " + in_words(hypothesis.cause);
    if (!hypothesis.mechanism.empty() && hypothesis.mechanism != "unknown" && hypothesis.likelihood >= 0.01)
      line = line + " (" + in_words(hypothesis.mechanism) + ")";
    line += "  " + decibans_text(hypothesis.decibans) + "  " + in_words(word(hypothesis.outcome));
    if (!hypothesis.support.empty()) line += say(", {0} support", in_words(hypothesis.support));
    paper.line(line, shown == 0 ? Tone::bold : Tone::plain);
    if (all || shown < 2) {
      if (hypothesis.counterfactual) paper.paragraph("    " + padded(paper.said(say("what if")), 10), hypothesis.counterfactual->text);
      write_evidence(paper, hypothesis);
    }
    ++shown;
  }
  if (shown < hypotheses.size())
    paper.line("  " + say("{0} more with less than 1 % or not applicable (-v shows them)", hypotheses.size() - shown), Tone::dim);
}

void write_timeline(Paper& paper, const Incident& incident) {
  if (incident.timeline.empty()) return;
  paper.title(is_iso_time(incident.at) ? say("What happened (UTC)") : say("What happened"));
  constexpr std::size_t kShown = 24;
  std::size_t n = 0;
  for (const Entry& entry : incident.timeline) {
    if (++n > kShown && !paper.style().verbose) continue;
    paper.paragraph("  " + padded(paper.said(entry.when), 30),
                    entry.text + "  [" + entry.at_source.path + ":" + std::to_string(entry.at_source.line) + "]");
  }
  if (n > kShown && !paper.style().verbose) paper.line("  " + say("{0} more (-v shows them)", n - kShown), Tone::dim);
}

namespace {

Tone tone_of(EffectKind kind) { return kind == EffectKind::no_kill || kind == EffectKind::error_instead ? Tone::good : Tone::dim; }

void write_step(Paper& paper, const Step& step, std::size_t n) {
  paper.paragraph("  " + std::to_string(n) + ". ", step.text, Tone::bold);
  // To be copied: neither wrapped nor cut.
  if (!step.command.empty()) paper.whole("     $ " + step.command);
  if (step.fragment) paper.whole("     " + step.fragment->file + ": " + step.fragment->setting + " = " + step.fragment->value);
  paper.paragraph("     " + std::string(paper.style().unicode ? "\u2192 " : "-> "), step.effect.text, tone_of(step.effect.kind));
  if (!paper.style().verbose) return;
  if (!step.condition.empty()) paper.paragraph("     ", say("{0}: {1}", in_words(word(step.precondition)), step.condition), Tone::dim);
  paper.paragraph("     ", say("risk: {0}; needs: {1}; undo: {2}", step.risk, in_words(word(step.needs)), step.undo), Tone::dim);
  for (const Quote& evidence : step.evidence) paper.quote(evidence.at, evidence.quote, "     ");
}

void write_heading(Paper& paper, const Incident& incident, StepWhen when) {
  constexpr std::size_t kShown = 3;
  std::size_t n = 0, left = 0;
  for (const Step& step : incident.steps) {
    if (step.when != when || !step.given) continue;
    const bool gains_time = step.effect.kind == EffectKind::later && n > 0;  // behind what would have helped
    if (!paper.style().verbose && (n >= kShown || step.good_practice || gains_time)) {
      ++left;
      continue;
    }
    if (n == 0) paper.title(heading(when));
    write_step(paper, step, ++n);
  }
  if (left > 0 && n > 0) paper.line("  " + say("{0} more (-v shows them)", left), Tone::dim);
  for (const Step& step : incident.steps)
    if (step.when == when && !step.given && (paper.style().verbose || !step.good_practice))
      paper.paragraph("  ", say("Not advised here: {0} ({1})", step.text, effect_words(step)), Tone::dim);
}

}  // namespace

void write_steps(Paper& paper, const Incident& incident) {
  if (!incident.what_ifs.empty()) paper.title(say("What if"));
  for (const Tried& tried : incident.what_ifs)
    paper.paragraph("  ", say("{0}: {1}", tried.question, tried.effect.text), tone_of(tried.effect.kind));
  for (const StepWhen when : {StepWhen::now, StepWhen::prevent, StepWhen::observe}) write_heading(paper, incident, when);
}

void write_why_victim(Paper& paper, const Incident& incident) {
  if (!incident.why_victim) return;
  const WhyVictim& why = *incident.why_victim;
  paper.title(say("Why this victim"));
  paper.paragraph("  ", why.text);
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < (paper.style().verbose ? why.rows.size() : std::min(why.rows.size(), kShown)); ++i)
    paper.line("  " + right(std::to_string(why.rows[i].points), 6) + "  pid " + std::to_string(why.rows[i].pid) + " " + why.rows[i].comm +
                   "  [" + place_text(why.rows[i].at) + "]",
               Tone::dim);
  for (const BadnessRow& row : why.spared)
    if (why.rows.empty() || row.points > why.rows.front().points)
      paper.paragraph("  ", say("pid {0} ({1}) is larger and was spared by its oom_score_adj of -1000", row.pid, row.comm), Tone::warn);
}

namespace {

void write_check(Paper& paper, const Check& check) {
  paper.line("  " + padded(paper.said(in_words(word(check.status))), 5) + " " + check.id + ": " + check.title, tone_of(check.status));
  paper.paragraph("        " + padded(paper.said(say("found")), 8), check.found);
  if (!check.wanted.empty()) paper.paragraph("        " + padded(paper.said(say("wanted")), 8), check.wanted);
  if (!check.remedy.empty()) paper.paragraph("        " + padded(paper.said(say("do")), 8), check.remedy, Tone::bold);
  for (const Quote& evidence : check.evidence) paper.quote(evidence.at, evidence.quote, "                ");
}

}  // namespace

void write_checklist(Paper& paper, const Incident& incident) {
  if (incident.checklist.empty()) return;
  paper.title(say("Checks"));
  std::map<CheckStatus, std::size_t> counts;
  for (const CheckStatus status : {CheckStatus::fail, CheckStatus::warn, CheckStatus::unknown, CheckStatus::pass})
    for (const Check& check : incident.checklist) {
      if (check.status != status) continue;
      ++counts[status];
      if (paper.style().verbose || status == CheckStatus::fail || status == CheckStatus::warn) write_check(paper, check);
    }
  paper.line(
      "  " + say("{0} checks pass; {1} could not be decided from these inputs", counts[CheckStatus::pass], counts[CheckStatus::unknown]),
      Tone::dim);
  for (const auto& [file, text] : incident.fragments) {
    paper.title(say("To put into {0}", file));
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      paper.line("  " + std::string(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

void write_inputs(Paper& paper, const std::vector<Input>& inputs) {
  paper.title(say("What was read"));
  constexpr std::size_t kNamed = 5;  // of those that were not read: a host has thousands
  std::uint64_t lines = 0, parsed = 0, noise = 0, unrecognised = 0, read = 0, unread = 0;
  for (const Input& input : inputs) {
    Text line = input.path + ": " + (input.format.empty() ? say("not read") : input.format + ", " + say("{0} lines", input.lines));
    if (input.unrecognised > 0) line += say(", {0} unrecognised", input.unrecognised);
    if (!input.note.empty()) line = line + ": " + input.note;
    const bool named = input.format.empty() ? ++unread <= kNamed : !input.note.empty() || input.unrecognised > 0;
    if (named || paper.style().verbose) paper.paragraph("  ", line, Tone::dim);
    if (!input.format.empty()) ++read;
    lines += input.lines;
    parsed += input.parsed;
    noise += input.noise;
    unrecognised += input.unrecognised;
  }
  if (unread > kNamed && !paper.style().verbose)
    paper.line("  " + say("{0} more were not recognised (-v or --unrecognised lists them)", unread - kNamed), Tone::dim);
  paper.line("  " + say("{0} of {1} inputs, {2} lines: {3} parsed, {4} noise, {5} unrecognised", read, inputs.size(), lines, parsed, noise,
                        unrecognised),
             Tone::dim);
}

}  // namespace laststraw::report
