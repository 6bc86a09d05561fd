// Autovacuum workers, CREATE INDEX, VACUUM, CLUSTER, COPY: each with maintenance_work_mem.
#include <algorithm>
#include <array>
#include <cctype>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr double kLargeShare = 0.3;

bool is_maintenance(const Process& process) {
  if (process.role == Role::autovacuum_worker) return true;
  std::string head(process.statement.substr(0, 40));
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 9> kOpenings{"create index", "create unique index", "reindex", "vacuum", "cluster", "refresh materialized", "alter table", "autovacuum:", "analyze"};
  return std::any_of(kOpenings.begin(), kOpenings.end(), [&](std::string_view opening) { return head.compare(0, opening.size(), opening) == 0; });
}

}  // namespace

Finding maintenance_storm(const Facts& facts) {
  if (facts.total.count == 0 || facts.incident->processes.empty()) return Sum::not_applicable("maintenance_storm");
  Sum sum("maintenance_storm", facts);
  std::vector<const Process*> workers;
  Bytes size{};
  bool statements_known = false;
  for (const Process& process : facts.incident->processes) {
    if (!is_postgres(process.role)) continue;
    statements_known = statements_known || !process.statement.empty() || process.role == Role::autovacuum_worker;
    if (!is_maintenance(process)) continue;
    workers.push_back(&process);
    size += process.anon.middle();
  }
  const auto row = workers.empty() ? std::nullopt : row_of(*workers.front());
  const std::string claim = say_count(workers.size(), "{0} maintenance process held {1}, {2} of {3}", "{0} maintenance processes held {1}, {2} of {3}", words(size),
                                      percent(share(size, facts.total)), facts.total_name);
  if (share(size, facts.total) >= kLargeShare) sum.add("large_share", claim, row);
  else if (!workers.empty() || statements_known) sum.add("small_share", workers.empty() ? say("no maintenance work is seen") : claim, row);
  else sum.missing(say("what the sessions were doing"), Absence::not_printed, say("csvlog's backend_type (13+), ps captures with titles, log_autovacuum_min_duration"));
  if (workers.size() >= 2) sum.add("several", say("{0} ran at the same time", workers.size()), row);
  const auto each = pg_bytes(facts.incident->records->pg_settings, "maintenance_work_mem");
  if (each && !workers.empty() && share(*each * static_cast<std::int64_t>(workers.size()), facts.total) >= 0.25)
    sum.add("entitled", say("maintenance_work_mem of {0} entitles them to it", words(*each)), find(facts.incident->records->pg_settings, "maintenance_work_mem")->cite);
  sum.against_if_no_shortage();
  const Bytes freed = facts.free_now + size;
  sum.finding().culprit = {"group", std::nullopt, say("maintenance work"), {}, {}, {}, {}, size, static_cast<std::int64_t>(workers.size())};
  sum.finding().counterfactual = Counterfactual{freed, !workers.empty() && freed >= facts.reserve, say("without the maintenance work")};
  sum.finding().sentence = say("Maintenance is the culprit: {0}{1}.", claim, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
