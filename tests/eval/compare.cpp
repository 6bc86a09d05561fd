#include "eval/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace laststraw::eval {

namespace {

constexpr double kConfident = 0.8;

bool near(double a, double b) { return std::abs(a - b) <= 0.1 * std::max(std::abs(a), std::abs(b)); }

std::set<std::string> right_answers(const Json& truth) {
  std::set<std::string> causes{truth.at("cause").get<std::string>()};
  for (const Json& also : truth.value("also", Json::array())) causes.insert(also.get<std::string>());
  return causes;
}

/// The culprit by whatever the truth names it: a pid, a program, a setting or limit by size.
/// Of a signal by an unknown sender the truth names who was killed.
std::optional<bool> culprit_right(const Json& truth, const Json& incident, const Json& culprit, bool same_cause) {
  const Json expected = truth.value("culprit", Json::object());
  if (!culprit.is_object()) return expected.contains("pid") ? std::optional(false) : std::nullopt;
  if (expected.contains("pid") && culprit.value("kind", "") == "sender")
    return incident.at("victim").is_object() && incident.at("victim").at("pid") == expected.at("pid");
  if (expected.contains("pid")) return culprit.at("pid").is_number() && culprit.at("pid") == expected.at("pid");
  const auto known = culprit.find("bytes");
  const double bytes = known != culprit.end() && known->is_number() ? known->get<double>() : 0;
  if (same_cause && expected.contains("limit_mb"))
    return near(bytes, expected.at("limit_mb").get<double>() * 1048576) || near(bytes, truth.value("limit_mb", 0.0) * 1048576);
  if (same_cause && expected.contains("shared_buffers_mb")) return near(bytes, expected.at("shared_buffers_mb").get<double>() * 1048576);
  if (same_cause && expected.contains("nr_hugepages")) return culprit.at("count") == expected.at("nr_hugepages");
  return std::nullopt;
}

bool victims_right(const Json& truth, const Json& incident) {
  std::set<std::int64_t> expected, got;
  for (const Json& victim : truth.value("victims", Json::array())) expected.insert(victim.at(0).get<std::int64_t>());
  if (expected.empty()) return true;  // nothing was killed by the kernel
  for (const Json& victim : incident.at("victims")) got.insert(victim.at("pid").get<std::int64_t>());
  return expected == got;
}

bool invoker_right(const Json& truth, const Json& incident) {
  const Json expected = truth.value("invokers", Json::array());
  if (expected.empty()) return true;
  return incident.at("invoker").is_object() && incident.at("invoker").value("comm", "") == expected.at(0).get<std::string>();
}

Comparison without_incident(const Json& truth) {
  Comparison result;
  result.expected = truth.at("cause").get<std::string>();
  result.got = "(none)";
  result.top1 = result.top2 = result.outcome = truth.value("outcome", "") == "none";
  result.brier = result.top1 ? 0 : 1;
  result.victims = truth.value("victims", Json::array()).empty();
  result.invoker = truth.value("invokers", Json::array()).empty();
  result.scope = true;
  return result;
}

Comparison compare_one(const Json& incident, const Json& truth) {
  Comparison result;
  const std::set<std::string> right = right_answers(truth);
  result.expected = truth.at("cause").get<std::string>();
  const Json& hypotheses = incident.at("hypotheses");
  const Json& leading = hypotheses.at(0);
  const bool harmless = is_right_where_nothing_happened(truth, incident.at("outcome").get<std::string>());
  result.got = leading.at("cause").get<std::string>();
  result.likelihood = leading.at("likelihood").get<double>();
  result.verdict = incident.at("verdict").get<std::string>();
  result.top1 = harmless || right.count(result.got) > 0;
  result.top2 = result.top1 || (hypotheses.size() > 1 && right.count(hypotheses.at(1).at("cause").get<std::string>()) > 0);
  double together = harmless ? 1 : 0;
  for (const Json& hypothesis : hypotheses) {
    if (harmless) break;
    const double p = hypothesis.at("likelihood").get<double>();
    if (right.count(hypothesis.at("cause").get<std::string>()) > 0)
      together += p;
    else
      result.brier += p * p;
  }
  result.brier += (1 - together) * (1 - together);
  if (!harmless) result.culprit = culprit_right(truth, incident, leading.at("culprit"), result.got == result.expected);
  const bool wrong = !result.top1 || !result.culprit.value_or(true);
  result.confident_wrong = wrong && result.likelihood >= kConfident && result.got != "insufficient_evidence";
  result.victims = victims_right(truth, incident);
  result.invoker = invoker_right(truth, incident);
  result.outcome = harmless || incident.at("outcome") == truth.value("outcome", "");
  // Without a kernel report the scope is not printed anywhere.
  result.scope = incident.at("scope").is_null() || incident.at("scope") == truth.value("scope", "");
  return result;
}

/// What is true of one incident: what the case as a whole says, and what is said of this one.
std::vector<Json> truths_of(const Json& truth) {
  const Json incidents = truth.value("incidents", Json::array());
  std::vector<Json> truths;
  for (const Json& own : incidents) {
    Json whole = truth;
    whole.erase("incidents");
    // Of the case as a whole: of several incidents one has its own, or none is known.
    for (const char* name : {"victims", "invokers", "also", "culprit"})
      if (incidents.size() > 1 && !own.contains(name)) whole.erase(name);
    whole.update(own);
    truths.push_back(std::move(whole));
  }
  if (truths.empty()) truths.push_back(truth);
  return truths;
}

const Json* incident_for(const Json& truth, std::size_t place, const Json& incidents) {
  for (const Json& incident : incidents)
    if (!truth.value("victims", Json::array()).empty() && victims_right(truth, incident)) return &incident;
  return place < incidents.size() ? &incidents[place] : nullptr;
}

}  // namespace

bool is_right_where_nothing_happened(const Json& truth, std::string_view outcome) {
  constexpr std::array<std::string_view, 3> kHarmless{"memory_pressure", "not_memory", "postgres_limit"};
  return truth.value("outcome", "") == "none" && std::find(kHarmless.begin(), kHarmless.end(), outcome) != kHarmless.end();
}

std::vector<Comparison> compare(const Json& report, const Json& truth) {
  std::vector<Comparison> results;
  for (const Json& one : truths_of(truth)) {
    const Json* incident = incident_for(one, results.size(), report.at("incidents"));
    results.push_back(incident ? compare_one(*incident, one) : without_incident(one));
  }
  for (const Json& input : report.at("inputs"))
    if (input.value("format", "").rfind("kernel_oom/", 0) == 0)
      results.front().kernel_unrecognised += input.at("unrecognised").get<std::int64_t>();
  return results;
}

}  // namespace laststraw::eval
