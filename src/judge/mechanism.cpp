#include "judge/mechanism.hpp"

#include <algorithm>
#include <array>

#include "sql/statement.hpp"
#include "sql/tokens.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

struct Known {
  std::string_view begins;
  Mechanism mechanism;
};

/// By the name of the largest memory context (the names that AllocSetContextCreate() and its like are given in PostgreSQL's sources).
constexpr std::array<Known, 31> kContexts{{{"HashTableContext", Mechanism::sort_or_hash},
                                           {"HashBatchContext", Mechanism::sort_or_hash},
                                           {"HashSpillContext", Mechanism::sort_or_hash},
                                           {"HashAgg", Mechanism::sort_or_hash},
                                           {"Subplan HashTable", Mechanism::sort_or_hash},
                                           {"SetOp hash", Mechanism::sort_or_hash},
                                           {"MemoizeHashTable", Mechanism::sort_or_hash},
                                           {"TupleSort", Mechanism::sort_or_hash},
                                           {"Caller tuples", Mechanism::sort_or_hash},
                                           {"tuplestore", Mechanism::sort_or_hash},
                                           {"ExprContext", Mechanism::aggregate},
                                           {"AggContext", Mechanism::aggregate},
                                           {"ExecutorState", Mechanism::sort_or_hash},
                                           {"CachedPlan", Mechanism::prepared_statements},
                                           {"Prepared Queries", Mechanism::prepared_statements},
                                           {"unnamed prepared", Mechanism::prepared_statements},
                                           {"SPI Plan", Mechanism::prepared_statements},
                                           {"MessageContext", Mechanism::large_value},
                                           {"COPY", Mechanism::large_value},
                                           {"PL/pgSQL", Mechanism::plpgsql_state},
                                           {"SPI Proc", Mechanism::plpgsql_state},
                                           {"SPI TupTable", Mechanism::plpgsql_state},
                                           {"expanded array", Mechanism::plpgsql_state},
                                           {"expanded record", Mechanism::plpgsql_state},
                                           {"ReorderBuffer", Mechanism::logical_decoding},
                                           {"Logical", Mechanism::logical_decoding},
                                           {"snapshot builder", Mechanism::logical_decoding},
                                           {"ApplyContext", Mechanism::logical_decoding},
                                           {"LocalBufferContext", Mechanism::temp_buffers},
                                           {"PostGIS", Mechanism::extension},
                                           {"TimescaleDB", Mechanism::extension}}};

/// By what the statement's text shows.
Mechanism by_statement(const sql::Statement& statement) {
  switch (statement.why) {
    case sql::Why::procedural:
      return Mechanism::plpgsql_state;
    case sql::Why::collects_rows:
      return statement.word.starts_with("st_") ? Mechanism::extension : Mechanism::aggregate;  // PostGIS names its functions so
    case sql::Why::temporary_tables:
      return Mechanism::temp_tables;
    case sql::Why::logical_decoding:
      return Mechanism::logical_decoding;
    case sql::Why::prepares:
      return Mechanism::prepared_statements;
    case sql::Why::huge_text:
      return Mechanism::huge_statement;
    case sql::Why::bulk_load:
    case sql::Why::large_value:
      return Mechanism::large_value;
    case sql::Why::cartesian_product:
      return Mechanism::cartesian_product;
    case sql::Why::sorts_and_hashes:
    case sql::Why::index_build:
      return Mechanism::sort_or_hash;
    case sql::Why::nothing:
    case sql::Why::vacuum:
    case sql::Why::rewrite:
      break;
  }
  return statement.nodes > 0 ? Mechanism::sort_or_hash : Mechanism::unknown;
}

/// Processes that do one thing only.
Mechanism by_role(Role role) {
  switch (role) {
    case Role::walsender:
      return Mechanism::logical_decoding;
    case Role::logical_worker:
      return Mechanism::apply;
    case Role::startup:
      return Mechanism::wal_replay;
    default:
      return Mechanism::unknown;
  }
}

/// The names from the top down to contexts[at].
std::string path_to(const std::vector<MemoryContext>& contexts, std::size_t at) {
  std::vector<std::string_view> names{contexts[at].name};
  int depth = contexts[at].depth;
  for (std::size_t i = at; i-- > 0 && depth > 0;)
    if (contexts[i].depth < depth) {
      depth = contexts[i].depth;
      names.push_back(contexts[i].name);
    }
  std::string path;
  for (auto name = names.rbegin(); name != names.rend(); ++name) path += (path.empty() ? "" : " > ") + std::string(*name);
  return path;
}

/// Contexts of relations that a session knows: each index has an "index info" of its own (utils/cache/relcache.c). A dump lists the
/// first hundred children of a context and counts the others (utils/mmgr/mcxt.c MemoryContextStatsInternal()), which are of this kind:
/// nothing else has so many. A session at work on dozens of tables has some hundred.
std::uint64_t relations_known(const MemoryContextDump& dump) {
  const auto listed =
      std::count_if(dump.contexts.begin(), dump.contexts.end(), [](const MemoryContext& context) { return context.name == "index info"; });
  return static_cast<std::uint64_t>(listed) + (listed > 0 ? dump.not_listed : 0);
}
constexpr std::uint64_t kVeryManyRelations = 1000;

