#include "report/compose.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "laststraw/words.hpp"
#include "report/format.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

std::vector<Input> inputs_of(const Report& report) {
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < report.records->sources.size(); ++i) {
    const Source& source = report.records->sources[i];
    const SourceClock clock = i < report.clocks.size() ? report.clocks[i] : SourceClock{};
    inputs.push_back({source.path,
                      source.format,
                      source.coverage.lines,
                      source.coverage.parsed,
                      source.coverage.noise,
                      source.coverage.unrecognised,
                      {clock.zone, seconds(clock.offset), seconds(clock.slack), clock.how},
                      source.wrapper,
                      source.note});
  }
  return inputs;
}

bool stays_down(const PostgresImpact& impact) { return impact.postmaster_killed && !impact.starts_again; }

Text outage_of(const PostgresImpact& impact, const std::optional<double>& down) {
  if (down) return impact.down_at_most ? say("down {0} at most", Duration{*down}) : say("down {0}", Duration{*down});
  if (impact.never_up) return say("the server did not start");
  if (stays_down(impact)) return say("the postmaster itself was killed: the server does not come back by itself");
  if (impact.crashed)
    return impact.covers    ? say("down; the log that was given ends before it is ready again")
           : impact.present ? say("how long it was down is not known: the PostgreSQL log that was given does not show it")
                            : say("how long it was down is not known: there is no PostgreSQL log");
  return impact.present ? say("PostgreSQL stayed up, as far as is known") : say("not known: there is no PostgreSQL log");
}

Postgres postgres_of(const PostgresImpact& impact) {
  Postgres postgres{impact.version ? impact.version->value.text : std::string(),
                    impact.crashed,
                    {},
                    {},
                    impact.rejected_connections,
                    impact.covers,
                    stays_down(impact),
                    {}};
  if (impact.down && impact.down->count() >= 0) postgres.down_s = seconds(*impact.down);
  if (impact.sessions_lost) postgres.sessions_lost = static_cast<std::int64_t>(*impact.sessions_lost);
  postgres.outage = outage_of(impact, postgres.down_s);
  return postgres;
}

std::optional<Contexts> contexts_of(const laststraw::Incident& incident, const Places& places) {
  if (!incident.context_dump) return std::nullopt;
  const MemoryContextDump& dump = *incident.context_dump;
  Contexts contexts{dump.grand_total ? Number(dump.grand_total->count) : std::nullopt, dump.contexts.size(), places(dump.cite.at), {}};
  for (const ContextNode& node : incident.context_tree)
    contexts.nodes.push_back(
        {node.depth, node.name, node.ident, node.count, node.own.count, node.used.count, node.subtree.count, places(node.at)});
  return contexts;
}

std::vector<Entry> timeline_of(const laststraw::Incident& incident, const Places& places) {
  std::vector<Entry> entries;
  for (const TimelineEntry& entry : incident.timeline)
    entries.push_back({when_text(entry.when),
                       {},
                       seconds(entry.when.slack),
                       std::string(laststraw::word(entry.kind)),
                       entry.text,
                       {places.path(entry.cite.at.source), entry.cite.at.first_line}});
  return entries;
}

std::vector<Check> checks_of(const std::vector<ChecklistItem>& checklist, const Places& places) {
  std::vector<Check> checks;
  for (const ChecklistItem& item : checklist)
    checks.push_back(
        {item.id, item.status, item.title, item.found, item.wanted, item.why, item.remedy, places(item.evidence), item.sources});
  return checks;
}

/// What there is, where nothing is left of what was asked for: "none" alone would be taken for an all-clear.
Text not_selected_of(const std::vector<NotSelected>& others) {
  constexpr std::size_t kNamed = 5;
  std::vector<Text> named;
  for (std::size_t i = 0; i < std::min(others.size(), kNamed); ++i)
    named.push_back(say("incident {0} at {1}", others[i].id, dated_text(when_text(others[i].when))));
  if (others.size() > kNamed) named.emplace_back("...");
  const Text which = joined(named, ", ");
  return others.size() == 1 ? say("1 incident was found, and it is not among those asked for: {0}.", which)
                            : say("{0} incidents were found, and none is among those asked for: {1}.", others.size(), which);
}

