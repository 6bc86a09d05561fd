// SARIF 2.1.0 (OASIS): a run, a rule for each cause that was found, a result an incident.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/pipeline.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Json = nlohmann::ordered_json;

/// A message holds text and nothing else: braces would be placeholders (3.11.5), brackets a link (3.11.6), and a backslash takes their meaning away.
std::string message_escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '{' || c == '}') safe += c;
    if (c == '[' || c == ']' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

Json plain_message(const std::string& text) { return {{"text", message_escaped(text)}}; }

/// RFC 3986: all but the unreserved characters and the slashes between folders in hexadecimal.
std::string uri_of(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos);
    if (plain)
      uri += c;
    else
      uri.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
  }
  return uri;
}

/// `quote`: what stands there; empty where that is not known.
Json location(const Place& place, const std::string& quote, const std::string& folder) {
  Json physical{{"artifactLocation", {{"uri", uri_of(path_below(folder, place.path))}}}};
  if (place.first_line > 0) {
    physical["region"] = {{"startLine", place.first_line}, {"endLine", std::max(place.first_line, place.last_line)}};
    if (!quote.empty()) physical["region"]["snippet"] = {{"text", harmless(quote)}};
  }
  return {{"physicalLocation", std::move(physical)}};
}

/// The evidence for and against, each claim with the line it rests on.
Json related_locations(const Incident& incident, const std::string& folder, const Language& in) {
  Json all = Json::array();
  for (const Weighed& one : leading(incident).evidence) {
    if (one.at.path.empty()) continue;
    Json where = location(one.at, one.quote, folder);
    where["id"] = all.size() + 1;
    where["message"] = plain_message(harmless(in(one.claim)));
    all.push_back(std::move(where));
  }
  return all;
}

std::string quote_at(const Incident& incident, const Place& place) {
  for (const Claim& one : incident.told)
    if (place_text(one.at) == place_text(place)) return one.quote;
  for (const Weighed& one : leading(incident).evidence)
    if (place_text(one.at) == place_text(place)) return one.quote;
  return {};
}

Json result(const Incident& incident, const std::string& fingerprint, std::size_t rule, const std::string& folder, const Language& in) {
  const Severity severity = severity_of(incident);
  Json one{{"ruleId", rule_of(incident)},
           {"ruleIndex", rule},
           {"level", severity == Severity::error     ? "error"
                     : severity == Severity::warning ? "warning"
                                                     : "note"},
           {"message", plain_message(title_of(incident, in) + "\n" + lines_of(incident, in))}};
  if (const Place place = place_of(incident); !place.path.empty())
    one["locations"] = Json::array({location(place, quote_at(incident, place), folder)});
  if (Json related = related_locations(incident, folder, in); !related.empty()) one["relatedLocations"] = std::move(related);
  one["partialFingerprints"] = {{"incident/v1", fingerprint}};
  Json& more = one["properties"];
  more = {{"outcome", word(incident.outcome)}, {"verdict", word(incident.verdict)}, {"confidence", incident.confidence}};
  more["likelihood"] = leading(incident).likelihood;
  if (!incident.at.empty()) more["at"] = incident.at;
  if (!incident.host.empty()) more["host"] = harmless(incident.host);
  return one;
}

/// One for each cause that a result has.
struct Rules {
  std::vector<std::string> ids;
  Json list = Json::array();

  std::size_t index_of(const std::string& id, const Language& in) {
    const auto known = std::find(ids.begin(), ids.end(), id);
    if (known != ids.end()) return static_cast<std::size_t>(known - ids.begin());
    ids.push_back(id);
    list.push_back({{"id", id}, {"shortDescription", plain_message(in(readable(id)))}, {"help", plain_message("laststraw explain " + id)}});
    return ids.size() - 1;
  }
};

}  // namespace

std::string write_sarif(const Document& document, const std::string& folder, const Language& in) {
  Rules rules;
  Json results = Json::array(), notes = Json::array();
  const std::vector<std::string> fingerprints = fingerprints_of(document);
  for (std::size_t i = 0; i < document.incidents.size(); ++i) {
    const std::size_t rule = rules.index_of(rule_of(document.incidents[i]), in);
    results.push_back(result(document.incidents[i], fingerprints[i], rule, folder, in));
  }
  for (const std::string& remark : remarks_on(document, in)) notes.push_back({{"level", "note"}, {"message", plain_message(remark)}});
  Json driver{{"name", "laststraw"}, {"version", document.version}, {"rules", std::move(rules.list)}};
  Json run{{"tool", {{"driver", std::move(driver)}}},
           {"invocations", Json::array({{{"executionSuccessful", true}, {"toolExecutionNotifications", std::move(notes)}}})},
           {"results", std::move(results)}};
  const Json log{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace laststraw::report
