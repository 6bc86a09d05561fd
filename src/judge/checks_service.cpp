// Checks of how the server is run: oom_score_adj, systemd, cgroup, neighbours.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

const Settings& unit(const Facts& facts) { return facts.incident->records->unit; }
std::string give_unit() { return say("give the output of `systemctl show` for the server's unit"); }

const Process* postmaster(const Facts& facts) {
  for (const Process& process : facts.incident->processes)
    if (process.role == Role::postmaster) return &process;
  return nullptr;
}

void postmaster_oom_score_adj(const Facts& facts, ChecklistItem& item) {
  std::optional<std::int64_t> adj = integer(facts.incident->records->host, "postmaster_oom_score_adj");
  if (const auto configured = integer(unit(facts), "OOMScoreAdjust")) {
    adj = configured;
    point(item, find(unit(facts), "OOMScoreAdjust"));
  } else if (adj) {
    point(item, find(facts.incident->records->host, "postmaster_oom_score_adj"));
  } else if (const Process* process = postmaster(facts); process && facts.incident->report && !process->known_from.empty()) {
    adj = process->oom_score_adj;
    item.evidence.push_back(process->known_from.front());
  }
  if (!adj) return unknown(item, say("the postmaster's oom_score_adj"), say("give /proc/PID/oom_score_adj of the postmaster"));
  set(item, *adj > -800 ? CheckStatus::fail : CheckStatus::pass, "oom_score_adj = " + std::to_string(*adj), say("-800 to -1000"),
      say("set OOMScoreAdjust=-900 in the unit, with PG_OOM_ADJUST_FILE and PG_OOM_ADJUST_VALUE=0"));
}

void children_oom_score_adj(const Facts& facts, ChecklistItem& item) {
  const Process* parent = postmaster(facts);
  const Process* child = nullptr;
  for (const Process* session : facts.sessions)
    if (session->role == Role::backend) child = session;
  if (!facts.incident->report || !child || !parent || child->known_from.empty())
    return unknown(item, say("the oom_score_adj of sessions"), say("give the kernel's task table or /proc/PID/oom_score_adj of a session"));
  item.evidence.push_back(child->known_from.front());
  const bool inherited = child->oom_score_adj <= -800;
  set(item, inherited ? CheckStatus::fail : CheckStatus::pass, say("a session has oom_score_adj = {0}", child->oom_score_adj),
      say("0: a session can be killed, the postmaster cannot"), say("set PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj and PG_OOM_ADJUST_VALUE=0 in the unit's Environment"));
}

void unit_check(const Facts& facts, ChecklistItem& item, const char* key, std::initializer_list<std::string_view> good, CheckStatus bad,
                const std::string& wanted, const std::string& remedy) {
  const Setting* setting = find(unit(facts), key);
  if (!setting) return unknown(item, key, give_unit());
  point(item, setting);
  const bool right = std::find(good.begin(), good.end(), setting->value) != good.end();
  set(item, right ? CheckStatus::pass : bad, std::string(key) + "=" + setting->value, wanted, remedy);
}

void systemd_oom_policy(const Facts& facts, ChecklistItem& item) {
  unit_check(facts, item, "OOMPolicy", {"continue"}, CheckStatus::fail, say("continue: the kill of one session must not stop the unit"),
             say("set OOMPolicy=continue in a drop-in"));
}

void restart_policy(const Facts& facts, ChecklistItem& item) {
  unit_check(facts, item, "Restart", {"on-failure", "on-abnormal", "on-abort", "always"}, CheckStatus::warn, "on-failure", say("set Restart=on-failure in a drop-in"));
}

void cgroup_memory_high(const Facts& facts, ChecklistItem& item) {
  const Setting* setting = find(unit(facts), "MemoryHigh");
  if (!setting) setting = find(facts.incident->records->cgroup, "memory.high");
  if (!setting) return unknown(item, "memory.high", say("give the cgroup's memory.* files or `systemctl show`"));
  point(item, setting);
  const bool none = setting->value == "infinity" || setting->value == "max";
  set(item, none ? CheckStatus::pass : CheckStatus::warn, "MemoryHigh = " + setting->value, say("none: at memory.high the server is slowed down instead"),
      say("remove MemoryHigh, or watch for stalls"));
}

void cgroup_limit_fits(const Facts& facts, ChecklistItem& item) {
  const Bytes limit = budget_of(facts), ram = ram_of(facts);
  if (facts.incident->kind != IncidentKind::memcg_oom && (limit.count == 0 || limit == ram))
    return set(item, CheckStatus::not_applicable, say("no cgroup limit is known"));
  if (!facts.shared_buffers || !facts.max_connections || facts.sessions.empty())
    return unknown(item, say("shared_buffers, max_connections or the sessions' sizes"), say("give postgresql.conf and the kernel's task table"));
  const Bytes each = facts.median_of_others(*facts.sessions.front());
  const Bytes need = *facts.shared_buffers + each * *facts.max_connections;
  point(item, pg_setting(facts, "shared_buffers"));
  point(item, pg_setting(facts, "max_connections"));
  set(item, need > limit ? CheckStatus::fail : CheckStatus::pass,
      say("shared_buffers + {0} sessions of {1} = {2}", *facts.max_connections, words(each), words(need)), say("at most the limit, {0}", words(limit)),
      say("raise the limit to {0} or lower shared_buffers and max_connections", words(need + need / 10)));
}

void neighbours_on_host(const Facts& facts, ChecklistItem& item) {
  if (facts.incident->processes.empty() || facts.total.count == 0) return unknown(item, say("the other processes"), say("give the kernel's task table or ps captures"));
  for (const Program& program : facts.programs) {
    if (share(program.processes.front()->anon.low, facts.total) < threshold::kNeighbour) continue;
    if (const auto row = row_of(*program.processes.front())) item.evidence.push_back(*row);
    return set(item, CheckStatus::fail, say("{0} held {1}", program.name, words(program.anon)), say("PostgreSQL alone, or neighbours with limits of their own"),
               say("move it elsewhere, or give it a MemoryMax of its own"));
  }
  set(item, CheckStatus::pass, say("no other program held a tenth of {0}", facts.total_name));
}

constexpr const char* kOvercommit = "PostgreSQL documentation, Linux Memory Overcommit";
constexpr std::array kChecks{
    Check{"postmaster_oom_score_adj", "The postmaster is protected", "If the postmaster is killed, nothing restarts the server.", kOvercommit, postmaster_oom_score_adj},
    Check{"children_oom_score_adj", "Sessions are not", "If sessions inherit the protection, somebody else is killed.", kOvercommit, children_oom_score_adj},
    Check{"systemd_oom_policy", "systemd's OOM policy", "By default systemd stops the whole unit after one kill.", "systemd.service(5), OOMPolicy=", systemd_oom_policy},
    Check{"restart_policy", "Restart after a failure", "A killed postmaster should be started again.", "systemd.service(5), Restart=", restart_policy},
    Check{"cgroup_memory_high", "No throttling limit", "At memory.high the group is slowed down without a kill or a word.", "kernel Documentation/admin-guide/cgroup-v2.rst", cgroup_memory_high},
    Check{"cgroup_limit_fits", "The limit fits the configuration", "A limit below what the configuration needs is hit by an ordinary load.", "docs/reference/causes.md RC-41", cgroup_limit_fits},
    Check{"neighbours_on_host", "Neighbours", "Other programs take what the server counts on.", "docs/reference/causes.md RC-40", neighbours_on_host},
};

}  // namespace

std::span<const Check> service_checks() { return kChecks; }

}  // namespace laststraw::judge
