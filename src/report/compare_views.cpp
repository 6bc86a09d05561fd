// A comparison on the terminal, as Markdown, as a page, as JSON.
#include <array>

#include "report/compare.hpp"
#include "report/format.hpp"
#include "report/json_writer.hpp"
#include "report/markdown_text.hpp"
#include "report/short_parts.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

template <>
struct Words<Sameness> {
  static constexpr std::array<std::pair<Sameness, std::string_view>, 7> table{{{Sameness::none, "none"},
                                                                               {Sameness::same_again, "same_again"},
                                                                               {Sameness::same_cause, "same_cause"},
                                                                               {Sameness::another_cause, "another_cause"},
                                                                               {Sameness::first_incident, "first_incident"},
                                                                               {Sameness::gone, "gone"},
                                                                               {Sameness::undecided, "undecided"}}};
};

namespace {

Text facts(const Compared& side) {
  if (!side.incident) return say("no incident");
  const Incident& incident = *side.incident;
  return incident.host.empty() ? incident.when : say("host {0}", host_name(incident.host)) + ", " + incident.when;
}

Text summary(const Compared& side) { return side.incident ? side.incident->summary : side.document->no_incident; }

Text equal_words(const SideBySide& both) {
  return say_count(both.equal, "{0} more that both tell is alike.", "{0} more that both tell are alike.");
}

}  // namespace

std::string write_comparison(const SideBySide& both, const TextStyle& style, const Language& in) {
  Paper paper(style, in);
  paper.paragraph("", opening() + both.sentence, Tone::bold);
  for (const auto& [name, side] : {std::pair{"A", &both.a}, {"B", &both.b}}) {
    paper.blank();
    paper.paragraph(std::string(name) + "  ", Text(side->path + ": ") + facts(*side));
    paper.paragraph("   ", summary(*side), Tone::dim);
  }
  for (const Differences& group : both.groups) {
    paper.title(group.title);
    for (const Difference& row : group.rows) {
      const std::string arrow = style.unicode ? " \u2192 " : " -> ";
      paper.paragraph(padded("  " + paper.said(row.what), 30) + " ", row.a + arrow + row.b);
    }
  }
  paper.blank();
  paper.paragraph("", equal_words(both), Tone::dim);
  for (const Text& note : both.notes) paper.paragraph("", note, Tone::dim);
  return paper.take();
}

std::string write_comparison_markdown(const SideBySide& both, const Language& in) {
  std::string out = "# laststraw: " + md_escaped(in(both.sentence)) + "\n\n";
  for (const auto& [name, side] : {std::pair{"A", &both.a}, {"B", &both.b}})
    out += std::string("- **") + name + "** " + md_code(side->path) + ", " + md_escaped(in(facts(*side))) + ": " +
           md_escaped(in(summary(*side))) + "\n";
  for (const Differences& group : both.groups) {
    out += "\n## " + md_escaped(in(group.title)) + "\n\n| | A | B |\n|---|---|---|\n";
    for (const Difference& row : group.rows)
      out += "| " + md_escaped(in(row.what)) + " | " + md_escaped(in(row.a)) + " | " + md_escaped(in(row.b)) + " |\n";
  }
  out += "\n" + md_escaped(in(equal_words(both))) + "\n";
  for (const Text& note : both.notes) out += "\n" + md_escaped(in(note)) + "\n";
  return out;
}

std::string write_comparison_html(const SideBySide& both, const Language& in) {
  const auto said = [&](const Text& text) { return html_escaped(harmless(in(text))); };
  std::string out =
      "<!doctype html>\n<html lang=\"" + in.name() +
      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>laststraw: " +
      said(both.sentence) +
      "</title><style>\n:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\n"
      "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%;table-layout:fixed}\n"
      "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #8886;overflow-wrap:anywhere}\n"
      "th:first-child,td:first-child{width:28%}.dim{opacity:.75}\n</style></head><body><main>\n<h1>" +
      said(both.sentence) + "</h1>\n<table><thead><tr><th></th><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead><tbody>\n";
  const auto row = [&](const std::string& what, const std::string& a, const std::string& b) {
    out += "<tr><th scope=\"row\">" + what + "</th><td>" + a + "</td><td>" + b + "</td></tr>\n";
  };
  row(said(say("input")), html_escaped(harmless(both.a.path)), html_escaped(harmless(both.b.path)));
  row(said(say("when")), said(facts(both.a)), said(facts(both.b)));
  row(said(say("what happened")), said(summary(both.a)), said(summary(both.b)));
  out += "</tbody></table>\n";
  for (const Differences& group : both.groups) {
    out += "<h2>" + said(group.title) +
           "</h2>\n<table><thead><tr><th></th><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead><tbody>\n";
    for (const Difference& one : group.rows) row(said(one.what), said(one.a), said(one.b));
    out += "</tbody></table>\n";
  }
  out += "<p class=\"dim\">" + said(equal_words(both)) + "</p>\n";
  for (const Text& note : both.notes) out += "<p class=\"dim\">" + said(note) + "</p>\n";
  return out + "</main></body></html>\n";
}

std::string write_comparison_json(const SideBySide& both, const Language& in) {
  JsonWriter write(2, in, {.series = false, .arguments = false, .pictures = false});
  const auto side = [&](const char* name, const Compared& one) {
    write.member(name, [&] {
      write("path", one.path);
      write("incident", one.incident ? Number(one.incident->id) : Number());
      write("uid", one.incident ? one.incident->uid : std::string());
      write("at", one.incident ? one.incident->at : std::string());
      write("summary", summary(one));
    });
  };
  write.object([&] {
    write("schema_version", kSchemaVersion);
    write.member("tool", [&] { write("name", "laststraw"), write("version", LASTSTRAW_VERSION); });
    side("a", both.a), side("b", both.b);
    write("sameness", both.sameness);
    write("sentence", both.sentence);
    write("groups", both.groups);
    write("equal", static_cast<std::uint64_t>(both.equal));
    write("notes", both.notes);
  });
  return write.take();
}

}  // namespace laststraw::report
