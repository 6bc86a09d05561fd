// The report as plain values: the nouns of the JSON contract (docs/report.schema.json), and the sentences that every view shows.
// compose() (src/report/compose.cpp) makes it from a Report once; JSON, terminal, Markdown, HTML, CSV and templates lay it out.
// A number that is not known is not there: nullopt here, null in JSON, never 0.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "laststraw/pictures.hpp"
#include "report/document_parts.hpp"

namespace laststraw::report {

constexpr int kSchemaVersion = 2;
constexpr std::uint32_t kLinesAround = 3;

struct Context {
  std::int64_t depth = 0;
  std::string name, ident;
  std::uint64_t count = 1;
  std::int64_t own_bytes = 0, used_bytes = 0, subtree_bytes = 0;
  Place at;
};
struct Contexts {
  Number total_bytes;
  std::uint64_t contexts = 0;
  Place at;
  std::vector<Context> nodes;
};

/// `when`: the time as people read it.
struct Started {
  std::string at;
  Text when;
  std::string kind;
  Number pid;
  Text text;
  std::string quote;
  Place at_source;
};
struct Decline {
  std::string series, onset;
  double slack_s = 0;
  std::int64_t taken_bytes = 0;
  std::optional<double> bytes_per_s;
  bool older_than_history = false;
  Text text;
  Place at;
  std::vector<Started> started;
};

struct LinePlace {
  std::string path;
  std::uint32_t line = 0;
};
struct Entry {
  std::string at;
  Text when;
  double slack_s = 0;
  std::string kind;
  Text text;
  LinePlace at_source;
};

/// The points are the incident's own (they live as long as the Report), or where some were no numbers, `kept`.
struct Series {
  std::string name, unit, path;
  Text note;
  std::span<const AlignedSeries::Point> points;
  std::shared_ptr<const std::vector<AlignedSeries::Point>> kept;
};

struct Check {
  std::string id;
  CheckStatus status{};
  Text title, found, wanted, why, remedy;
  std::vector<Quote> evidence;
  std::vector<std::string> sources;
};

/// `at`: ISO, or "boot+558.748s", or empty; `when`: that as people read it, with its zone where it has one.
struct Incident {
  std::int64_t id = 1;
  std::string uid, at;
  Text when;
  double slack_s = 0;
  std::string host;
  IncidentKind outcome{};
  std::optional<std::string> scope;
  std::string kernel_release;
  std::string confidence;            ///< "high", "moderate", "low", "none"
  std::optional<std::string> cause;  ///< of the verdict; undecided: none
  std::optional<Culprit> culprit;
  std::optional<std::string> environment;
  std::optional<Place> environment_at;
  Text title;               ///< of a window or a link: host, verdict, time
  std::vector<Text> facts;  ///< the line below the summary
  std::optional<Person> victim;
  std::vector<Person> victims;
  std::optional<Person> invoker;
  Postgres postgres;
  Ledger ledger;
  std::vector<Hypothesis> hypotheses;  ///< never empty; most likely first
  std::vector<Known> quantities;
  std::vector<Testimony> witnesses;
  VerdictKind verdict{};
  Text summary;
  std::vector<Claim> told;  ///< undecided: what the inputs tell all the same, the most telling first
  std::vector<Process> processes;
  std::uint64_t processes_left_out = 0;
  std::optional<Contexts> memory_contexts;
  std::optional<Decline> decline;
  std::vector<Entry> timeline;
  std::vector<Series> series;
  std::optional<MemoryPicture> memory_picture;
  std::optional<Sliders> sliders;
  std::optional<WhyVictim> why_victim;
  std::vector<Step> steps;
  std::vector<Tried> what_ifs;
  std::vector<Check> checklist;
  std::map<std::string, std::string> fragments;
};

/// What several incidents of the inputs have in common. `text`: all of it in one paragraph.
struct Recurrence {
  std::vector<std::int64_t> incidents;
  std::string by;
  bool of_victims = false;
  Text what;
  std::string since;
  Text every, look_at, growth;
  std::string fingerprint;
  Text text;
};

struct Document {
  std::string version;
  std::vector<Input> inputs;
  std::vector<Incident> incidents;
  std::vector<Recurrence> recurrence;
  std::uint64_t incidents_left_out = 0;
  std::vector<Configured> configuration;
  Text no_incident;                   ///< where there are none: why, in one sentence; else empty
  std::vector<Quote> not_understood;  ///< with no_incident: lines that speak of one and could not be read
  std::vector<Text> to_give;          ///< with no_incident: what would tell more. Not in the contract
  std::vector<Quote> around;          ///< lines around what explains the incidents, kLinesAround before and after
};

/// What an incident can have in common with one of another case, by a key that is equal where it is the same. It is a hash: neither a statement nor
/// a name can be read from it.
struct Trait {
  std::string by, key;
  Text name;
};
/// By what incidents of many cases are told apart and joined: of the culprit, or of the victim where no culprit is known. `settings`: those of
/// memory, as they were known when it happened, sizes in bytes; versions, RAM, swap and limit with them. What is not known is not there.
struct Comparison {
  bool of_victims = false;
  Number size_bytes;
  std::vector<Trait> traits;
  std::map<std::string, std::string> settings;
};

/// One incident of a scan: a line of NDJSON, a row of a table or of CSV.
struct CaseIncident {
  std::string case_name, grouped_by;
  Incident incident;
  std::string owner{};  ///< the team whose host it is; empty where nobody said
  Comparison comparison{};
};

}  // namespace laststraw::report
