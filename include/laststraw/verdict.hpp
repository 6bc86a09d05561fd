// What the judgement says of one incident: hypotheses with their evidence, and what follows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/incident.hpp"

namespace laststraw {

namespace judge { struct Facts; }

enum class Bearing { supports, contradicts };

/// A claim, the words it rests on, and what it weighs.
struct Evidence {
  Bearing bearing = Bearing::supports;
  std::string term;                        ///< id of the term in the table of weights
  double decibans{};                       ///< 10 x log10 of the likelihood ratio; negative where it contradicts
  std::string claim;
  Citation cite;
};

enum class Absence { not_supplied, not_printed, unreadable };

struct Missing {
  std::string what;
  Absence why = Absence::not_supplied;
  std::string how_to_get_it;
};

enum class Outcome { supported, refuted, undecided, not_applicable };

/// What the memory went to without need.
struct Culprit {
  std::string kind;                        ///< backend, group, process, setting, file, limit, kernel; "" where nobody
  std::optional<Pid> pid;
  std::string name, user, database, application, statement;
  Bytes bytes;
  std::optional<std::int64_t> count;       ///< group: how many
};

/// How much would have been free without the excess, and is that enough?
struct Counterfactual {
  Bytes free_without;
  bool sufficient = false;
  std::string assumption;                  ///< "with pid 372 at the median of its 12 peers (1.9 MiB)"
};

/// One hypothesis' answer.
struct Finding {
  std::string_view cause;                  ///< the hypothesis' id
  std::string mechanism;
  Outcome outcome = Outcome::undecided;
  double decibans{};                       ///< prior and evidence together
  double likelihood{};                     ///< 0..1; all findings of an incident sum to 1
  std::string support;                     ///< weak, moderate, strong, very strong; "" below weak
  Culprit culprit;
  std::optional<Counterfactual> counterfactual;
  std::vector<Evidence> evidence;
  std::vector<Missing> missing;
  std::string sentence;                    ///< the verdict in one sentence, should this one lead
};

enum class VerdictKind { culprit, last_straw, undecided };

struct Judgement {
  VerdictKind verdict = VerdictKind::undecided;
  std::string summary;                     ///< one sentence
  std::vector<Finding> findings;           ///< most likely first
};

/// A question, and a pure function that answers it.
struct Hypothesis {
  std::string_view id, title, story;
  /// The leading cause is one sufficient thing (culprit), or the load as a whole (last_straw).
  VerdictKind verdict_when_leading;
  Finding (*judge)(const judge::Facts&);
};

/// One line of configuration to apply.
struct Fragment {
  std::string file;                        ///< "postgresql.conf", "sysctl.conf", "systemd"
  std::string setting, value;
  std::string why;                         ///< the ids of the checks that ask for it
};

/// As text by file (of systemd: a drop-in), one setting a line.
std::map<std::string, std::string> fragment_texts(const std::vector<Fragment>& fragments);

enum class CheckStatus { fail, warn, pass, unknown, not_applicable };

struct ChecklistItem {
  std::string id, title;
  CheckStatus status = CheckStatus::unknown;
  std::string found, wanted, why, remedy;
  std::vector<Fragment> fragments;         ///< the remedy as configuration, where it is one
  std::vector<Citation> evidence;
  std::vector<std::string> sources;
};

}  // namespace laststraw
