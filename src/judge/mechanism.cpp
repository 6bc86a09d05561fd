#include "judge/mechanism.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

struct Known { std::string_view begins, mechanism; };

/// By the name of the largest memory context (docs/reference/postgres.md 2.7, "Context name -> diagnosis").
constexpr std::array<Known, 31> kContexts{{
    {"HashTableContext", "sort_or_hash"}, {"HashBatchContext", "sort_or_hash"}, {"HashSpillContext", "sort_or_hash"}, {"HashAgg", "sort_or_hash"},
    {"Subplan HashTable", "sort_or_hash"}, {"SetOp hash", "sort_or_hash"}, {"MemoizeHashTable", "sort_or_hash"}, {"TupleSort", "sort_or_hash"},
    {"Caller tuples", "sort_or_hash"}, {"tuplestore", "sort_or_hash"}, {"ExprContext", "aggregate"}, {"AggContext", "aggregate"}, {"ExecutorState", "sort_or_hash"},
    {"CachedPlan", "prepared_statements"}, {"Prepared Queries", "prepared_statements"}, {"unnamed prepared", "prepared_statements"}, {"SPI Plan", "prepared_statements"},
    {"MessageContext", "large_value"}, {"COPY", "large_value"}, {"PL/pgSQL", "plpgsql_state"}, {"SPI Proc", "plpgsql_state"}, {"SPI TupTable", "plpgsql_state"},
    {"expanded array", "plpgsql_state"}, {"expanded record", "plpgsql_state"}, {"ReorderBuffer", "logical_decoding"}, {"Logical", "logical_decoding"},
    {"snapshot builder", "logical_decoding"}, {"ApplyContext", "logical_decoding"}, {"LocalBufferContext", "temp_buffers"}, {"PostGIS", "extension"}, {"TimescaleDB", "extension"}}};

/// Mapping of words in the statement, without case; the first that is found.
constexpr std::array<Known, 24> kStatements{{
    {"do $", "plpgsql_state"}, {"call ", "plpgsql_state"}, {"array_agg", "aggregate"}, {"string_agg", "aggregate"}, {"json_agg", "aggregate"}, {"jsonb_agg", "aggregate"},
    {"json_object_agg", "aggregate"}, {"jsonb_object_agg", "aggregate"}, {"xmlagg", "aggregate"}, {"array(select", "aggregate"}, {"temp_buffers", "temp_buffers"},
    {"pg_logical_slot", "logical_decoding"}, {"start_replication", "logical_decoding"}, {"prepare ", "prepared_statements"}, {"copy ", "large_value"}, {"repeat(", "large_value"},
    {"lo_get", "large_value"}, {"order by", "sort_or_hash"}, {" join ", "sort_or_hash"}, {"group by", "sort_or_hash"}, {"distinct", "sort_or_hash"},
    {" over (", "sort_or_hash"}, {"create index", "sort_or_hash"}, {"st_", "extension"}}};

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
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

std::optional<Mechanism> by_contexts(const Facts& facts) {
  const MemoryContextDump* dump = facts.incident->context_dump;
  if (!dump || dump->contexts.empty()) return std::nullopt;
  // Contexts of one name are one thing: a thousand CachedPlans are as telling as one large sort.
  struct Group { Bytes size; std::size_t count, largest; };
  std::vector<std::pair<std::string_view, Group>> groups;
  for (std::size_t i = 0; i < dump->contexts.size() && groups.size() < 4096; ++i) {
    const MemoryContext& context = dump->contexts[i];
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == context.name; });
    if (group == groups.end()) group = groups.insert(groups.end(), {context.name, {Bytes{0}, 0, i}});
    group->second.size += context.total;
    ++group->second.count;
    if (context.total > dump->contexts[group->second.largest].total) group->second.largest = i;
  }
  const auto& [name, group] = *std::max_element(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.second.size < b.second.size; });
  Mechanism mechanism;
  for (const Known& known : kContexts)
    if (name.substr(0, known.begins.size()) == known.begins) mechanism.id = std::string(known.mechanism);
  const MemoryContext& largest = dump->contexts[group.largest];
  const std::string path = path_to(dump->contexts, group.largest);
  mechanism.claim = group.count > 1 ? say("of what its memory contexts hold, {0} is in {1} contexts like {2}", words(group.size), group.count, path)
                                    : say("of what its memory contexts hold, {0} is in {1}", words(group.size), path);
  mechanism.cite = Citation{largest.at, {}};
  return mechanism;
}

const PgSession* session_of(const Facts& facts, const Process& process) {
  const PgSession* found = nullptr;
  for (const PgSession& session : facts.incident->history->sessions)
    if (session.pid == process.pid && session.user == process.user) found = &session;
  return found;
}

}  // namespace

Mechanism mechanism_of(const Facts& facts, const Process& process) {
  if (process.role == Role::walsender || process.role == Role::logical_worker) return {"logical_decoding", {}, std::nullopt};
  if (auto found = by_contexts(facts); found && found->id != "unknown") return *found;
  const std::string statement = lower(process.statement);
  for (const Known& known : kStatements)
    if (statement.find(known.begins) != std::string::npos) return {std::string(known.mechanism), {}, std::nullopt};
  const PgSession* session = session_of(facts, process);
  if (!session) return {};
  for (const PgStatement& setting : session->settings)
    if (lower(setting.text).find("temp_buffers") != std::string::npos) return {"temp_buffers", say("it had set temp_buffers: {0}", setting.text.substr(0, 80)), setting.cite};
  for (const PgPlan& plan : facts.incident->history->plans)
    if (plan.pid == process.pid && plan.jit) return {"jit", say("a plan of this session was compiled (JIT)"), plan.cite};
  if (session->temp_files > 0) return {"sort_or_hash", say("{0} temporary files of this session are logged", session->temp_files), session->cite};
  return {};
}

}  // namespace laststraw::judge
