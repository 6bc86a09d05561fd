#include "analyze.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "input/detect.hpp"
#include "input/files.hpp"
#include "judge/checklist.hpp"
#include "judge/hypotheses.hpp"
#include "timeline/pg_history.hpp"
#include "timeline/timeline.hpp"

namespace laststraw {

namespace {

/// The inputs while they are open: records cite lines, and a few citations take their words from here at the end.
struct OpenInputs {
  std::vector<input::FoundFile> files;
  std::vector<std::optional<input::Contents>> contents;   ///< by source; nullopt: could not be read
};

std::optional<WallTime> modification_time(const std::string& path) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  if (error) return std::nullopt;
  const auto since_epoch = std::chrono::file_clock::to_sys(written).time_since_epoch();
  return WallTime{std::chrono::duration_cast<Micros>(since_epoch)};
}

/// Every file gets a source, read or not, so that the report can say what became of it.
OpenInputs open_inputs(const std::vector<std::string>& paths, Records& records) {
  OpenInputs inputs;
  std::vector<input::Skipped> skipped;
  inputs.files = input::find_files(paths, skipped);
  for (const input::FoundFile& file : inputs.files) {
    Source source{file.shown, {}, {}, {}, modification_time(file.path)};
    try {
      inputs.contents.emplace_back(input::Contents::open(file));
    } catch (const input::InputError& error) {
      inputs.contents.emplace_back(std::nullopt);
      source.note = error.what();
    }
    records.sources.push_back(std::move(source));
  }
  for (const input::Skipped& file : skipped) records.sources.push_back({file.shown, {}, {}, file.reason, std::nullopt});
  return inputs;
}

/// Settings first: a PostgreSQL log in text form is read with the log_line_prefix that postgresql.conf names.
bool reads_settings(const Room& room) { return room.name == "pg_settings"; }

void read_inputs(const OpenInputs& inputs, Records& records) {
  const input::Detector detector(rooms());
  std::vector<const Room*> homes(inputs.files.size(), nullptr);
  for (std::size_t i = 0; i < inputs.files.size(); ++i)
    if (inputs.contents[i]) {
      std::string why;
      homes[i] = detector.detect(inputs.files[i].shown, inputs.contents[i]->bytes(), why);
      if (!homes[i]) records.sources[i].note = why;
    }
  for (const bool settings : {true, false})
    for (std::size_t i = 0; i < inputs.files.size(); ++i) {
      if (!homes[i] || reads_settings(*homes[i]) != settings) continue;
      Reading reading = homes[i]->read({SourceId(static_cast<std::uint32_t>(i)), inputs.files[i].shown, inputs.contents[i]->bytes()}, records);
      Source& source = records.sources[i];
      source.format = std::move(reading.format);
      source.coverage = reading.coverage;
      source.note = std::move(reading.note);
    }
}

/// Some citations (rows of long captures) carry a place and no words yet: one pass over each source fills them in.
void fill_quotes(std::vector<Citation*>& citations, const OpenInputs& inputs) {
  std::map<std::uint32_t, std::vector<Citation*>> by_source;
  for (Citation* citation : citations)
    if (citation->quote.empty() && citation->at.first_line > 0) by_source[static_cast<std::uint32_t>(citation->at.source)].push_back(citation);
  for (auto& [source, wanted] : by_source) {
    if (source >= inputs.contents.size() || !inputs.contents[source]) continue;
    std::sort(wanted.begin(), wanted.end(), [](const Citation* a, const Citation* b) { return a->at.first_line < b->at.first_line; });
    Lines lines(SourceId{source}, inputs.contents[source]->bytes());
    Line line;
    std::size_t next = 0;
    while (next < wanted.size() && lines.next(line))
      while (next < wanted.size() && wanted[next]->at.first_line == line.at.first_line) wanted[next++]->quote = cite(line).quote;
  }
}

std::vector<Citation*> citations_of(IncidentReport& report) {
  std::vector<Citation*> citations;
  for (Finding& finding : report.judgement.findings)
    for (Evidence& evidence : finding.evidence) citations.push_back(&evidence.cite);
  for (ChecklistItem& item : report.checklist)
    for (Citation& cite : item.evidence) citations.push_back(&cite);
  return citations;
}

bool wanted(const Incident& incident, const AnalyzeOptions& options) {
  if (options.only_incident > 0 && incident.id != options.only_incident) return false;
  if (!incident.when.wall) return true;
  return (!options.since || *incident.when.wall >= *options.since) && (!options.until || *incident.when.wall <= *options.until);
}

}  // namespace

Report analyze(const AnalyzeOptions& options) {
  auto records = std::make_shared<Records>();
  timeline::PgHistoryBuilder builder;
  records->on_pg_entry = [&builder](PgEntry entry) { builder.add(entry); };

  // Read every line once; each goes to the room that knows its format.
  const OpenInputs inputs = open_inputs(options.paths, *records);
  read_inputs(inputs, *records);
  records->on_pg_entry = [](PgEntry) {};
  if (options.ram_bytes > 0 && !find(records->meminfo, "MemTotal"))
    records->meminfo["MemTotal"] = {std::to_string(options.ram_bytes / 1024), "kB", {}};

  // Put everything that happened on one clock, and cut it into incidents.
  Report report;
  const auto history = std::make_shared<PgHistory>(builder.finish());
  timeline::Found found = timeline::find_incidents(*records, *history, {options.zone});

  // Ask every hypothesis and every check about each incident.
  for (Incident& incident : found.incidents) {
    if (!wanted(incident, options)) continue;
    IncidentReport& answer = report.incidents.emplace_back();
    answer.incident = std::move(incident);
    const judge::Facts facts = judge::facts_of(answer.incident);
    answer.judgement = judge::judge(facts);
    answer.checklist = judge::checklist(facts);
    answer.fragments = judge::fragments(facts, answer.checklist);
    std::vector<Citation*> citations = citations_of(answer);
    fill_quotes(citations, inputs);
  }
  report.records = records;
  report.history = history;
  report.clocks = std::move(found.clocks);
  return report;
}

}  // namespace laststraw
