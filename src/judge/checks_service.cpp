// Checks of how the server is run: oom_score_adj, systemd, cgroup, neighbours.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

Sentence give_unit() { return say("give the output of `systemctl show` for the server's unit"); }

const Process* postmaster(const Facts& facts) {
  for (const Process& process : facts.incident->processes)
    if (process.role == Role::postmaster) return &process;
  return nullptr;
}

/// Where there is no unit it cannot be asked for; a managed service's is the provider's.
bool has_no_unit(const Asked& asked, ChecklistItem& item) {
  if (asked.environment.own_machine()) return false;
  set(item, CheckStatus::not_applicable,
      asked.environment.is_managed() ? say("a managed service: the provider's to set")
                                     : say("the server runs in a container: no unit of systemd starts it"));
  return true;
}

/// Below it the postmaster is safe from the killer for all practical purposes.
constexpr int kProtected = -800;

Sentence protect(const Asked& asked) {
  if (asked.environment.is_container())
    return say(
        "`docker run --oom-score-adj=-900 -e PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj -e PG_OOM_ADJUST_VALUE=0`; in Kubernetes requests equal to limits (class Guaranteed, -997)");
  if (asked.environment.kind == EnvironmentKind::pg_ctlcluster)
    return say("set OOMScoreAdjust=-900 in a drop-in; pg_ctlcluster itself makes sessions killable again");
  return say("set OOMScoreAdjust=-900 in a drop-in, with PG_OOM_ADJUST_FILE and PG_OOM_ADJUST_VALUE=0 in its Environment");
}

void advise_protection(const Asked& asked, ChecklistItem& item) {
  advise(item, "systemd", "OOMScoreAdjust", "-900");
  // pg_ctlcluster replaces the environment and sets both variables itself (postgresql-common, /usr/bin/pg_ctlcluster).
  if (asked.environment.kind != EnvironmentKind::pg_ctlcluster)
    advise(item, "systemd", "Environment", "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0");
}

void postmaster_oom_score_adj(const Asked& asked, ChecklistItem& item) {
  if (asked.environment.is_managed()) return set(item, CheckStatus::not_applicable, say("a managed service: the provider's to set"));
  std::optional<Cited<std::int64_t>> adj = asked.records().unit.fact(&UnitFacts::oom_score_adjust);
  if (!adj) adj = asked.records().host.postmaster_oom_score_adj;
  if (const Process* process = postmaster(asked.facts); !adj && process && process->oom_score_adj)
    adj = {*process->oom_score_adj, asked.facts.place_of(*process)};
  if (!adj) return unknown(item, say("the postmaster's oom_score_adj"), say("give /proc/PID/oom_score_adj of the postmaster"));
  point(item, *adj);
  set(item, adj->value > kProtected ? CheckStatus::fail : CheckStatus::pass, "oom_score_adj = " + std::to_string(adj->value),
      say("-800 to -1000"), protect(asked));
  advise_protection(asked, item);
}

void children_oom_score_adj(const Asked& asked, ChecklistItem& item) {
  const Process* child = nullptr;
  for (const Process* session : asked.facts.sessions)
    if (session->role == Role::backend && session->oom_score_adj) child = session;
  if (!child || !postmaster(asked.facts))
    return unknown(item, say("the oom_score_adj of sessions"), say("give the kernel's task table or /proc/PID/oom_score_adj of a session"));
  item.evidence.push_back(asked.facts.place_of(*child));
  const bool inherited = *child->oom_score_adj <= kProtected;
  set(item, inherited ? CheckStatus::fail : CheckStatus::pass, say("a session has oom_score_adj = {0}", *child->oom_score_adj),
      say("0: a session can be killed, the postmaster cannot"),
      asked.environment.kind == EnvironmentKind::pg_ctlcluster
          ? say("start the cluster with pg_ctlcluster or its unit, which set PG_OOM_ADJUST_FILE")
          : say("set PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj and PG_OOM_ADJUST_VALUE=0 in the server's environment"));
  if (asked.environment.kind != EnvironmentKind::pg_ctlcluster) advise_protection(asked, item);
}

void unit_check(const Asked& asked, ChecklistItem& item, const char* key, std::optional<Cited<std::string>> UnitFacts::*which,
                std::initializer_list<std::string_view> good, CheckStatus bad, const char* value, const Sentence& wanted) {
  if (has_no_unit(asked, item)) return;
  const auto& fact = asked.records().unit.fact(which);
  if (!fact) return unknown(item, key, give_unit());
  point(item, *fact);
  const bool right = std::find(good.begin(), good.end(), fact->value) != good.end();
  set(item, right ? CheckStatus::pass : bad, std::string(key) + "=" + fact->value, wanted, say("set {0}={1} in a drop-in", key, value));
  advise(item, "systemd", key, value);
}

void systemd_oom_policy(const Asked& asked, ChecklistItem& item) {
  unit_check(asked, item, "OOMPolicy", &UnitFacts::oom_policy, {"continue"}, CheckStatus::fail, "continue",
             say("continue: the kill of one session must not stop the unit"));
}

void restart_policy(const Asked& asked, ChecklistItem& item) {
  // "restarting automatically will prevent 'pg_ctlcluster ... stop' from working" (postgresql-common, postgresql@.service).
  if (asked.environment.kind == EnvironmentKind::pg_ctlcluster)
    return set(item, CheckStatus::not_applicable, say("Debian's unit leaves restarting to pg_ctlcluster"));
  unit_check(asked, item, "Restart", &UnitFacts::restart, {"on-failure", "on-abnormal", "on-abort", "always"}, CheckStatus::warn,
             "on-failure", "on-failure");
}

