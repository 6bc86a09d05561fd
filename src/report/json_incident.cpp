#include <algorithm>
#include <cmath>
#include <tuple>

#include <nlohmann/json.hpp>

#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "report/json_parts.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Json = nlohmann::ordered_json;

double seconds(Micros time) { return static_cast<double>(time.count()) / 1e6; }

Json json_of(const Citation& cite, const Report& report) {
  return {{"quote", cite.quote}, {"at", place_of(cite.at, report)}};
}

/// What no input tells is null, never 0.
Json json_of(const std::optional<Bytes>& size) { return size ? Json(size->count) : Json(nullptr); }
Json middle_of(const std::optional<Interval>& size) { return size ? Json(size->middle().count) : Json(nullptr); }

Json person(const Process& process, const Report& report) {
  Json json = {{"pid", number(process.pid)}, {"comm", process.comm}, {"role", role_name(process.role)}, {"user", process.user},
               {"database", process.database}, {"application", process.application}, {"statement", process.statement},
               {"anon_bytes", middle_of(process.anon)}, {"shmem_bytes", json_of(process.shmem)}};
  json["evidence"] = Json::array();
  for (const Citation& cite : process.known_from) json["evidence"].push_back(json_of(cite, report));
  return json;
}

Json row(const Process& process, const Report& report) {
  Json json = {{"pid", number(process.pid)}, {"comm", process.comm}, {"command", process.command}, {"role", role_name(process.role)},
               {"role_inferred", process.role_inferred}, {"user", process.user}, {"database", process.database},
               {"application", process.application}, {"statement", process.statement}, {"anon_bytes", middle_of(process.anon)},
               {"anon_low_bytes", process.anon ? Json(process.anon->low.count) : Json(nullptr)},
               {"anon_high_bytes", process.anon ? Json(process.anon->high.count) : Json(nullptr)},
               {"shmem_bytes", json_of(process.shmem)}, {"rss_bytes", json_of(process.rss)}, {"page_tables_bytes", json_of(process.page_tables)},
               {"swap_bytes", json_of(process.swap)}, {"oom_score_adj", process.oom_score_adj ? Json(*process.oom_score_adj) : Json(nullptr)}};
  json["age_s"] = process.age ? Json(process.age->count()) : Json(nullptr);
  json["victim"] = process.victim;
  json["invoker"] = process.invoker;
  json["at"] = process.known_from.empty() ? Json(nullptr) : place_of(process.known_from.front().at, report);
  return json;
}

Json invoker_of(const Incident& incident, const Report& report) {
  if (incident.invoker) {
    Json json = person(incident.processes[*incident.invoker], report);
    json["comm"] = incident.invocation->comm;
    return json;
  }
  if (!incident.invocation) return nullptr;
  Json json = {{"pid", incident.invocation->pid ? Json(number(*incident.invocation->pid)) : Json(nullptr)},
               {"comm", incident.invocation->comm}, {"role", "external"}};
  json["evidence"] = Json::array({json_of(incident.invocation->cite, report)});
  return json;
}

Json postgres_of(const PostgresImpact& impact) {
  return {{"version", impact.version ? impact.version->value : std::string()}, {"crashed", impact.crashed}, {"down_s", impact.down ? Json(seconds(*impact.down)) : Json(nullptr)},
          {"sessions_lost", impact.sessions_lost ? Json(*impact.sessions_lost) : Json(nullptr)},
          {"rejected_connections", impact.rejected_connections}};
}

Json part_of(const LedgerPart& part, const Report& report) {
  Json json = {{"name", word(part)}, {"bytes", part.size.middle().count}, {"low", part.size.low.count}, {"high", part.size.high.count}};
  json["at"] = part.cite ? place_of(part.cite->at, report) : Json(nullptr);
  json["within"] = Json::array();
  for (const LedgerPart& inner : part.within) json["within"].push_back(part_of(inner, report));
  return json;
}

