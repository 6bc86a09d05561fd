#include "judge/work_mem.hpp"

#include <algorithm>
#include <cctype>

#include "judge/hypotheses.hpp"
#include "sql/statement.hpp"

namespace laststraw::judge {

std::optional<Bytes> size_of(const RoleSetting& work_mem) {
  return pg_bytes({{"work_mem", {work_mem.value, {}, work_mem.cite}}}, "work_mem");
}

/// That of the role in the database comes before the role's, and that before the database's (PostgreSQL documentation, ALTER ROLE).
const RoleSetting* role_work_mem(const Facts& facts, const Process& process) {
  const RoleSetting* best = nullptr;
  const auto rank = [](const RoleSetting& setting) { return (setting.role.empty() ? 0 : 2) + (setting.database.empty() ? 0 : 1); };
  for (const RoleSetting& setting : facts.incident->records->role_settings) {
    const bool meant = (setting.role.empty() || setting.role == process.user) &&
                       (setting.database.empty() || setting.database == process.database) && size_of(setting);
    if (setting.name == "work_mem" && meant && (!best || rank(setting) > rank(*best))) best = &setting;
  }
  return best;
}

const RoleSetting* largest_role_work_mem(const Facts& facts) {
  const RoleSetting* largest = nullptr;
  std::optional<Bytes> most = facts.work_mem ? std::optional(facts.work_mem->value) : std::nullopt;
  for (const RoleSetting& setting : facts.incident->records->role_settings) {
    if (setting.name != "work_mem") continue;
    const auto size = size_of(setting);
    if (size && (!most || *size > *most)) most = size, largest = &setting;
  }
  return largest;
}

std::optional<Cited<Bytes>> work_mem_of(const Facts& facts, const Process& process) {
  for (const PgSession& session : facts.incident->history->sessions) {
    if (session.pid != process.pid || session.settings.empty()) continue;
    for (auto setting = session.settings.rbegin(); setting != session.settings.rend(); ++setting) {
      const std::size_t at = setting->text.find("work_mem");
      if (at == std::string::npos || setting->text.find("maintenance") != std::string::npos) continue;
      std::string value = setting->text.substr(at + 8);
      value.erase(std::remove_if(value.begin(), value.end(), [](unsigned char c) { return !std::isalnum(c); }), value.end());
      if (value.compare(0, 2, "to") == 0 || value.compare(0, 2, "TO") == 0) value.erase(0, 2);
      const Settings own{{"work_mem", {value, {}, setting->cite}}};
      return cited(pg_bytes(own, "work_mem"), own, "work_mem");
    }
  }
  if (const RoleSetting* const of_role = role_work_mem(facts, process)) return Cited<Bytes>{*size_of(*of_role), of_role->cite};
  return facts.work_mem;
}

int memory_nodes(std::string_view statement) { return std::max(1, sql::read_statement(statement).nodes); }

Bytes entitlement(const Facts& facts, Bytes work_mem, std::int64_t nodes) {
  return scaled(work_mem * nodes, facts.hash_mem_multiplier) + mib(16);
}

bool raised_its_work_mem(const Facts& facts, const Process& process) {
  if (!facts.work_mem) return false;
  const Bytes configured = facts.work_mem->value;
  if (const auto own = work_mem_of(facts, process); own && own->value > configured) return true;
  const auto processes = static_cast<std::int64_t>(1 + facts.workers.size());
  return process.anon && process.anon->low > entitlement(facts, configured, memory_nodes(process.statement) * processes);
}

bool is_work_mem_times_nodes(const Facts& facts, const Candidate& candidate) {
  if (!candidate.process) return false;
  const int nodes = sql::read_statement(candidate.process->statement).nodes;
  const auto work_mem = work_mem_of(facts, *candidate.process);
  return work_mem && nodes >= kManyNodes && candidate.size <= entitlement(facts, work_mem->value, nodes) &&
         candidate.size >= work_mem->value * 2;
}

namespace {

/// More than one node of the configured work_mem, and no more than all its nodes in all its processes are entitled to.
bool explained_by_configuration(const Facts& facts, const Process& process, Bytes held) {
  const std::int64_t nodes = memory_nodes(process.statement);
  const auto processes = static_cast<std::int64_t>(1 + facts.workers.size());
  const Bytes work_mem = facts.work_mem->value;
  return held >= work_mem * 2 && held <= entitlement(facts, work_mem, nodes * processes);
}

}  // namespace

bool bounded_by_work_mem(const Facts& facts, const Judgement& judgement) {
  if (judgement.verdict == VerdictKind::undecided || judgement.findings.empty() || !facts.work_mem) return false;
  const Finding& cause = judgement.findings.front();
  if (cause.cause == too_many_backends.id && !facts.sessions.empty()) {
    const Bytes median = facts.median_of_others(*facts.sessions.front());
    return median > kFreshSession && median <= kFreshSession + scaled(facts.work_mem->value, facts.hash_mem_multiplier) * kOrdinaryNodes;
  }
  if (cause.cause != work_mem_multiplication.id && cause.cause != parallel_query.id && cause.cause != single_backend.id) return false;
  if (cause.cause == single_backend.id && cause.mechanism != Mechanism::sort_or_hash) return false;
  for (const Process& process : facts.incident->processes)
    if (cause.culprit.pid() == process.pid && cause.culprit.bytes) return explained_by_configuration(facts, process, *cause.culprit.bytes);
  return false;
}

}  // namespace laststraw::judge
