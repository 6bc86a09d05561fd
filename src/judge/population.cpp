// Who was there: sessions, parallel workers and other programs, by size.
#include <algorithm>
#include <map>
#include <numeric>

#include "judge/facts.hpp"
#include "sql/statement.hpp"

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
    facts.all_programs.processes.push_back(&process);
    facts.all_programs.anon += process.anon->middle();
  }
  facts.all_programs.programs = programs.size();
  std::stable_sort(facts.all_programs.processes.begin(), facts.all_programs.processes.end(), larger);
  for (auto& [name, program] : programs) {
    std::stable_sort(program.processes.begin(), program.processes.end(), larger);
    facts.programs.push_back(std::move(program));
  }
  // The largest is the one that holds most for certain.
  std::stable_sort(facts.programs.begin(), facts.programs.end(),
                   [](const Program& a, const Program& b) { return certain(a) != certain(b) ? certain(a) > certain(b) : a.anon > b.anon; });
}

/// From this share of the largest on, sessions count as about as large.
constexpr double kAboutEqual = 0.5;
/// Of what all sessions hold, so much must be the handful's, and it must be so many times a session outside of it.
constexpr double kMostOfIt = 0.5;
constexpr int kTimesOthers = 5;
constexpr std::size_t kLeastOthers = 10;  ///< one in so many sessions, at least, is not of the handful

/// Waits for its client: what ps shows of it (set_ps_display() in tcop/postgres.c). The crash's DETAIL does not say: it quotes the last
/// statement, ended or not (pgstat_get_crashed_backend_activity() in utils/activity/backend_status.c).
bool waits(const Process& process) { return process.command.ends_with(" idle"); }

/// The word that all have in common of whom it is known.
std::string common(const std::vector<const Process*>& sessions, std::string Process::*word) {
  std::string found;
  for (const Process* session : sessions) {
    const std::string& own = session->*word;
    if (own.empty()) continue;
    if (!found.empty() && own != found) return {};
    found = own;
  }
  return found;
}

void note_handful(Facts& facts) {
  const std::vector<const Process*>& sessions = facts.sessions;
  if (sessions.size() < 2) return;
  const Bytes least = scaled(sessions.front()->anon->middle(), kAboutEqual);
  const auto end = std::find_if(sessions.begin(), sessions.end(), [&](const Process* session) { return session->anon->middle() < least; });
  const auto count = static_cast<std::size_t>(end - sessions.begin()), others = sessions.size() - count;
  const auto sum = [](auto from, auto to) {
    return std::accumulate(from, to, Bytes{0}, [](Bytes all, const Process* session) { return all + session->anon->middle(); });
  };
  Handful handful;
  handful.size = sum(sessions.begin(), end);
  handful.each = sessions[count / 2]->anon->middle();
  // Among sessions of any size a few are the largest; a handful stands out from those that are left.
  if (count < 2 || others * kLeastOthers < sessions.size()) return;
  if (handful.size < scaled(sum(sessions.begin(), sessions.end()), kMostOfIt)) return;
  if (handful.each < sessions[count + others / 2]->anon->middle() * kTimesOthers) return;
  handful.sessions.assign(sessions.begin(), end);
  for (const Process* session : handful.sessions) {
    handful.idle += waits(*session);
    if (sql::read_statement(session->statement).why == sql::Why::prepares) handful.prepares = session;
    handful.none_runs = handful.none_runs && (session->command.empty() ? !session->statement_in_flight : waits(*session));
  }
  handful.few = 2 * count <= sessions.size();
  handful.application = common(handful.sessions, &Process::application);
  handful.user = common(handful.sessions, &Process::user);
  facts.handful = std::move(handful);
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
  note_handful(facts);
  note_programs(facts);
}

}  // namespace laststraw::judge
