#include "report/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/markdown_text.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Json = nlohmann::ordered_json;

std::string written(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

// ---- GitHub's workflow commands: "::error file=...,line=...,title=...::message", a line each

/// By the rules of GitHub's own toolkit (actions/toolkit, packages/core/src/command.ts), which the runner undoes
/// (actions/runner, src/Runner.Common/ActionCommand.cs): what would end the line, and in a property what would end that.
std::string github_escaped(const std::string& text, bool property) {
  std::string safe;
  for (const char c : text) switch (c) {
      case '%':
        safe += "%25";
        break;
      case '\r':
        safe += "%0D";
        break;
      case '\n':
        safe += "%0A";
        break;
      case ':':
        safe += property ? "%3A" : ":";
        break;
      case ',':
        safe += property ? "%2C" : ",";
        break;
      default:
        safe += c;
    }
  return safe;
}

std::string write_github(const Document& document, const std::string& folder, const Language& in) {
  std::string out;
  for (const Incident& incident : document.incidents) {
    const Severity severity = severity_of(incident);
    out += severity == Severity::error ? "::error " : severity == Severity::warning ? "::warning " : "::notice ";
    if (const Place place = place_of(incident); !place.path.empty()) {
      out += "file=" + github_escaped(harmless(path_below(folder, place.path)), true) + ",";
      if (place.first_line > 0) out += "line=" + std::to_string(place.first_line) + ",endLine=" + std::to_string(place.last_line) + ",";
    }
    out += "title=" + github_escaped(title_of(incident, in), true) + "::" + github_escaped(lines_of(incident, in), false) + "\n";
  }
  for (const std::string& remark : remarks_on(document, in)) out += "::notice title=laststraw::" + github_escaped(remark, false) + "\n";
  return out;
}

// ---- GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format")

std::string write_gitlab(const Document& document, const std::string& folder, const Language& in) {
  const std::vector<std::string> fingerprints = fingerprints_of(document);
  Json all = Json::array();
  for (std::size_t i = 0; i < document.incidents.size(); ++i) {
    const Incident& incident = document.incidents[i];
    const Severity severity = severity_of(incident);
    const Place place = place_of(incident);
    all.push_back({{"description", title_of(incident, in) + ": " + harmless(in(incident.summary))},
                   {"check_name", "laststraw/" + rule_of(incident)},
                   {"fingerprint", fingerprints[i]},
                   {"severity", severity == Severity::error     ? "critical"
                                : severity == Severity::warning ? "major"
                                                                : "info"},
                   {"location",
                    {{"path", harmless(path_below(folder, place.path.empty() ? "laststraw" : place.path))},  // there has to be one
                     {"lines", {{"begin", std::max<std::uint32_t>(1, place.first_line)}}}}}});
  }
  return written(all);
}

// ---- Grafana's annotations (POST /api/annotations takes one): its panels show the text as HTML

std::string write_grafana(const Document& document, const Language& in) {
  using std::chrono::milliseconds;
  Json all = Json::array();
  for (const Incident& incident : document.incidents) {
    const auto at = wall_time_of(incident.at);
    if (!at) continue;
    const std::int64_t time = std::chrono::duration_cast<milliseconds>(at->time_since_epoch()).count();
    Json one{{"time", time}};
    if (const auto& down = incident.postgres.down_s)
      one["timeEnd"] = time + std::max<std::int64_t>(0, saturated(std::min(*down, 1e9) * 1000));
    one["tags"] = {"laststraw", "cause:" + rule_of(incident), "verdict:" + std::string(word(incident.verdict)),
                   "outcome:" + std::string(word(incident.outcome))};
    if (!incident.host.empty()) one["tags"].push_back("host:" + harmless(incident.host));
    one["text"] = html_escaped(title_of(incident, in) + "\n" + lines_of(incident, in));
    all.push_back(std::move(one));
  }
  return written(all);
}

}  // namespace

Severity severity_of(const Incident& incident) {
  if (incident.outcome == IncidentKind::not_memory || incident.verdict == VerdictKind::undecided) return Severity::note;
  return incident.verdict == VerdictKind::culprit ? Severity::error : Severity::warning;
}

std::string rule_of(const Incident& incident) { return incident.verdict == VerdictKind::undecided ? "undecided" : leading(incident).cause; }

Place place_of(const Incident& incident) {
  if (incident.verdict == VerdictKind::undecided)
    for (const Claim& one : incident.told)
      if (!one.at.path.empty()) return one.at;
  const Weighed* heaviest = nullptr;
  for (const Weighed& one : leading(incident).evidence)
    if (!one.at.path.empty() && (!heaviest || one.decibans > heaviest->decibans)) heaviest = &one;
  if (heaviest) return heaviest->at;
  for (const auto& person : {incident.victim, incident.invoker})
    if (person && !person->evidence.empty()) return person->evidence.front().at;
  for (const Testimony& witness : incident.witnesses) return witness.at_source;
  for (const Entry& entry : incident.timeline)
    if (!entry.at_source.path.empty()) return {entry.at_source.path, entry.at_source.line, entry.at_source.line};
  return {};
}

std::string path_below(const std::string& folder, const std::string& path) {
  return folder.empty() ? path : (std::filesystem::path(folder) / path).lexically_normal().string();
}

std::string title_of(const Incident& incident, const Language& in) { return harmless(in(five_lines(incident).front().text)); }

std::string lines_of(const Incident& incident, const Language& in) {
  std::string text;
  const std::vector<BriefLine> lines = five_lines(incident);
  for (std::size_t i = 1; i < lines.size(); ++i) text += (i > 1 ? "\n" : "") + harmless(in(lines[i].label) + ": " + in(lines[i].text));
  return text;
}

std::vector<std::string> remarks_on(const Document& document, const Language& in) {
  std::vector<std::string> remarks;
  if (!document.no_incident.empty()) remarks.push_back(harmless(in(document.no_incident)));
  for (const Quote& quote : document.not_understood) remarks.push_back(harmless(place_text(quote.at) + ": " + quote.quote));
  if (document.incidents_left_out > 0)
    remarks.push_back(in(say("{0} later incidents are not explained; choose with --since and --until.", document.incidents_left_out)));
  const std::vector<Input>& inputs = document.inputs;
  if (std::any_of(inputs.begin(), inputs.end(), [](const Input& input) { return input.format.empty(); }))
    remarks.push_back(harmless(in(inputs_in_a_line(inputs))));
  return remarks;
}

std::vector<std::string> fingerprints_of(const Document& document) {
  std::map<std::string, int> seen;
  std::vector<std::string> all;
  for (const Incident& incident : document.incidents) {
    const int before = seen[incident.uid]++;
    all.push_back(incident.uid + (before > 0 ? "-" + std::to_string(before + 1) : ""));
  }
  return all;
}

std::size_t undated(const Document& document) {
  return static_cast<std::size_t>(std::count_if(document.incidents.begin(), document.incidents.end(),
                                                [](const Incident& incident) { return !wall_time_of(incident.at); }));
}

std::string write_pipeline(const Document& document, PipelineForm form, const std::string& folder, const Language& in) {
  switch (form) {
    case PipelineForm::sarif:
      return write_sarif(document, folder, in);
    case PipelineForm::github:
      return write_github(document, folder, in);
    case PipelineForm::gitlab:
      return write_gitlab(document, folder, in);
    case PipelineForm::grafana:
      return write_grafana(document, in);
  }
  return {};
}

}  // namespace laststraw::report
