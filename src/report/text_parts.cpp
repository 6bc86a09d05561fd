#include "report/text_parts.hpp"

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
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

void write_evidence(Paper& paper, const Json& hypothesis) {
  for (const Json& evidence : hypothesis.at("evidence")) {
    const bool supports = text_of(evidence, "bearing") == "supports";
    paper.paragraph("    " + padded(decibans_text(evidence.value("decibans", 0.0)), 10), text_of(evidence, "claim"), supports ? Tone::plain : Tone::warn);
    paper.quote(evidence.at("at"), text_of(evidence, "quote"), "              ");
  }
  for (const Json& missing : hypothesis.at("missing"))
    paper.paragraph("    " + padded(say("missing"), 10), say("{0}; get it by: {1}", text_of(missing, "what"), text_of(missing, "how_to_get_it")), Tone::dim);
}

/// The words behind "... kernel: [  558.748185] " or "[Sat Nov 21 03:02:20 2026] ".
std::string_view without_stamp(std::string_view quote) {
  constexpr std::size_t kLongest = 90;
  constexpr std::string_view kKernel = "kernel: ";
  if (const std::size_t at = quote.find(kKernel); at < kLongest) quote.remove_prefix(at + kKernel.size());
  const std::size_t close = quote.find("] ");
  const bool stamp = !quote.empty() && close < kLongest && quote.substr(0, close).find_first_of(".:") != std::string_view::npos;
  if (stamp) quote.remove_prefix(close + 2);
  while (!quote.empty() && quote.front() == ' ') quote.remove_prefix(1);
  return quote;
}

Tone tone_of(const std::string& status) {
  if (status == "fail") return Tone::bad;
  if (status == "warn") return Tone::warn;
  return status == "pass" ? Tone::good : Tone::dim;
}

}  // namespace

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t bytes_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::string size_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? human_bytes(found->get<std::int64_t>()) : std::string();
}

std::string place_text(const Json& at) {
  if (!at.is_object()) return {};
  return text_of(at, "path") + ":" + std::to_string(bytes_of(at, "first_line"));
}

std::string part_name(const std::string& name) {
  constexpr std::string_view kPrivate = " private";
  if (std::string known = in_words(name); known != name || name.size() <= kPrivate.size()) return known;
  const std::size_t program = name.size() - kPrivate.size();
  return name.compare(program, kPrivate.size(), kPrivate) == 0 ? say("{0} private", name.substr(0, program)) : name;
}

std::string what_if_text(const Json& counterfactual) {
  const std::string assumption = text_of(counterfactual, "assumption"), free = human_bytes(bytes_of(counterfactual, "free_without_bytes"));
  return counterfactual.value("sufficient", false) ? say("{0}: {1} free, enough", assumption, free) : say("{0}: {1} free, not enough", assumption, free);
}

