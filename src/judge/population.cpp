// Who was there: sessions, parallel workers and other programs, by size.
#include <algorithm>
#include <map>

#include "judge/facts.hpp"

namespace laststraw::judge {

namespace {

bool larger(const Process* a, const Process* b) { return a->anon->middle() > b->anon->middle(); }

/// What a program holds for certain.
Bytes certain(const Program& program) {
  Bytes low{};
  for (const Process* process : program.processes) low += process->anon->low;
  return low;
}

void note_programs(Facts& facts) {
  std::map<std::string, Program> programs;
  for (const Process& process : facts.incident->processes) {
    if (process.role != Role::external || !process.anon) continue;
    Program& program = programs[process.comm];
    program.name = process.comm;
    program.processes.push_back(&process);
    program.anon += process.anon->middle();
  }
  for (auto& [name, program] : programs) {
    std::stable_sort(program.processes.begin(), program.processes.end(), larger);
    facts.programs.push_back(std::move(program));
  }
  // The largest is the one that holds most for certain.
  std::stable_sort(facts.programs.begin(), facts.programs.end(),
                   [](const Program& a, const Program& b) { return certain(a) != certain(b) ? certain(a) > certain(b) : a.anon > b.anon; });
}

/// Gini coefficient over sessions, largest first: 0 all equal, 1 one has it all.
double gini_of(const std::vector<const Process*>& sessions, Bytes sum) {
  const auto n = static_cast<double>(sessions.size());
  double weighted = 0;
  for (std::size_t i = 0; i < sessions.size(); ++i)  // largest first, so ranks count down
    weighted += (n - static_cast<double>(i)) * static_cast<double>(sessions[i]->anon->middle().count);
  return n > 1 && sum.count > 0 ? 2 * weighted / (n * static_cast<double>(sum.count)) - (n + 1) / n : 0;
}

}  // namespace

void note_processes(Facts& facts) {
  Bytes postgres{};
  for (const Process& process : facts.incident->processes) {
    if (process.role == Role::parallel_worker) facts.workers.push_back(&process);
    if (!process.anon || !is_postgres(process.role)) continue;
    postgres += process.anon->middle();
    if (!is_session(process.role)) continue;
    facts.sessions.push_back(&process);
    facts.sessions_private += process.anon->middle();
  }
  // Pages still shared since fork are counted in each process; the ledger's sum is the truth.
  if (const LedgerPart* part = facts.part(PartKind::postgres_private); part && part->size.middle() < postgres)
    facts.sessions_private = scaled(facts.sessions_private, share(part->size.middle(), postgres));
  std::stable_sort(facts.sessions.begin(), facts.sessions.end(), larger);
  facts.gini = gini_of(facts.sessions, facts.sessions_private);
  note_programs(facts);
}

}  // namespace laststraw::judge
