// What the judgement says of one incident: hypotheses with their evidence, and what follows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "laststraw/incident.hpp"
#include "laststraw/sentence.hpp"

namespace laststraw {

enum class Bearing { supports, contradicts };

/// Decibans, twice as likely: from here on a piece of evidence speaks for its cause, or against it.
constexpr double kSpeaks = 3;

/// A claim, the words it rests on, and what it weighs.
struct Evidence {
  Bearing bearing = Bearing::supports;
  std::string term;   ///< id of the term in the table of weights
  double decibans{};  ///< 10 x log10 of the likelihood ratio; negative where it contradicts
  Sentence claim;
  Citation cite;
};

enum class Absence { not_supplied, not_printed, unreadable };

struct Missing {
  Sentence what;
  Absence why = Absence::not_supplied;
  Sentence how_to_get_it;
};

enum class Outcome { supported, refuted, undecided, not_applicable };

/// How one session came to hold so much; unknown: nothing tells, none: the hypothesis does not ask.
enum class Mechanism {
  none,
  unknown,
  sort_or_hash,
  raised_work_mem,    ///< one sort or hash above what is configured: the session, its role or database raised it
  cartesian_product,  ///< tables joined without a condition
  aggregate,
  large_value,
  huge_statement,  ///< the text itself: parse and plan trees are tens of times as large
  plpgsql_state,
  temp_buffers,  ///< raised for the session
  temp_tables,   ///< without that: what fills them, or the catalog's caches
  prepared_statements,
  partition_planning,  ///< planning over very many tables
  logical_decoding,
  apply,       ///< a subscription's worker
  wal_replay,  ///< recovery, or a standby's startup process
  jit,
  extension,
  work_mem_times_nodes
};

enum class Support { none, weak, moderate, strong, very_strong };

struct SessionAtFault {
  Pid pid{};
  std::string comm, user, database, application, statement;
};
struct ProcessAtFault {
  Pid pid{};
  std::string name;
};
/// By its name; `processes`: how many, where there are several.
struct ProgramAtFault {
  Sentence name;
  std::optional<std::int64_t> processes;
};
enum class GroupOf { sessions, maintenance_processes };
/// `application`, `user`: what all of them have in common, empty where nothing is known.
struct GroupAtFault {
  GroupOf of{};
  std::int64_t count{};
  std::string application{}, user{};
};
/// `value`: as set, where it is a number that tells (vm.nr_hugepages).
struct SettingAtFault {
  Sentence name;
  std::optional<std::int64_t> value;
};
struct LimitAtFault {
  Sentence name;
};
struct KernelAtFault {
  Sentence name;
};  ///< page tables, slab, a release that loses count
struct FilesAtFault {
  Sentence name;
};  ///< in memory
struct UnknownSender {
  std::optional<Pid> to;
};  ///< of a signal
using Who = std::variant<std::monostate, SessionAtFault, ProcessAtFault, ProgramAtFault, GroupAtFault, SettingAtFault, LimitAtFault,
                         KernelAtFault, FilesAtFault, UnknownSender>;

enum class VerdictKind { culprit, last_straw, undecided };

/// What the memory went to without need.
struct Culprit {
  Who who;                     ///< monostate: nobody
  std::optional<Bytes> bytes;  ///< nullopt: not known, or not a matter of memory
  /// Of a session or a process.
  std::optional<Pid> pid() const;
};

/// How much would have been free without the excess, and is that enough?
struct Counterfactual {
  Bytes free_without;
  bool sufficient = false;
  Sentence assumption;  ///< "with pid 372 at the median of its 12 peers (1.9 MiB)"
};

/// One hypothesis' answer.
struct Finding {
  std::string_view cause;  ///< the hypothesis' id
  Mechanism mechanism = Mechanism::none;
  Outcome outcome = Outcome::undecided;
  double decibans{};    ///< prior and evidence together
  double likelihood{};  ///< 0..1; all findings of an incident sum to 1
  Support support = Support::none;
  Culprit culprit;
  std::optional<Counterfactual> counterfactual;
  std::vector<Evidence> evidence;
  std::vector<Missing> missing;
  Sentence sentence;  ///< the verdict in one sentence, should this one lead
  /// Where it is not what the hypothesis says of itself: a handful of equal sessions is a culprit, the load as a whole is not.
  std::optional<VerdictKind> verdict;
};

/// One way to know a quantity.
struct Derivation {
  Interval size;
  Sentence how;
  Citation cite;  ///< no line: it was given on the command line
};

/// A number that the judgement rests on: the tightest interval that its derivations leave.
struct Quantity {
  std::string name;  ///< "ram_bytes", "limit_bytes", "requested_bytes"
  Interval size;
  std::vector<Derivation> derivations;  ///< the most direct first; one at least
  Sentence contradiction;               ///< where one of them says something else than the first; else empty
};

struct Judgement {
  VerdictKind verdict = VerdictKind::undecided;
  Sentence summary;               ///< one sentence
  std::vector<Finding> findings;  ///< most likely first
  std::vector<Quantity> quantities;
  /// Undecided: what the inputs tell all the same, the most telling first.
  std::vector<Cited<Sentence>> told;
  /// Of an excerpt, whose incident has none: what is known of its total and of whom it names.
  std::optional<Ledger> ledger;
};

/// One line of configuration to apply.
struct Fragment {
  std::string file;  ///< "postgresql.conf", "sysctl.conf", "systemd"
  std::string setting, value;
  std::string why;  ///< the ids of the checks that ask for it
};

/// As text by file (of systemd: a drop-in), one setting a line.
std::map<std::string, std::string> fragment_texts(const std::vector<Fragment>& fragments);

enum class CheckStatus { fail, warn, pass, unknown, not_applicable };

struct ChecklistItem {
  std::string id;
  Sentence title;
  CheckStatus status = CheckStatus::unknown;
  Sentence found, wanted, why, remedy;
  std::vector<Fragment> fragments;  ///< the remedy as configuration, where it is one
  std::vector<Citation> evidence;
  std::vector<std::string> sources;
};

}  // namespace laststraw
