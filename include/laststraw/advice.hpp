// What to do, each step tried on the incident before it is given; and where the server runs, which decides what can be done at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/verdict.hpp"

namespace laststraw {

/// How PostgreSQL is run. `container`: a runtime that nothing names; `managed`: a provider that nothing names.
enum class EnvironmentKind {
  unknown,
  systemd,
  pg_ctlcluster,
  no_systemd,
  container,
  docker,
  kubernetes,
  cloudnativepg,
  zalando,
  crunchy,
  managed,
  rds,
  aurora,
  cloud_sql,
  azure
};

struct Environment {
  EnvironmentKind kind = EnvironmentKind::unknown;
  bool old_kernel = false;       ///< before 2.6.36: oom_adj (-17 to 15) in place of oom_score_adj
  bool shared = false;           ///< containers or virtual machines run beside it
  std::string unit;              ///< systemd's, where it is known
  std::optional<Citation> cite;  ///< what it is seen from; nullopt: it is not known, or a whole input tells it

  bool is_container() const { return kind >= EnvironmentKind::container && kind <= EnvironmentKind::crunchy; }
  bool is_kubernetes() const { return kind >= EnvironmentKind::kubernetes && kind <= EnvironmentKind::crunchy; }
  bool is_managed() const { return kind >= EnvironmentKind::managed; }
  /// The host's settings are this server's to set; so they are taken to be where nothing tells.
  bool own_machine() const { return !is_container() && !is_managed(); }
};

/// What would have happened. `error_instead`: a session gets an error and the server lives; `other_victim`: somebody else is killed;
/// `later`: the same, later; `warns`: nothing but an alert; `harm`: the server or the host would not have worked.
enum class EffectKind { unknown, no_kill, error_instead, other_victim, later, warns, no_effect, harm };

struct Effect {
  EffectKind kind = EffectKind::unknown;
  Sentence text;
  std::optional<Bytes> free_after;  ///< at least; nullopt: not known, or nothing of the kind
};

enum class StepWhen { now, prevent, observe };
enum class Precondition { unknown, met, not_met };
enum class Needs { nothing, reload, restart, reboot };

struct Step {
  std::string id;
  StepWhen when = StepWhen::prevent;
  Sentence text;        ///< with this incident's role, statement, pid, limit and numbers
  std::string command;  ///< to run; empty: none
  std::optional<Fragment> fragment;
  Sentence applies_to;             ///< "role report", "server", "host", "container", a program
  std::string role;                ///< the database role in `text` and `command`; empty: none
  std::vector<std::string> names;  ///< other words of the inputs in `command`: a container, a group, a folder
  /// Of an undecided verdict: the causes that it is for, should one of them be the one. Empty: the verdict's own step.
  std::vector<std::string_view> if_causes;
  Precondition precondition = Precondition::unknown;
  Sentence condition;              ///< what must be so; empty: nothing
  std::vector<Citation> evidence;  ///< for the precondition and the numbers
  Effect effect;
  Sentence risk;
  Needs needs = Needs::nothing;
  Sentence undo;
  std::vector<std::string> sources;
  bool good_practice = false;  ///< asked for by a check, not by the verdict

  /// A step that would have done harm is told, with the reason, and not given.
  bool given() const { return effect.kind != EffectKind::harm && precondition != Precondition::not_met; }
};

/// A question of the reader's: "work_mem=64MB".
struct Tried {
  std::string question;
  Effect effect;
};

}  // namespace laststraw
