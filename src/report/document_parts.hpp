// What a Document is made of: who, where, how much, why. Each is a definition of docs/report.schema.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "laststraw/advice.hpp"
#include "laststraw/sentence.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw::report {

/// A sentence or phrase: text only when it is shown.
using Text = Sentence;
using Number = std::optional<std::int64_t>;

struct Place {
  std::string path;
  std::uint32_t first_line = 0, last_line = 0;
};
struct Quote {
  std::string quote;
  Place at;
};

/// A sentence that a line of the inputs shows.
struct Claim {
  Text text;
  std::string quote;
  Place at;
};

struct InputClock {
  Text zone;
  double offset_s = 0, slack_s = 0;
  Text how;
};
struct Input {
  std::string path, format;
  std::uint64_t lines = 0, parsed = 0, noise = 0, unrecognised = 0;
  InputClock clock;
  std::string wrapper;
  Text note;
};

/// Victim or invoker. `who`: "pid 372 backend etl@shop (etl_loader)".
struct Person {
  Number pid;
  std::string comm, role, user, database, application, statement;
  Number anon_bytes, shmem_bytes;
  Text who;
  std::vector<Quote> evidence;
};

/// `who`: "pid 372 etl@shop (etl_loader)", "68 sessions", "setting shared_buffers".
struct Culprit {
  std::string kind;
  Number pid;
  Text name;
  std::string user, database, application, statement;
  Number bytes, count;
  Text who;
};

struct Postgres {
  std::string version;
  bool crashed = false;
  std::optional<double> down_s;
  Number sessions_lost;
  std::uint64_t rejected_connections = 0;
  bool log_covers = false, stays_down = false;
  Text outage;  ///< "down 0.09 s", "down until the end of the log", "not known: no PostgreSQL log"
};

/// `share`: of the total. `within`: what it consists of, not to be added to the parts.
struct LedgerPart {
  std::string name;
  Text label;
  std::int64_t bytes = 0, low = 0, high = 0;
  std::optional<double> share;
  std::optional<Place> at;
  std::vector<LedgerPart> within;
};
struct Ledger {
  std::string of;
  Number total_bytes;
  std::vector<LedgerPart> parts;
  Number unaccounted_bytes;  ///< negative where the parts are more than the total
  std::optional<double> unaccounted_share;
  Text note;  ///< says so; else empty
  std::optional<Place> at;
};

/// One way to know a number.
struct Way {
  Number low, high;
  Text how;
  std::optional<Place> at;
};
/// How the server or the machine was set, of what concerns memory. `of`: "postgresql" or "kernel".
struct Configured {
  std::string of, name;
  Text value;
  std::optional<Place> at;
};
/// A number that the judgement rests on: the tightest interval that its derivations leave.
struct Known {
  std::string name;
  Number low, high;
  std::vector<Way> derivations;
  Text contradiction;
};
/// Somebody besides the kernel's report who says that there was an OOM kill.
struct Testimony {
  std::string kind, at;
  Text text;
  std::string quote;
  Place at_source;
};
struct Weighed {
  Bearing bearing{};
  std::string term;
  double decibans = 0;
  Text claim;
  std::string quote;
  Place at;
};
struct Lacking {
  Text what;
  Absence why{};
  Text how_to_get_it;
};
struct WhatIf {
  std::int64_t free_without_bytes = 0;
  bool sufficient = false;
  Text assumption, text;
};
/// `label`: the cause and its mechanism in words. `shown`: worth a line in a report that does not show all.
struct Hypothesis {
  std::uint64_t rank = 0;
  std::string cause, mechanism;
  Text label;
  bool shown = false;
  double likelihood = 0, decibans = 0;
  std::string support;
  Outcome outcome{};
  Text sentence;
  std::optional<Culprit> culprit;
  std::optional<WhatIf> counterfactual;
  std::vector<Weighed> evidence;
  std::vector<Lacking> missing;
};

/// What the kernel reckoned for a process, in thousandths of the total.
struct BadnessRow {
  std::int64_t pid = 0;
  std::string comm;
  std::int64_t points = 0, of_adjustment = 0;
  Place at;
};
/// `rows`: the largest that could be killed; `text`: in one sentence.
struct WhyVictim {
  std::string era;
  std::vector<BadnessRow> rows;
  Number rank, next;
  std::vector<BadnessRow> spared;
  Number printed_score;
  Text text;
};

struct Line {
  std::string file, setting, value;
};
struct Effect {
  EffectKind kind{};
  Text text;
  Number free_after_bytes;
};
/// `user`: the database role in `text` and `command`. `given`: false for what would have done harm, or cannot be done here.
struct Step {
  std::string id;
  StepWhen when{};
  Text text;
  std::string command;
  std::optional<Line> fragment;
  Text applies_to;
  Precondition precondition{};
  Text condition;
  std::vector<Quote> evidence;
  Effect effect;
  Text risk;
  Needs needs{};
  Text undo;
  std::vector<std::string> sources;
  bool good_practice = false, given = true;
  std::string user;
  std::vector<std::string> if_causes;
  std::vector<std::string> names;  ///< words of the inputs in `command`; for redaction only
};
struct Tried {
  std::string question;
  Effect effect;
};

struct Process {
  Number pid;
  std::string comm, command, role;
  bool role_inferred = false;
  std::string user, database, application, statement;
  Text who;
  Number anon_bytes, anon_low_bytes, anon_high_bytes, shmem_bytes, rss_bytes, page_tables_bytes, swap_bytes, oom_score_adj, age_s;
  bool victim = false, invoker = false;
  std::optional<Place> at;
};

}  // namespace laststraw::report