std::optional<HowSoMuch> by_contexts(const Facts& facts) {
  const MemoryContextDump* dump = facts.incident->context_dump;
  if (!dump || dump->contexts.empty()) return std::nullopt;
  // Contexts of one name are one thing: a thousand CachedPlans are as telling as one large sort.
  struct Group {
    Bytes size;
    std::size_t count, largest;
  };
  std::vector<std::pair<std::string_view, Group>> groups;
  for (std::size_t i = 0; i < dump->contexts.size() && groups.size() < 4096; ++i) {
    const MemoryContext& context = dump->contexts[i];
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == context.name; });
    if (group == groups.end()) group = groups.insert(groups.end(), {context.name, {Bytes{0}, 0, i}});
    group->second.size += context.total;
    ++group->second.count;
    if (context.total > dump->contexts[group->second.largest].total) group->second.largest = i;
  }
  const auto& [name, group] =
      *std::max_element(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.second.size < b.second.size; });
  HowSoMuch found;
  for (const Known& known : kContexts)
    if (name.substr(0, known.begins.size()) == known.begins) found.mechanism = known.mechanism;
  if (name == "MessageContext" && relations_known(*dump) >= kVeryManyRelations) found.mechanism = Mechanism::partition_planning;
  const MemoryContext& largest = dump->contexts[group.largest];
  const std::string path = path_to(dump->contexts, group.largest);
  found.claim = group.count > 1 ? say("of what its memory contexts hold, {0} is in {1} contexts like {2}", group.size, group.count, path)
                                : say("of what its memory contexts hold, {0} is in {1}", group.size, path);
  found.cite = Citation{largest.at, {}};
  return found;
}

/// The same statement in pg_stat_statements, which it spilled in: it needs more than work_mem whatever it held then.
std::optional<HowSoMuch> by_statistics(const Facts& facts, const Process& process) {
  if (process.statement.empty() || facts.incident->records->statement_stats.empty()) return std::nullopt;
  const std::string own = sql::fingerprint(process.statement);
  for (const StatementStats& stats : facts.incident->records->statement_stats)
    if (stats.temp_per_call() > Bytes{0} && sql::fingerprint(stats.query) == own)
      return HowSoMuch{
          Mechanism::sort_or_hash,
          say("pg_stat_statements: this statement wrote {0} of temporary files a call (calls: {1}): so much it needs beyond work_mem",
              stats.temp_per_call(), stats.calls),
          stats.cite};
  return std::nullopt;
}

const PgSession* session_of(const Facts& facts, const Process& process) {
  const PgSession* found = nullptr;
  for (const PgSession& session : facts.incident->history->sessions)
    if (session.pid == process.pid && session.user == process.user) found = &session;
  return found;
}

/// Where the session raised temp_buffers: by the statement itself or before.
std::optional<HowSoMuch> by_temp_buffers(const PgSession* session, const Process& process) {
  const auto sets = [](const std::string& text) { return sql::lower(text).find("temp_buffers") != std::string::npos; };
  if (session)
    for (const PgStatement& setting : session->settings)
      if (sets(setting.text))
        return HowSoMuch{Mechanism::temp_buffers, say("it had set temp_buffers: {0}", statement_name(setting.text)), setting.cite};
  return sets(process.statement) ? std::optional(HowSoMuch{Mechanism::temp_buffers, {}, std::nullopt}) : std::nullopt;
}

}  // namespace

HowSoMuch mechanism_of(const Facts& facts, const Process& process) {
  if (const Mechanism shown = by_role(process.role); shown != Mechanism::unknown) return {shown, {}, std::nullopt};
  if (auto found = by_contexts(facts); found && found->mechanism != Mechanism::unknown) return *found;
  const auto spilled = by_statistics(facts, process);
  const PgSession* const session = session_of(facts, process);
  const Mechanism shown = by_statement(sql::read_statement(process.statement));
  if (shown == Mechanism::temp_tables)
    if (auto raised = by_temp_buffers(session, process)) return *raised;
  if (shown != Mechanism::unknown) return spilled && spilled->mechanism == shown ? *spilled : HowSoMuch{shown, {}, std::nullopt};
  if (spilled) return *spilled;
  if (auto raised = by_temp_buffers(session, process)) return *raised;
  if (!session) return {};
  for (const PgPlan& plan : facts.incident->history->plans)
    if (plan.pid == process.pid && plan.jit) return {Mechanism::jit, say("a plan of this session was compiled (JIT)"), plan.cite};
  if (session->temp_files > 0)
    return {Mechanism::sort_or_hash, say("{0} temporary files of this session are logged", session->temp_files), session->cite};
  return {};
}

}  // namespace laststraw::judge
