#include "sql/nodes.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sql/tokens.hpp"

namespace laststraw::sql {

namespace {

struct Tag {
  std::string_view node, tag;
};

// The node types of src/include/nodes/parsenodes.h and the command tags of src/include/tcop/cmdtaglist.h.
constexpr std::array kTags{Tag{"SelectStmt", "SELECT"},
                           Tag{"InsertStmt", "INSERT"},
                           Tag{"UpdateStmt", "UPDATE"},
                           Tag{"DeleteStmt", "DELETE"},
                           Tag{"MergeStmt", "MERGE"},
                           Tag{"CopyStmt", "COPY"},
                           Tag{"IndexStmt", "CREATE INDEX"},
                           Tag{"ReindexStmt", "REINDEX"},
                           Tag{"ClusterStmt", "CLUSTER"},
                           Tag{"RefreshMatViewStmt", "REFRESH MATERIALIZED VIEW"},
                           Tag{"AlterTableStmt", "ALTER TABLE"},
                           Tag{"DoStmt", "DO"},
                           Tag{"CallStmt", "CALL"},
                           Tag{"PrepareStmt", "PREPARE"},
                           Tag{"ExecuteStmt", "EXECUTE"},
                           Tag{"DeclareCursorStmt", "DECLARE CURSOR"},
                           Tag{"FetchStmt", "FETCH"},
                           Tag{"ExplainStmt", "EXPLAIN"},
                           Tag{"CreateTableAsStmt", "CREATE TABLE AS"},
                           Tag{"CreateStmt", "CREATE TABLE"},
                           Tag{"VariableSetStmt", "SET"},
                           Tag{"VariableShowStmt", "SHOW"},
                           Tag{"TransactionStmt", "TRANSACTION"},
                           Tag{"TruncateStmt", "TRUNCATE TABLE"},
                           Tag{"LockStmt", "LOCK TABLE"},
                           Tag{"DropStmt", "DROP"},
                           Tag{"DiscardStmt", "DISCARD"},
                           Tag{"CreateFunctionStmt", "CREATE FUNCTION"},
                           Tag{"ListenStmt", "LISTEN"},
                           Tag{"NotifyStmt", "NOTIFY"},
                           Tag{"DeallocateStmt", "DEALLOCATE"},
                           Tag{"CheckPointStmt", "CHECKPOINT"},
                           Tag{"ViewStmt", "CREATE VIEW"},
                           Tag{"GrantStmt", "GRANT"}};

}  // namespace

std::string_view tag_of(std::string_view node) {
  const auto* const found = std::find_if(kTags.begin(), kTags.end(), [&](const Tag& one) { return one.node == node; });
  return found != kTags.end() ? found->tag : std::string_view();
}

std::string word_at(const Json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json* child(const Json& node, const char* key) {
  const auto found = node.find(key);
  return found == node.end() ? nullptr : &*found;
}

std::size_t size_of(const Json& node, const char* key) {
  const Json* list = child(node, key);
  return list && list->is_array() ? list->size() : 0;
}

std::string function_name(const Json& call) {
  const Json* names = child(call, "funcname");
  if (!names || names->empty()) return {};
  const Json* last = child(names->back(), "String");
  return last ? lower(word_at(*last, "sval")) : std::string();
}

std::optional<double> constant(const Json& node) {
  if (const Json* value = child(node, "A_Const")) {
    if (const Json* whole = child(*value, "ival")) return whole->value("ival", 0.0);
    if (const Json* fraction = child(*value, "fval")) return std::strtod(word_at(*fraction, "fval").c_str(), nullptr);
    return std::nullopt;
  }
  if (const Json* cast = child(node, "TypeCast"))
    if (const Json* argument = child(*cast, "arg")) return constant(*argument);
  return std::nullopt;
}

}  // namespace laststraw::sql