Json ledger_of(const Ledger& ledger, const Report& report) {
  Json json = {{"of", word(ledger.of)}, {"total_bytes", ledger.total ? Json(ledger.total->value.count) : Json(nullptr)}};
  json["parts"] = Json::array();
  for (const LedgerPart& part : ledger.parts) json["parts"].push_back(part_of(part, report));
  json["unaccounted_bytes"] = ledger.unaccounted.count;
  json["overlaps"] = ledger.overlaps;
  json["at"] = ledger.total ? place_of(ledger.total->cite.at, report) : Json(nullptr);
  return json;
}

Json contexts_of(const Incident& incident, const Report& report) {
  if (!incident.context_dump) return nullptr;
  const MemoryContextDump& dump = *incident.context_dump;
  Json json = {{"total_bytes", dump.grand_total ? Json(dump.grand_total->count) : Json(nullptr)}, {"contexts", dump.contexts.size()},
               {"at", place_of(dump.cite.at, report)}};
  json["nodes"] = Json::array();
  for (const ContextNode& node : incident.context_tree)
    json["nodes"].push_back({{"depth", node.depth}, {"name", node.name}, {"ident", node.ident}, {"count", node.count}, {"own_bytes", node.own.count},
                             {"used_bytes", node.used.count}, {"subtree_bytes", node.subtree.count}, {"at", place_of(node.at, report)}});
  return json;
}

/// Fills in what each kind of culprit has; the rest is empty or null.
struct FillCulprit {
  Json& json;
  void operator()(const std::monostate&) const {}
  void operator()(const SessionAtFault& session) const {
    json["pid"] = number(session.pid);
    json["name"] = session.comm;
    json["user"] = session.user;
    json["database"] = session.database;
    json["application"] = session.application;
    json["statement"] = session.statement;
  }
  void operator()(const ProcessAtFault& process) const { json["pid"] = number(process.pid), json["name"] = process.name; }
  void operator()(const ProgramAtFault& program) const { json["name"] = program.name, json["count"] = of(program.processes); }
  void operator()(const GroupAtFault& group) const { json["name"] = in_words(word(group.of)), json["count"] = group.count; }
  void operator()(const SettingAtFault& setting) const { json["name"] = setting.name, json["count"] = of(setting.value); }
  void operator()(const LimitAtFault& limit) const { json["name"] = limit.name; }
  void operator()(const KernelAtFault& kernel) const { json["name"] = kernel.name; }
  void operator()(const FilesAtFault& files) const { json["name"] = files.name; }
  void operator()(const UnknownSender& sender) const {
    json["name"] = sender.to ? say("unknown sender of SIGKILL to pid {0}", number(*sender.to)) : say("unknown sender of SIGKILL");
  }
  static Json of(const std::optional<std::int64_t>& count) { return count ? Json(*count) : Json(nullptr); }
};

Json culprit_of(const Culprit& culprit) {
  if (std::holds_alternative<std::monostate>(culprit.who)) return nullptr;
  Json json = {{"kind", word(culprit.who)}, {"pid", nullptr}, {"name", ""}, {"user", ""}, {"database", ""}, {"application", ""}, {"statement", ""},
               {"bytes", json_of(culprit.bytes)}, {"count", nullptr}};
  std::visit(FillCulprit{json}, culprit.who);
  return json;
}

