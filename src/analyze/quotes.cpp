#include "analyze/quotes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <string>

namespace laststraw {

namespace {

/// Numbers of lines by source.
using Wanted = std::map<std::uint32_t, std::set<std::uint32_t>>;
using BySource = std::map<std::uint32_t, std::vector<Citation*>>;

/// What a binary history has in place of a line: "record 13: mem_free_bytes 34603008, mem_available_bytes ..."
std::string words_of_record(const Records& records, std::uint32_t source, std::uint32_t number) {
  std::string words;
  for (const Series& series : records.series) {
    if (static_cast<std::uint32_t>(series.source) != source) continue;
    const auto point = std::find_if(series.points.begin(), series.points.end(), [&](const SeriesPoint& one) { return one.line == number; });
    if (point == series.points.end()) continue;
    std::array<char, 32> value{};
    std::snprintf(value.data(), value.size(), "%.15g", point->value);
    const std::string next = (words.empty() ? "record " + std::to_string(number) + ": " : ", ") + series.name + " " + value.data();
    if (words.size() + next.size() > kMaxQuote) break;
    words += next;
  }
  return words;
}

bool has_records_for_lines(const input::Input& input) { return input.room && !input.room->magics.empty() && input.wrappings.empty(); }

BySource citations_of(std::vector<IncidentReport>& reports) {
  BySource wanted;
  const auto want = [&](Citation& citation) {
    if (citation.quote.empty() && citation.at.first_line > 0) wanted[static_cast<std::uint32_t>(citation.at.source)].push_back(&citation);
  };
  for (IncidentReport& report : reports) {
    for (Finding& finding : report.judgement.findings)
      for (Evidence& evidence : finding.evidence) want(evidence.cite);
    for (Cited<Sentence>& one : report.judgement.told) want(one.cite);
    if (report.incident.decline)
      for (Started& started : report.incident.decline->started) want(started.cite);
    for (ChecklistItem& item : report.checklist)
      for (Citation& cite : item.evidence) want(cite);
    for (Step& step : report.steps)
      for (Citation& cite : step.evidence) want(cite);
  }
  for (auto& [source, all] : wanted)
    std::sort(all.begin(), all.end(), [](const Citation* a, const Citation* b) { return a->at.first_line < b->at.first_line; });
  return wanted;
}

/// What explains an incident, the most telling first.
std::vector<SourceLocation> explained_by(const IncidentReport& report) {
  std::vector<SourceLocation> places;
  for (const Cited<Sentence>& one : report.judgement.told) places.push_back(one.cite.at);
  for (const Finding& finding : report.judgement.findings)
    for (const Evidence& evidence : finding.evidence) places.push_back(evidence.cite.at);
  std::erase_if(places, [](const SourceLocation& at) { return at.first_line == 0; });
  return places;
}

/// Lines to keep, kMostLinesAround at most.
class Chosen {
 public:
  void add_around(const SourceLocation& at) {
    constexpr std::uint64_t kMostCited = 8;  // lines of one citation
    const std::uint64_t cited = std::min<std::uint64_t>(std::max(at.first_line, at.last_line), at.first_line + kMostCited);
    const std::uint64_t first = at.first_line > report::kLinesAround ? at.first_line - report::kLinesAround : 1;
    for (std::uint64_t n = first; n <= cited + report::kLinesAround && count_ < kMostLinesAround; ++n)
      if (lines[static_cast<std::uint32_t>(at.source)].insert(static_cast<std::uint32_t>(n)).second) ++count_;
  }

  Wanted lines;

 private:
  std::size_t count_ = 0;
};

/// The first place of every incident, then the second of each: of many incidents none is left without.
Wanted around_what_explains(const std::vector<IncidentReport>& reports) {
  constexpr std::size_t kMostPlaces = 24;  // of one incident
  std::vector<std::vector<SourceLocation>> places;
  for (const IncidentReport& report : reports) places.push_back(explained_by(report));
  Chosen chosen;
  for (std::size_t round = 0; round < kMostPlaces; ++round)
    for (const std::vector<SourceLocation>& of_incident : places)
      if (round < of_incident.size()) chosen.add_around(of_incident[round]);
  return std::move(chosen.lines);
}

/// One pass over a source, as far as something is wanted of it.
void read(Lines lines, const std::vector<Citation*>& citations, const std::set<std::uint32_t>& numbers, std::vector<Citation>& around) {
  std::size_t next = 0;
  const std::uint32_t last = numbers.empty() ? 0 : *numbers.rbegin();
  for (Line line; lines.next(line);) {
    const std::uint32_t number = line.at.first_line;
    if (next == citations.size() && number > last) return;
    while (next < citations.size() && citations[next]->at.first_line < number) ++next;
    while (next < citations.size() && citations[next]->at.first_line == number) citations[next++]->quote = cite(line).quote;
    // An entry of a journal may have any number of lines.
    if (around.size() < kMostLinesAround && numbers.contains(number)) around.push_back(cite(line));
  }
}

}  // namespace

std::vector<Citation> fill_quotes(std::vector<IncidentReport>& reports, const std::vector<input::Input>& inputs, const Records& records,
                                  bool around) {
  BySource citations = citations_of(reports);
  Wanted numbers = around ? around_what_explains(reports) : Wanted{};
  std::vector<Citation> lines;
  for (std::uint32_t source = 0; source < inputs.size(); ++source) {
    const auto quotes = citations.find(source);
    const auto wanted = numbers.find(source);
    if (quotes == citations.end() && wanted == numbers.end()) continue;
    const std::vector<Citation*> to_fill = quotes == citations.end() ? std::vector<Citation*>{} : quotes->second;
    if (has_records_for_lines(inputs[source])) {
      for (Citation* citation : to_fill) citation->quote = words_of_record(records, source, citation->at.first_line);
      continue;
    }
    read(inputs[source].text(SourceId{source}).lines(), to_fill, wanted == numbers.end() ? std::set<std::uint32_t>{} : wanted->second,
         lines);
  }
  return lines;
}

}  // namespace laststraw