/// A container that ended by signal 9, and nobody says by whom: no all-clear. One that was killed for memory would be an incident.
const SystemEvent* killed_container(const Records& records) {
  const auto is_one = [](const SystemEvent& event) { return event.kind == SystemEventKind::container_oom; };
  const auto found = std::find_if(records.system_events.begin(), records.system_events.end(), is_one);
  return found == records.system_events.end() ? nullptr : &*found;
}

/// Why there is none; empty where there is one.
Text no_incident_of(const Report& report) {
  if (!report.incidents.empty()) return {};
  if (!report.not_selected.empty()) return not_selected_of(report.not_selected);
  const std::vector<Source>& sources = report.records->sources;
  if (sources.empty()) return say("Nothing can be said: nothing to read, no files were found.");
  if (std::all_of(sources.begin(), sources.end(), [](const Source& source) { return source.format.empty(); }))
    return report.not_understood.empty()
               ? say("Nothing can be said: none of the {0} inputs is in a format known here (laststraw list formats).", sources.size())
               : say("Nothing can be said: none of the {0} inputs is in a format known here (laststraw list formats), and these lines speak of a kill or of refused memory:",
                     sources.size());
  if (!report.not_understood.empty())
    return say("Nothing can be said: these lines speak of a kill or of refused memory, and could not be read:");
  if (const SystemEvent* const event = killed_container(*report.records))
    return say(
        "Nothing can be said for certain: {0} ended by signal 9, which the OOM killer sends, and also docker kill, and docker stop when its time is up; nothing that was read tells which.",
        place_name(event->subject));
  return say("No incident: no OOM kill, no death by signal 9 and no refused memory in what was read.");
}

/// Where nothing was found, what would tell more.
std::vector<Text> to_give_of(const Report& report) {
  if (!report.incidents.empty() || !report.not_selected.empty()) return {};
  return {say("the kernel log of that time: journalctl -k --no-pager > kernel.txt"),
          say("the PostgreSQL log of that day; csvlog or jsonlog tells most"),
          say("or all of it at once, read-only, on the server: laststraw collect > collect.sh; sudo sh collect.sh")};
}

/// The verbal scale of a likelihood, where the verdict names a cause.
std::string confidence_of(const Judgement& judgement) {
  if (judgement.verdict == VerdictKind::undecided || judgement.findings.empty()) return "none";
  const double likelihood = judgement.findings.front().likelihood;
  return likelihood >= 0.9 ? "high" : likelihood >= 0.7 ? "moderate" : likelihood >= 0.5 ? "low" : "none";
}

/// What is missing from the history is said where everybody reads what became of an input.
void note_what_was_left_out(Document& document) {
  std::set<std::pair<std::string_view, std::string_view>> said;
  for (const Incident& incident : document.incidents)
    for (const Series& series : incident.series) {
      if (series.note.empty() || !said.emplace(series.path, series.name).second) continue;
      for (Input& input : document.inputs)
        if (input.path == series.path) add_note(input.note, Text(series.name) + ": " + series.note);
    }
}

/// The same incident has the same name in every report: FNV-1a of host, kind, time and the victim's pid.
std::string uid_of(const Incident& incident) {
  const std::string victim = incident.victim && incident.victim->pid ? std::to_string(*incident.victim->pid) : std::string();
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string& part : {incident.host, std::string(word(incident.outcome)), incident.at, victim}) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;  // no byte of UTF-8: the parts' limits count
  }
  return hexadecimal(hash);
}

/// "1, 2, 3"; of many the first and the last.
std::string numbers_text(const std::vector<int>& numbers) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool left_out = numbers.size() > kShown && i == kShown - 1;
    if (left_out) i = numbers.size() - 1;
    text += (text.empty() ? "" : left_out ? ", ..., " : ", ") + std::to_string(numbers[i]);
  }
  return text;
}