double rounded(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

Json hypothesis_of(const Finding& finding, std::size_t rank, const Report& report) {
  Json json = {{"rank", rank}, {"cause", std::string(finding.cause)}, {"mechanism", word(finding.mechanism)},
               {"likelihood", rounded(finding.likelihood, 1e6)}, {"decibans", rounded(finding.decibans, 100)}, {"support", word(finding.support)},
               {"outcome", word(finding.outcome)}, {"sentence", finding.sentence}, {"culprit", culprit_of(finding.culprit)}};
  json["counterfactual"] = finding.counterfactual ? Json{{"free_without_bytes", finding.counterfactual->free_without.count},
                                                         {"sufficient", finding.counterfactual->sufficient},
                                                         {"assumption", finding.counterfactual->assumption}}
                                                  : Json(nullptr);
  json["evidence"] = Json::array();
  for (const Evidence& evidence : finding.evidence)
    json["evidence"].push_back({{"bearing", word(evidence.bearing)}, {"term", evidence.term},
                                {"decibans", evidence.decibans}, {"claim", evidence.claim}, {"quote", evidence.cite.quote},
                                {"at", place_of(evidence.cite.at, report)}});
  json["missing"] = Json::array();
  for (const Missing& missing : finding.missing)
    json["missing"].push_back({{"what", missing.what}, {"why", word(missing.why)}, {"how_to_get_it", missing.how_to_get_it}});
  return json;
}

std::string words_of(const Decline& decline) {
  const bool group = decline.of == DeclineOf::group_anon;
  const std::string taken = human_bytes(decline.taken.count), rate = human_bytes(std::llround(decline.bytes_per_second));
  const std::string when = short_time(iso_time(decline.onset));
  if (decline.whole_history)
    return group ? say("What the group cannot give back was growing from the first sample on ({0}): {1} taken, {2} a second.", when, taken, rate)
                 : say("Available memory was falling from the first sample on ({0}): {1} taken, {2} a second.", when, taken, rate);
  const long slack = std::max(1L, std::lround(seconds(decline.slack)));
  const std::string began = group ? say("What the group cannot give back began to grow at {0} (\u00b1{1} s): {2} taken, {3} a second.", when, slack, taken, rate)
                                  : say("Available memory began to fall at {0} (\u00b1{1} s): {2} taken, {3} a second.", when, slack, taken, rate);
  return began + " " + (decline.started.empty() ? say("Nothing that is logged began then.") : say("What began then:"));
}

Json decline_of(const Incident& incident, const Report& report) {
  if (!incident.decline) return nullptr;
  const Decline& decline = *incident.decline;
  Json json = {{"series", word(decline.of)}, {"onset", iso_time(decline.onset)}, {"slack_s", seconds(decline.slack)},
               {"taken_bytes", decline.taken.count}, {"bytes_per_s", std::round(decline.bytes_per_second)}, {"older_than_history", decline.whole_history},
               {"text", words_of(decline)}, {"at", place_of(decline.cite.at, report)}};
  json["started"] = Json::array();
  for (const Started& started : decline.started)
    json["started"].push_back({{"at", iso_time(started.at)}, {"kind", word(started.kind)}, {"pid", started.pid ? Json(number(*started.pid)) : Json(nullptr)},
                               {"text", started.text}, {"quote", started.cite.quote}, {"at_source", place_of(started.cite.at, report)}});
  return json;
}

Json timeline_of(const Incident& incident, const Report& report) {
  Json json = Json::array();
  for (const TimelineEntry& entry : incident.timeline)
    json.push_back({{"at", when_text(entry.when)}, {"slack_s", seconds(entry.when.slack)}, {"kind", word(entry.kind)}, {"text", entry.text},
                    {"at_source", {{"path", report.records->sources[static_cast<std::size_t>(entry.cite.at.source)].path},
                                   {"line", entry.cite.at.first_line}}}});
  return json;
}

Json series_of(const Incident& incident, const Report& report) {
  Json json = Json::array();
  for (const AlignedSeries& series : incident.series) {
    Json entry = {{"name", series.name}, {"unit", series.unit},
                  {"path", report.records->sources[static_cast<std::size_t>(series.source)].path}};
    entry["points"] = Json::array();
    for (const AlignedSeries::Point& point : series.points) entry["points"].push_back({iso_time(point.at), point.value});
    json.push_back(std::move(entry));
  }
  return json;
}

Json check_of(const ChecklistItem& item, const Report& report) {
  Json json = {{"id", item.id}, {"status", word(item.status)}, {"title", item.title}, {"found", item.found}, {"wanted", item.wanted},
               {"why", item.why}, {"remedy", item.remedy}};
  json["evidence"] = Json::array();
  for (const Citation& cite : item.evidence) json["evidence"].push_back(json_of(cite, report));
  json["sources"] = item.sources;
  return json;
}

}  // namespace

