// One query with many nodes, each entitled to work_mem (hashes to work_mem x hash_mem_multiplier).
#include <algorithm>
#include <cctype>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

/// From here on it is the number of nodes that counts.
constexpr int kManyNodes = 4;

/// The session's own work_mem where the log shows it being set, else the configured one.
std::optional<Bytes> work_mem_of(const Facts& facts, const Process& process) {
  for (const PgSession& session : facts.incident->history->sessions) {
    if (session.pid != process.pid || session.settings.empty()) continue;
    for (auto setting = session.settings.rbegin(); setting != session.settings.rend(); ++setting) {
      const std::size_t at = setting->text.find("work_mem");
      if (at == std::string::npos || setting->text.find("maintenance") != std::string::npos) continue;
      std::string value = setting->text.substr(at + 8);
      value.erase(std::remove_if(value.begin(), value.end(), [](unsigned char c) { return !std::isalnum(c); }), value.end());
      if (value.compare(0, 2, "to") == 0 || value.compare(0, 2, "TO") == 0) value.erase(0, 2);
      return pg_bytes({{"work_mem", {value, {}, setting->cite}}}, "work_mem");
    }
  }
  return facts.work_mem;
}

}  // namespace

int memory_nodes(std::string_view statement) {
  // Outside of string literals, without case: what makes the planner sort, hash or materialise.
  std::string text;
  bool quoted = false;
  for (const char c : statement) {
    if (c == '\'') quoted = !quoted;
    if (!quoted) text += std::isspace(static_cast<unsigned char>(c)) ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  int nodes = 0;
  for (const std::string_view word : {" order by ", " group by ", " join ", "distinct", " over (", " union ", " intersect ", " except "})
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++nodes;
  return nodes;
}

namespace {

Bytes entitlement(const Facts& facts, Bytes work_mem, int nodes) { return scaled(work_mem * nodes, facts.hash_mem_multiplier) + mib(16); }

}  // namespace

bool is_work_mem_times_nodes(const Facts& facts, const Candidate& candidate) {
  if (!candidate.process) return false;
  const int nodes = memory_nodes(candidate.process->statement);
  const auto work_mem = work_mem_of(facts, *candidate.process);
  return work_mem && nodes >= kManyNodes && candidate.size <= entitlement(facts, *work_mem, nodes) && candidate.size >= *work_mem * 2;
}

Finding work_mem_multiplication(const Facts& facts) {
  const Candidate& candidate = facts.session;
  if (!candidate.process || facts.total.count == 0) return Sum::not_applicable("work_mem_multiplication");
  Sum sum("work_mem_multiplication", facts);
  const Process& process = *candidate.process;
  const auto row = row_of(process);
  int nodes = memory_nodes(process.statement);
  std::optional<Citation> nodes_cite = process.statement_cite;
  // The same statement's plan, logged when it ran before, tells exactly.
  for (const PgPlan& plan : facts.incident->history->plans)
    if (!process.statement.empty() && plan.query.compare(0, 60, process.statement, 0, 60) == 0 && plan.memory_nodes > 0)
      nodes = plan.memory_nodes * (1 + plan.workers), nodes_cite = plan.cite;
  const auto work_mem = work_mem_of(facts, process);
  if (process.statement.empty()) sum.missing(say("what the session was running"), Absence::not_printed, say("the crash line's DETAIL (9.2+), log_min_duration_statement, auto_explain"));
  else if (nodes >= kManyNodes) sum.add("many_nodes", say("its statement has {0} sorts, joins or aggregates, each entitled to work_mem", nodes), nodes_cite);
  else sum.add("few_nodes", say_count(static_cast<std::size_t>(nodes), "its statement has {0} node that work_mem allows to grow",
                                            "its statement has {0} nodes that work_mem allows to grow"), nodes_cite);
  if (!work_mem) {
    sum.missing("work_mem", Absence::not_supplied, say("postgresql.conf or pg_settings"));
  } else if (!process.statement.empty()) {
    const Bytes entitled = entitlement(facts, *work_mem, std::max(nodes, 1));
    const std::string claim = say("work_mem of {0} entitles it to {1}; it held {2}", words(*work_mem), words(entitled), words(candidate.size));
    if (candidate.size <= entitled && candidate.size >= *work_mem * 2) sum.add("within_entitlement", claim, row);
    else if (candidate.size > entitled + entitled / 2) sum.add("beyond_entitlement", claim, row);
  }
  if (candidate.sufficient) sum.add("sufficient", say("at the median of the other sessions {0} would have been free", words(candidate.free_without)), row);
  else if (candidate.impossible) sum.add("not_sufficient", say("even at the median of the other sessions the memory would not have been enough"), row);
  sum.against_if_no_shortage();
  sum.finding().mechanism = "work_mem_times_nodes";
  sum.finding().culprit = {"backend", process.pid, process.comm, process.user, process.database, process.application, process.statement, candidate.size, nodes};
  sum.finding().counterfactual = Counterfactual{candidate.free_without, candidate.sufficient, say("with {0} at the median of the other sessions", words(process))};
  sum.finding().sentence = work_mem
      ? say("One query with many nodes is the culprit: {0} held {1}, {2} of {3}, in {4} sorts, joins and aggregates of {5} work_mem each{6}.", words(process),
            words(candidate.size), percent(share(candidate.size, facts.total)), facts.total_name, nodes, words(*work_mem), victim_words(facts, &process))
      : say("One query with many nodes is the culprit: {0} held {1}, {2} of {3}, in {4} sorts, joins and aggregates{5}.", words(process), words(candidate.size),
            percent(share(candidate.size, facts.total)), facts.total_name, nodes, victim_words(facts, &process));
  return sum.done();
}

}  // namespace laststraw::judge