Recurrence recurrence_of(const laststraw::Recurrence& from) {
  Recurrence to{{from.incidents.begin(), from.incidents.end()},
                std::string(laststraw::word(from.by)),
                from.of_victims,
                from.what,
                from.since ? iso_time(*from.since) : std::string(),
                from.every,
                from.look_at,
                from.growth,
                from.fingerprint,
                {}};
  std::vector<Text> when{say("incidents {0}", numbers_text(from.incidents))};
  if (!to.since.empty()) when.push_back(say("since {0}", from.zone_unknown ? Text(PointInTime{to.since}) : dated_text(to.since)));
  if (!to.every.empty()) when.push_back(to.every);
  std::vector<Text> all{say("{0} ({1}).", to.what, joined(when, "; "))};
  for (const Text& more : {to.growth, to.look_at})
    if (!more.empty()) all.push_back(more);
  to.text = joined(all, " ");
  return to;
}

void conclude(Incident& incident, const Judgement& judgement, const Places& places) {
  incident.verdict = judgement.verdict;
  incident.summary = judgement.summary;
  for (const Cited<Sentence>& one : judgement.told) incident.told.push_back({one.value, one.cite.quote, places(one.cite.at)});
  incident.confidence = confidence_of(judgement);
  if (incident.verdict == VerdictKind::undecided) return;
  incident.cause = leading(incident).cause;
  incident.culprit = leading(incident).culprit;
}

}  // namespace

std::string Places::path(SourceId source) const {
  const auto index = static_cast<std::size_t>(source);
  return index < records_.sources.size() ? records_.sources[index].path : std::string();
}

std::vector<Quote> Places::operator()(const std::vector<Citation>& cites) const {
  std::vector<Quote> quotes;
  for (const Citation& cite : cites) quotes.push_back((*this)(cite));
  return quotes;
}

Incident compose(const Report& report, const IncidentReport& answer) {
  const laststraw::Incident& from = answer.incident;
  const Places places(report);
  Incident to;
  to.id = from.id;
  to.at = when_text(from.when);
  to.slack_s = seconds(from.when.slack);
  to.host = from.host;
  to.outcome = from.kind;
  if (from.constraint != Constraint::unknown) to.scope = laststraw::word(from.constraint);
  if (from.invocation) to.kernel_release = from.invocation->kernel_release;
  compose_people(to, from, places);
  to.uid = uid_of(to);
  to.postgres = postgres_of(from.postgres);
  to.ledger = compose_ledger(answer.judgement.ledger.value_or(from.ledger), places);
  to.hypotheses = compose_hypotheses(answer.judgement, places);
  compose_quantities(to, answer.judgement.quantities, places);
  for (const Witness& witness : from.witnesses)
    to.witnesses.push_back(
        {witness.kind, witness.when ? when_text(*witness.when) : std::string(), witness.text, witness.cite.quote, places(witness.cite.at)});
  conclude(to, answer.judgement, places);
  to.memory_contexts = contexts_of(from, places);
  to.decline = compose_decline(from, places);
  to.timeline = timeline_of(from, places);
  to.series = compose_series(from, places);
  to.memory_picture = answer.memory_picture;
  to.sliders = answer.sliders;
  if (answer.environment.kind != EnvironmentKind::unknown) to.environment = word(answer.environment.kind);
  to.environment_at = places(answer.environment.cite);
  to.why_victim = compose_why_victim(answer, places);
  to.steps = compose_steps(answer.steps, places);
  to.what_ifs = compose_tried(answer.what_ifs);
  to.checklist = checks_of(answer.checklist, places);
  to.fragments = fragment_texts(answer.fragments);
  phrase(to);
  return to;
}

Document compose(const Report& report) {
  Document document{LASTSTRAW_VERSION,
                    inputs_of(report),
                    {},
                    {},
                    report.left_out,
                    configuration_of(report),
                    no_incident_of(report),
                    {},
                    to_give_of(report),
                    {}};
  if (!document.no_incident.empty()) document.not_understood = Places(report)(report.not_understood);
  document.incidents.reserve(report.incidents.size());
  for (const IncidentReport& answer : report.incidents) document.incidents.push_back(compose(report, answer));
  for (const laststraw::Recurrence& story : report.recurrences) document.recurrence.push_back(recurrence_of(story));
  document.around = Places(report)(report.around);
  note_what_was_left_out(document);
  bound_series(document.incidents);
  return document;
}

}  // namespace laststraw::report
