#include "analyze/analyze.hpp"

#include <algorithm>

#include "advise/advise.hpp"
#include "advise/sliders.hpp"
#include "analyze/not_understood.hpp"
#include "analyze/picture/picture.hpp"
#include "analyze/quotes.hpp"
#include "analyze/said.hpp"
#include "analyze/servers.hpp"
#include "judge/checklist.hpp"
#include "judge/hypotheses.hpp"
#include "judge/recurrence.hpp"
#include "judge/why_victim.hpp"
#include "timeline/pg_history.hpp"
#include "timeline/timeline.hpp"

namespace laststraw {

namespace {

/// Settings first: a PostgreSQL log in text form is read with the log_line_prefix that postgresql.conf names.
bool reads_settings(const Room& room) { return room.name == "pg_settings"; }

/// Every input gets a source, read or not, so that the report can say what became of it.
void read_inputs(const std::vector<input::Input>& inputs, Servers& servers, Records& records, const PgEntrySink& sink) {
  for (const input::Input& input : inputs) records.sources.push_back({input.shown, {}, {}, input.note, input.modified, input.failed});
  for (const bool settings : {true, false})
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const input::Input& input = inputs[i];
      if (input.words) {
        const std::uint64_t lines = input.wrappings.back()->origins.size();
        records.sources[i].format = "words", records.sources[i].coverage = {.lines = lines, .noise = lines};
      } else if (!input.room)
        records.sources[i].coverage = {.lines = input.unread_lines, .unrecognised = input.unread_lines};
      if (!input.room || reads_settings(*input.room) != settings) continue;
      const Servers::Within its_server(servers, records, server_folder(input.shown));
      Reading reading = input.room->read(input.text(SourceId(static_cast<std::uint32_t>(i))), records, sink);
      Source& source = records.sources[i];
      source.format = std::move(reading.format);
      source.wrapper = input.forms();
      source.coverage = reading.coverage;
      source.coverage.lines += input.left_out();
      source.coverage.noise += input.left_out();
      add_note(source.note, reading.note);
      if (const std::uint64_t lost = input.lost_bytes(); lost > 0)
        source.note = say("{0} bytes were taken away at its end while it was read", lost);
    }
}

/// What the command line tells counts where no input does.
void note_given(const AnalyzeOptions& options, Records& records) {
  const auto note = [](std::optional<Cited<Bytes>>& known, std::int64_t given) {
    if (given > 0 && !known) known = {Bytes{given}, {}};
  };
  note(records.meminfo.total, options.ram_bytes), note(records.meminfo.swap_total, options.swap_bytes);
  if (!records.cgroup.limit()) note(records.cgroup.declared, options.limit_bytes);
}

/// What is asked for, on the clock of the inputs.
struct Window {
  Window(const AnalyzeOptions& options, const std::optional<WallTime>& newest) : only(options.only_incident) {
    if (newest) times = AskedWindow{options.since, options.until}.resolved(*newest);  // else nothing is dated
  }
  bool wants(std::size_t index, const Instant& when) const {
    if (only > 0 && static_cast<int>(index) + 1 != only) return false;
    return !when.wall || times.holds(*when.wall);
  }

  int only;
  TimeWindow times;
};

/// The kernel's own arithmetic, where it printed a table.
std::optional<WhyVictim> why_victim(const judge::Facts& facts) {
  const Incident& incident = *facts.incident;
  if (!incident.report || incident.report->kills.empty()) return std::nullopt;
  const auto total = judge::badness_total(facts);
  return total ? judge::why_victim(*incident.report, incident.report->kills.front().pid, *total) : std::nullopt;
}

/// Asks every hypothesis and every check about the incident, and tries the advice on it.
void explain(IncidentReport& answer, const AnalyzeOptions& options, const std::vector<timeline::Timeline::Capture>& captures) {
  const judge::Facts facts = judge::facts_of(answer.incident);
  answer.judgement = judge::judge(facts);
  answer.checklist = judge::checklist(facts, answer.judgement);
  advise::Advice advice = advise::advise(facts, answer.judgement, answer.checklist);
  answer.environment = std::move(advice.environment);
  answer.fragments = advise::fragments_of(advice.steps);
  answer.steps = std::move(advice.steps);
  answer.what_ifs = advise::answers(facts, answer.judgement, options.what_ifs);
  answer.why_victim = why_victim(facts);
  if (!options.pictures) return;
  answer.memory_picture = picture::memory_picture(facts, answer.judgement, captures);
  answer.sliders = advise::sliders_of(facts, answer.judgement);
}

std::vector<Recurrence> recurrences(const std::vector<IncidentReport>& incidents) {
  std::vector<judge::Judged> judged;
  for (const IncidentReport& answer : incidents) judged.push_back({&answer.incident, &answer.judgement});
  return judge::recurrences(judged);
}

}  // namespace

Report analyze(const AnalyzeOptions& options) {
  const input::Detector detector(rooms());
  return analyze(input::open_inputs(options.paths, detector), options);
}

Report analyze(const std::vector<input::Input>& inputs, const AnalyzeOptions& options) {
  auto records = std::make_shared<Records>();
  timeline::PgHistoryBuilder builder(&records->sources);

  // Read every line once; each goes to the room that knows its format. PostgreSQL's entries are folded into a history as they come.
  Servers servers(inputs);
  read_inputs(inputs, servers, *records, [&builder](const PgEntry& entry) { builder.add(entry); });
  servers.share(*records);
  note_given(options, *records);
  note_said(inputs, *records);

  // Put everything that happened on one clock, and cut it into incidents.
  Report report;
  const auto history = std::make_shared<PgHistory>(builder.finish());
  const auto timeline = std::make_shared<const timeline::Timeline>(*records, *history, timeline::ClockOptions{options.zone});

  // Only those that are asked for are worked out and judged.
  const Window window(options, timeline->newest());
  for (std::size_t index = 0; index < timeline->size(); ++index) {
    if (!window.wants(index, timeline->when(index))) {
      report.not_selected.push_back({static_cast<int>(index) + 1, timeline->when(index)});
      continue;
    }
    if (report.incidents.size() >= kMostIncidents) {
      ++report.left_out;
      continue;
    }
    IncidentReport& answer = report.incidents.emplace_back();
    answer.incident = timeline->incident(index);
    const std::string server = servers.whose(answer.incident, *records);
    const Servers::Within its_server(servers, *records, server);
    if (!server.empty()) answer.incident = timeline->incident(index);  // with what is known of its server
    explain(answer, options, options.pictures ? timeline->captures(index) : std::vector<timeline::Timeline::Capture>{});
  }
  report.recurrences = recurrences(report.incidents);
  if (timeline->size() == 0) report.not_understood = not_understood(inputs, *records, *history);
  report.around = fill_quotes(report.incidents, inputs, *records, options.pictures);
  report.records = records;
  report.history = history;
  report.timeline = timeline;
  report.clocks = timeline->clocks();
  return report;
}

}  // namespace laststraw