void cgroup_memory_high(const Asked& asked, ChecklistItem& item) {
  std::optional<Cited<MemoryLimit>> high = asked.records().unit.fact(&UnitFacts::memory_high);
  if (!high) high = asked.records().cgroup.high;
  // mm/memcontrol.c counts a "high" event each time that the group is made to reclaim there.
  if (const auto& times = asked.records().cgroup.high_events; times && times->value > 0) {
    point(item, *times);
    return set(item, CheckStatus::warn,
               say_count(static_cast<std::size_t>(times->value), "the group went over memory.high {0} time and was slowed down",
                         "the group went over memory.high {0} times and was slowed down"),
               say("none: at memory.high the server is slowed down instead"), say("remove MemoryHigh, or watch for stalls"));
  }
  if (!high) return unknown(item, "memory.high", say("give the cgroup's memory.* files or `systemctl show`"));
  point(item, *high);
  const MemoryLimit& limit = high->value;
  set(item, limit.none() ? CheckStatus::pass : CheckStatus::warn,
      "MemoryHigh = " + (limit.size     ? Sentence(*limit.size)
                         : limit.of_ram ? Sentence(percent(*limit.of_ram))
                                        : Sentence("infinity")),
      say("none: at memory.high the server is slowed down instead"), say("remove MemoryHigh, or watch for stalls"));
}

void cgroup_limit_fits(const Asked& asked, ChecklistItem& item) {
  const Facts& facts = asked.facts;
  const auto limit = budget_of(facts), ram = ram_of(facts) ? std::optional(ram_of(facts)->value) : std::nullopt;
  if (!limit || (!asked.in_group() && limit == ram)) return set(item, CheckStatus::not_applicable, say("no cgroup limit is known"));
  if (!facts.shared_buffers || !facts.max_connections || facts.sessions.empty())
    return unknown(item, say("shared_buffers, max_connections or the sessions' sizes"),
                   say("give postgresql.conf and the kernel's task table"));
  const Bytes each = facts.median_of_others(*facts.sessions.front());
  const Bytes need = facts.shared_buffers->value + each * facts.max_connections->value;
  point(item, *facts.shared_buffers);
  point(item, *facts.max_connections);
  set(item, need > *limit ? CheckStatus::fail : CheckStatus::pass,
      say("shared_buffers + {0} sessions of {1} = {2}", facts.max_connections->value, each, need), say("at most the limit, {0}", *limit),
      say("raise the limit to {0} or lower shared_buffers and max_connections", need + need / 10));
}

void neighbours_on_host(const Asked& asked, ChecklistItem& item) {
  const Facts& facts = asked.facts;
  if (facts.incident->processes.empty() || !facts.total || !facts.sizes_at_kill)
    return unknown(item, say("the other processes"), say("give the kernel's task table or ps captures"));
  for (const Program& program : facts.programs) {
    if (facts.of_total(program.processes.front()->anon->low) < threshold::kNeighbour) continue;
    item.evidence.push_back(facts.place_of(*program.processes.front()));
    const bool at_fault =
        asked.cause() ? asked.is_cause(external_process) || asked.is_cause(commit_limit_exhausted_by_neighbour) : facts.program.sufficient;
    return set(item, at_fault ? CheckStatus::fail : CheckStatus::warn, say("{0} held {1}", command_name(program.name), program.anon),
               say("PostgreSQL alone, or neighbours with limits of their own"),
               at_fault ? say("move it elsewhere, or give it a MemoryMax of its own")
                        : say("it was not what took the memory; give it a limit of its own (MemoryMax=)"));
  }
  set(item, CheckStatus::pass, say("no other program held a tenth of {0}", facts.total_name));
}

constexpr const char* kOvercommit = "PostgreSQL documentation, Linux Memory Overcommit";
constexpr std::array kChecks{
    Check{"postmaster_oom_score_adj", "Protection of the postmaster", message("The postmaster is not protected from the OOM killer"),
          message("The postmaster is protected from the OOM killer"), "If the postmaster is killed, nothing restarts the server.",
          kOvercommit, postmaster_oom_score_adj},
    Check{"children_oom_score_adj", "Protection of sessions", message("Sessions inherit the postmaster's protection"),
          message("Sessions can be killed in the postmaster's place"), "If sessions inherit the protection, somebody else is killed.",
          kOvercommit, children_oom_score_adj},
    Check{"systemd_oom_policy", "systemd's OOM policy", message("systemd stops the whole server after one kill"),
          message("systemd lets the server go on after one kill"), "By default systemd stops the whole unit after one kill.",
          "systemd.service(5), OOMPolicy=", systemd_oom_policy},
    Check{"restart_policy", "Restart after a failure", message("systemd does not start the server again"),
          message("systemd starts the server again"), "A killed postmaster should be started again.",
          "systemd.service(5), Restart=", restart_policy},
    Check{"cgroup_memory_high", "Throttling limit", message("The group is slowed down before it reaches its limit"),
          message("The group is not slowed down before it reaches its limit"),
          "At memory.high the group is slowed down without a kill or a word.", "kernel Documentation/admin-guide/cgroup-v2.rst",
          cgroup_memory_high},
    Check{"cgroup_limit_fits", "Limit against configuration", message("The limit is too small for the configuration"),
          message("The limit fits the configuration"), "A limit below what the configuration needs is hit by an ordinary load.",
          "docs/reference/causes.md RC-41", cgroup_limit_fits},
    Check{"neighbours_on_host", "Neighbours", message("Another program takes a large share of the memory"),
          message("No other program takes a large share of the memory"), "Other programs take what the server counts on.",
          "docs/reference/causes.md RC-40", neighbours_on_host},
};

}  // namespace

std::span<const Check> service_checks() { return kChecks; }

}  // namespace laststraw::judge