namespace {

/// For the order only.
Bytes held(const Process& process) { return (process.anon ? process.anon->middle() : Bytes{0}) + process.shmem.value_or(Bytes{0}); }

/// All processes, or the largest where there are more than anybody reads, with those that matter; in the order they have.
std::vector<const Process*> listed(const std::vector<Process>& processes) {
  constexpr std::size_t kMost = 5000;
  std::vector<const Process*> chosen;
  chosen.reserve(processes.size());
  for (const Process& process : processes) chosen.push_back(&process);
  if (chosen.size() <= kMost) return chosen;
  std::nth_element(chosen.begin(), chosen.begin() + kMost, chosen.end(), [](const Process* a, const Process* b) {
    return std::tuple(a->victim || a->invoker, held(*a), b) > std::tuple(b->victim || b->invoker, held(*b), a);
  });
  chosen.resize(kMost);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

Json place_of(const SourceLocation& at, const Report& report) {
  const auto source = static_cast<std::size_t>(at.source);
  return {{"path", source < report.records->sources.size() ? report.records->sources[source].path : std::string()},
          {"first_line", at.first_line}, {"last_line", at.last_line}};
}

Json json_of(const Report& report, const IncidentReport& answer, bool with_series) {
  const Incident& incident = answer.incident;
  Json json = {{"id", incident.id}, {"at", when_text(incident.when)}, {"slack_s", seconds(incident.when.slack)},
               {"host", incident.host}, {"outcome", word(incident.kind)}, {"scope", incident.constraint == Constraint::unknown ? Json(nullptr) : Json(word(incident.constraint))},
               {"kernel_release", incident.invocation ? incident.invocation->kernel_release : std::string()}};
  json["victim"] = incident.victims.empty() ? Json(nullptr) : person(incident.processes[incident.victims.front()], report);
  json["victims"] = Json::array();
  for (const std::size_t victim : incident.victims) json["victims"].push_back(person(incident.processes[victim], report));
  json["invoker"] = invoker_of(incident, report);
  json["postgres"] = postgres_of(incident.postgres);
  json["ledger"] = ledger_of(incident.ledger, report);
  json["hypotheses"] = Json::array();
  for (std::size_t i = 0; i < answer.judgement.findings.size(); ++i)
    json["hypotheses"].push_back(hypothesis_of(answer.judgement.findings[i], i + 1, report));
  json["verdict"] = word(answer.judgement.verdict);
  json["summary"] = answer.judgement.summary;
  json["processes"] = Json::array();
  for (const Process* process : listed(incident.processes)) json["processes"].push_back(row(*process, report));
  json["processes_left_out"] = incident.processes.size() - json["processes"].size();
  json["memory_contexts"] = contexts_of(incident, report);
  json["decline"] = decline_of(incident, report);
  json["timeline"] = timeline_of(incident, report);
  if (with_series) json["series"] = series_of(incident, report);
  json["checklist"] = Json::array();
  for (const ChecklistItem& item : answer.checklist) json["checklist"].push_back(check_of(item, report));
  json["fragments"] = Json::object();
  for (const auto& [file, text] : fragment_texts(answer.fragments)) json["fragments"][file] = text;
  json["fragment_lines"] = Json::array();
  for (const Fragment& line : answer.fragments)
    json["fragment_lines"].push_back({{"file", line.file}, {"setting", line.setting}, {"value", line.value}, {"why", line.why}});
  return json;
}

}  // namespace laststraw::report