std::string sparkline(const Json& incident, std::size_t width, bool unicode) {
  const std::string wanted = text_of(incident.at("decline"), "series"), at = text_of(incident, "at");
  const Json* points = nullptr;
  for (const Json& series : incident.at("series"))
    if (text_of(series, "name") == wanted) points = &series.at("points");
  // ISO times of one zone are in order as text is.
  std::vector<double> values;
  if (points)
    for (const Json& point : *points)
      if (point.at(0).get<std::string>() <= at) values.push_back(point.at(1).get<double>());
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

namespace {

/// " app@shop (web)"; a kernel log alone knows none of it.
std::string session_words(const Json& of) {
  std::string who = text_of(of, "user");
  if (const std::string database = text_of(of, "database"); !database.empty()) who += "@" + database;
  std::string words = who.empty() ? std::string() : " " + who;
  if (const std::string application = text_of(of, "application"); !application.empty()) words += " (" + application + ")";
  return words;
}

}  // namespace

std::string culprit_text(const Json& culprit) {
  const std::string kind = text_of(culprit, "kind");
  std::string text = in_words(kind) + " " + text_of(culprit, "name");
  if (kind == "sender") return text_of(culprit, "name");
  if (kind == "backend") {
    const std::string session = session_words(culprit);
    text = "pid " + std::to_string(bytes_of(culprit, "pid")) + (session.empty() ? " " + in_words(kind) : session);
  } else if (kind == "process" && culprit.at("pid").is_number()) {
    text = "pid " + std::to_string(bytes_of(culprit, "pid")) + " " + text_of(culprit, "name");
  } else if (kind == "group" && culprit.at("count").is_number()) {
    text = std::to_string(bytes_of(culprit, "count")) + " " + text_of(culprit, "name");
  }
  return text;
}

std::string person_text(const Json& person) {
  std::string text = "pid " + std::to_string(bytes_of(person, "pid")) + " " + text_of(person, "role");
  if (text_of(person, "role") == "external") text = "pid " + std::to_string(bytes_of(person, "pid")) + " " + text_of(person, "comm");
  return text + session_words(person);
}

std::string Paper::toned(const std::string& text, Tone tone) const {
  if (!style_.colour || tone == Tone::plain || text.empty()) return text;
  const char* code = "";
  switch (tone) {
    case Tone::plain: break;
    case Tone::bold: code = "1"; break;
    case Tone::dim: code = "2"; break;
    case Tone::bad: code = "1;31"; break;
    case Tone::warn: code = "33"; break;
    case Tone::good: code = "32"; break;
    case Tone::quiet_title: code = "1;36"; break;
  }
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

void Paper::title(const std::string& name) {
  blank();
  text_ += toned(name, Tone::quiet_title) + "\n";
}

void Paper::paragraph(const std::string& first, const std::string& text, Tone tone) {
  const std::string indent(display_width(first), ' ');
  const auto width = static_cast<std::size_t>(style_.width);
  const std::string body = wrap(harmless(text), width - std::min(width / 2, indent.size()), "");
  std::string out = first;
  for (const char c : body) {
    out += c;
    if (c == '\n') out += indent;
  }
  text_ += toned(out, tone) + "\n";
}

void Paper::line(const std::string& text, Tone tone) {
  text_ += toned(cut(harmless(text), static_cast<std::size_t>(style_.width), style_.unicode), tone) + "\n";
}

void Paper::quote(const Json& at, const std::string& words, const std::string& indent) {
  const auto width = static_cast<std::size_t>(style_.width);
  text_ += toned(indent + harmless(place_text(at)), Tone::dim) + "\n";
  if (words.empty()) return;
  const std::size_t room = width - std::min(width / 2, indent.size());
  const std::string safe = harmless(words);
  // A quote that does not fit loses its time stamp first: what was said matters more.
  const std::string_view shown = display_width(safe) <= room ? std::string_view(safe) : without_stamp(safe);
  text_ += toned(indent + cut(shown, room, style_.unicode), Tone::dim) + "\n";
}

void write_ledger(Paper& paper, const Json& ledger) {
  const std::int64_t total = bytes_of(ledger, "total_bytes");
  if (total <= 0) return;
  paper.title(say("Where the memory was ({0} of {1})", human_bytes(total), in_words(text_of(ledger, "of"))));
  const auto part_line = [&](const std::string& name, std::int64_t bytes, std::int64_t low, std::int64_t high) {
    const double share = static_cast<double>(bytes) / static_cast<double>(total);
    std::string line = "  " + padded(cut(harmless(name), 28, paper.style().unicode), 28) + right(human_bytes(bytes), 11) + right(percent(share), 6) + "  ";
    if (low != high) line += say("{0} to {1}", human_bytes(low), human_bytes(high)) + "  ";
    const auto room = static_cast<std::size_t>(std::max(0, paper.style().width - static_cast<int>(display_width(line))));
    paper.line(line + bar(share, std::min<std::size_t>(room, 40), paper.style().unicode));
  };
  for (const Json& part : ledger.at("parts")) {
    part_line(part_name(text_of(part, "name")), bytes_of(part, "bytes"), bytes_of(part, "low"), bytes_of(part, "high"));
    for (const Json& inner : part.value("within", Json::array()))
      if (paper.style().verbose || bytes_of(inner, "bytes") * 100 >= total) paper.line("    " + padded(human_bytes(bytes_of(inner, "bytes")), 11) + " " + part_name(text_of(inner, "name")), Tone::dim);
  }
  const std::int64_t rest = bytes_of(ledger, "unaccounted_bytes");
  part_line(in_words("unaccounted"), rest, rest, rest);
  if (ledger.value("overlaps", false)) paper.line("  " + say("The parts are more than the whole: lines of the report are missing or were altered, or pages stand in two parts."), Tone::dim);
}

void write_contexts(Paper& paper, const Json& dump) {
  if (!dump.is_object() || dump.at("nodes").empty()) return;
  paper.title(say("Memory contexts of the session (with all below; {0} in {1} contexts)", human_bytes(bytes_of(dump, "total_bytes")), bytes_of(dump, "contexts")));
  constexpr std::size_t kShown = 12;
  std::size_t n = 0;
  for (const Json& node : dump.at("nodes")) {
    if (++n > kShown && !paper.style().verbose) continue;
    const std::int64_t count = bytes_of(node, "count");
    std::string line = "  " + right(human_bytes(bytes_of(node, "subtree_bytes")), 11) + "  " +
                       std::string(2 * static_cast<std::size_t>(std::min<std::int64_t>(bytes_of(node, "depth"), 20)), ' ') +
                       (count > 1 ? std::to_string(count) + " x " : "") + text_of(node, "name");
    if (const std::string ident = text_of(node, "ident"); !ident.empty()) line += ": " + ident;
    paper.line(line);
  }
  if (n > kShown && !paper.style().verbose) paper.line("  " + say("{0} more (-v shows them)", n - kShown), Tone::dim);
}

void write_decline(Paper& paper, const Json& incident) {
  const Json& decline = incident.at("decline");
  if (!decline.is_object()) return;
  paper.title(say("How memory ran out"));
  if (const std::string curve = sparkline(incident, 60, paper.style().unicode); !curve.empty())
    paper.line("  " + curve + " " + text_of(decline, "series"), Tone::dim);
  paper.paragraph("  ", text_of(decline, "text"));
  for (const Json& started : decline.at("started")) {
    paper.paragraph("  " + short_time(text_of(started, "at")).substr(11) + "  ", text_of(started, "text"));
    paper.quote(started.at("at_source"), "", "                ");
  }
}

void write_hypotheses(Paper& paper, const Json& hypotheses) {
  paper.title(say("Why"));
  const bool all = paper.style().verbose;
  std::size_t shown = 0, left_out = 0;
  for (const Json& hypothesis : hypotheses) {
    const double likelihood = hypothesis.value("likelihood", 0.0);
    const std::string outcome = text_of(hypothesis, "outcome");
    if (!all && (outcome == "not_applicable" || (shown >= 2 && likelihood < 0.01) || shown >= 5)) { ++left_out; continue; }
    std::string line = "  " + right(likelihood_words(likelihood), 6) + "  " + in_words(text_of(hypothesis, "cause"));
    if (const std::string mechanism = text_of(hypothesis, "mechanism"); !mechanism.empty() && mechanism != "unknown" && likelihood >= 0.01) line += " (" + in_words(mechanism) + ")";
    line += "  " + decibans_text(hypothesis.value("decibans", 0.0)) + "  " + in_words(outcome);
    if (const std::string support = text_of(hypothesis, "support"); !support.empty()) line += say(", {0} support", in_words(support));
    paper.line(line, shown == 0 ? Tone::bold : Tone::plain);
    if (all || shown < 2) {
      if (const Json& counter = hypothesis.at("counterfactual"); counter.is_object())
        paper.paragraph("    " + padded(say("what if"), 10), what_if_text(counter));
      write_evidence(paper, hypothesis);
    }
    ++shown;
  }
  if (left_out > 0) paper.line("  " + say("{0} more with less than 1 % or not applicable (-v shows them)", left_out), Tone::dim);
}

void write_timeline(Paper& paper, const Json& timeline) {
  if (timeline.empty()) return;
  paper.title(say("What happened (UTC)"));
  constexpr std::size_t kShown = 24;
  std::size_t n = 0;
  for (const Json& entry : timeline) {
    if (++n > kShown && !paper.style().verbose) continue;
    const double slack = entry.value("slack_s", 0.0);
    const std::string when = short_time(text_of(entry, "at")) + (slack >= 0.5 ? " \u00b1" + std::to_string(std::lround(slack)) + "s" : "");
    const Json& source = entry.at("at_source");
    paper.paragraph("  " + padded(when, 30), text_of(entry, "text") + "  [" + text_of(source, "path") + ":" + std::to_string(bytes_of(source, "line")) + "]");
  }
  if (n > kShown && !paper.style().verbose) paper.line("  " + say("{0} more (-v shows them)", n - kShown), Tone::dim);
}

void write_checklist(Paper& paper, const Json& incident) {
  const Json& checklist = incident.at("checklist");
  if (checklist.empty()) return;
  paper.title(say("What to do"));
  std::size_t passed = 0, unknown = 0;
  for (const char* status : {"fail", "warn", "unknown", "pass"})
    for (const Json& item : checklist) {
      if (text_of(item, "status") != status) continue;
      const bool listed = paper.style().verbose || std::string(status) == "fail" || std::string(status) == "warn";
      if (std::string(status) == "pass") ++passed;
      if (std::string(status) == "unknown") ++unknown;
      if (!listed) continue;
      paper.line("  " + padded(in_words(status), 5) + " " + text_of(item, "id") + ": " + text_of(item, "title"), tone_of(status));
      paper.paragraph("        " + padded(say("found"), 8), text_of(item, "found"));
      if (const std::string wanted = text_of(item, "wanted"); !wanted.empty()) paper.paragraph("        " + padded(say("wanted"), 8), wanted);
      if (const std::string remedy = text_of(item, "remedy"); !remedy.empty()) paper.paragraph("        " + padded(say("do"), 8), remedy, Tone::bold);
      for (const Json& evidence : item.at("evidence")) paper.quote(evidence.at("at"), text_of(evidence, "quote"), "                ");
    }
  paper.line("  " + say("{0} checks pass, {1} cannot be told from these inputs", passed, unknown), Tone::dim);
  for (const auto& [file, text] : incident.at("fragments").items()) {
    paper.title(say("To put into {0}", file));
    std::string lines = text.get<std::string>();
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      paper.line("  " + lines.substr(0, end));
      lines.erase(0, std::min(end + 1, lines.size()));
    }
  }
}

void write_inputs(Paper& paper, const Json& inputs) {
  paper.title(say("What was read"));
  for (const Json& input : inputs) {
    const std::string format = text_of(input, "format"), note = text_of(input, "note");
    std::string line = text_of(input, "path") + ": " + (format.empty() ? say("not read") : format + ", " + say("{0} lines", bytes_of(input, "lines")));
    if (const std::int64_t bad = bytes_of(input, "unrecognised"); bad > 0) line += say(", {0} unrecognised", bad);
    if (!note.empty()) line += ": " + note;
    if (format.empty() || !note.empty() || paper.style().verbose || bytes_of(input, "unrecognised") > 0) paper.paragraph("  ", line, Tone::dim);
  }
  std::int64_t lines = 0, parsed = 0, noise = 0, unrecognised = 0, read = 0;
  for (const Json& input : inputs) {
    if (!text_of(input, "format").empty()) ++read;
    lines += bytes_of(input, "lines");
    parsed += bytes_of(input, "parsed");
    noise += bytes_of(input, "noise");
    unrecognised += bytes_of(input, "unrecognised");
  }
  paper.line("  " + say("{0} of {1} inputs, {2} lines: {3} parsed, {4} noise, {5} unrecognised", read, inputs.size(), lines, parsed, noise, unrecognised), Tone::dim);
}

}  // namespace laststraw::report
