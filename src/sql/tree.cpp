#include "sql/tree.hpp"

#include <pg_query.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "sql/functions.hpp"
#include "sql/nodes.hpp"
#include "sql/tokens.hpp"

namespace laststraw::sql {

namespace {

constexpr int kMostDepth = 400;

class Reader {
 public:
  explicit Reader(Statement& statement) : statement_(statement), marks_(statement) {}

  void statement(const Json& node) {
    const auto item = node.items().begin();
    if (statement_.tag.empty()) statement_.tag = tag_of(item.key());
    top(item.key(), item.value());
    // An index's expressions run row by row: what bounds its build is the sort.
    if (item.key() != "IndexStmt") walk(node, 0);
  }
  void conclude() { marks_.conclude(); }
  /// A column without a table: the text ends before its FROM.
  bool cut() const { return cut_; }

 private:
  /// What the kind of statement alone says.
  void top(const std::string& kind, const Json& node) {
    if (kind == "SelectStmt") return top_select(node);
    if (kind == "IndexStmt" || kind == "ReindexStmt") return marks_.why(Why::index_build, lower(statement_.tag));
    if (kind == "VacuumStmt") return top_vacuum(node);
    if (kind == "ClusterStmt" || kind == "RefreshMatViewStmt") return marks_.why(Why::rewrite, lower(statement_.tag));
    if (kind == "AlterTableStmt") return top_alter(node);
    if (kind == "CopyStmt") return marks_.why(Why::bulk_load, "copy");
    if (kind == "DoStmt" || kind == "CallStmt") return marks_.why(Why::procedural, lower(statement_.tag));
    if (kind == "PrepareStmt" || kind == "ExecuteStmt") return marks_.why(Why::prepares, lower(statement_.tag));
    if (kind == "CreateTableAsStmt") return top_create(node);
    if (kind == "UpdateStmt" || kind == "DeleteStmt" || kind == "MergeStmt")
      return top_write(node, kind == "DeleteStmt" ? "usingClause" : "fromClause");
    if (kind == "InsertStmt") {
      const Json* source = child(node, "selectStmt");
      const Json* select = source ? child(*source, "SelectStmt") : nullptr;
      marks_.writes_many = select && !child(*select, "valuesLists");
    }
  }

  /// "select work(42)": the text does not show what runs.
  void top_select(const Json& node) {
    if (size_of(node, "fromClause") > 0 || size_of(node, "targetList") == 0) return;
    for (const Json& target : node["targetList"]) {
      const Json* value = child(target, "ResTarget") ? child(target["ResTarget"], "val") : nullptr;
      cut_ = cut_ || (value && child(*value, "ColumnRef"));
      const Json* call = value ? child(*value, "FuncCall") : nullptr;
      if (!call) continue;
      const std::string name = function_name(*call);
      if (!name.empty() && name != "generate_series" && why_of_function(name) == Why::nothing && !is_small_builtin(name))
        marks_.why(Why::procedural, name);
    }
  }

  void top_vacuum(const Json& node) {
    bool full = false;
    if (const Json* options = child(node, "options"))
      for (const Json& option : *options)
        if (const Json* element = child(option, "DefElem")) full = full || word_at(*element, "defname") == "full";
    statement_.tag = node.value("is_vacuumcmd", false) ? "VACUUM" : "ANALYZE";
    marks_.why(full ? Why::rewrite : Why::vacuum, lower(statement_.tag));
  }

  void top_alter(const Json& node) {
    if (const Json* commands = child(node, "cmds"))
      for (const Json& command : *commands) {
        const Json* one = child(command, "AlterTableCmd");
        if (!one) continue;
        const std::string kind = word_at(*one, "subtype");
        const Json* definition = child(*one, "def");
        const Json* constraint = definition ? child(*definition, "Constraint") : nullptr;
        const std::string type = constraint ? word_at(*constraint, "contype") : std::string();
        if (type == "CONSTR_PRIMARY" || type == "CONSTR_UNIQUE" || type == "CONSTR_EXCLUSION")
          marks_.why(Why::index_build, "add constraint");
        if (type == "CONSTR_FOREIGN") marks_.node();
        if (kind == "AT_AlterColumnType") marks_.why(Why::rewrite, "alter column type");
      }
  }

  void top_create(const Json& node) {
    const Json* into = child(node, "into");
    const Json* table = into ? child(*into, "rel") : nullptr;
    if (table && word_at(*table, "relpersistence") == "t") marks_.why(Why::temporary_tables, "temporary table");
    if (word_at(node, "objtype") == "OBJECT_MATVIEW") statement_.tag = "CREATE MATERIALIZED VIEW";
  }

  void top_write(const Json& node, const char* others) {
    marks_.writes_many = true;
    if (child(node, "joinCondition")) marks_.node();  // MERGE
    const std::size_t tables = size_of(node, others);
    for (std::size_t i = 0; i < tables; ++i) marks_.node();
    if (tables > 0 && !child(node, "whereClause")) marks_.why(Why::cartesian_product, lower(statement_.tag));
  }

  void walk(const Json& node, int depth) {
    if (depth > kMostDepth) return;
    if (node.is_array()) {
      for (const Json& one : node) walk(one, depth + 1);
      return;
    }
    if (!node.is_object()) return;
    for (const auto& [key, value] : node.items()) {
      if (key == "ExplainStmt" && !analyzes(value)) continue;  // only planned
      if (key == "SelectStmt" || key == "larg" || key == "rarg")
        select(value);
      else if (key == "FuncCall")
        call(value);
      else if (key == "SubLink")
        sublink(value);
      else if (key == "JoinExpr")
        join(value);
      else if (key == "A_Expr")
        expression(value);
      walk(value, depth + 1);
    }
  }

  static bool analyzes(const Json& explain) {
    if (const Json* options = child(explain, "options"))
      for (const Json& option : *options)
        if (const Json* element = child(option, "DefElem"); element && word_at(*element, "defname") == "analyze") return true;
    return false;
  }

  void select(const Json& node) {
    if (!node.is_object()) return;
    const Json* limit = child(node, "limitCount");
    const std::optional<double> most = limit ? constant(*limit) : std::nullopt;
    // With a small LIMIT the sort keeps that many rows only (top-N heapsort, tuplesort.c).
    if (size_of(node, "sortClause") > 0 && !(most && *most < kFewRows)) marks_.node();
    if (child(node, "distinctClause")) marks_.node();
    if (size_of(node, "groupClause") > 0) marks_.node();
    if (const std::string operation = word_at(node, "op");
        !operation.empty() && operation != "SETOP_NONE" && !(operation == "SETOP_UNION" && node.value("all", false)))
      marks_.node();
    if (most) marks_.rows(*most);
    if (const std::size_t values = size_of(node, "valuesLists"); values > 0) {
      marks_.rows(static_cast<double>(values));
      if (values >= kLongList) marks_.why(Why::huge_text, "values");
    }
    tables(node);
  }

  void tables(const Json& node) {
    const Json* from = child(node, "fromClause");
    if (!from || !from->is_array()) return;
    std::size_t sources = 0;
    for (const Json& source : *from)
      if (child(source, "RangeVar") || child(source, "JoinExpr") ||
          (child(source, "RangeSubselect") && !source["RangeSubselect"].value("lateral", false)))
        ++sources;
    for (std::size_t i = 1; i < sources; ++i) marks_.node();
    if (sources > 1 && !child(node, "whereClause")) marks_.why(Why::cartesian_product, "from");
    if (from->size() == 1)
      if (const Json* one = child(from->front(), "JoinExpr"); one && crosses(*one) && !child(node, "whereClause"))
        marks_.why(Why::cartesian_product, "cross join");
  }

  /// A join of two tables (not of a table with a function of its rows) without any condition.
  static bool crosses(const Json& join) {
    if (child(join, "quals") || child(join, "usingClause") || join.value("isNatural", false)) return false;
    const auto is_table = [](const Json* side) { return side && (child(*side, "RangeVar") || child(*side, "JoinExpr")); };
    return is_table(child(join, "larg")) && is_table(child(join, "rarg"));
  }

  void join(const Json& node) {
    const Json* right = child(node, "rarg");
    const bool lateral = right && ((child(*right, "RangeSubselect") && (*right)["RangeSubselect"].value("lateral", false)) ||
                                   child(*right, "RangeFunction"));
    if (!lateral) marks_.node();
  }

  void call(const Json& node) {
    const std::string name = function_name(node);
    if (child(node, "over")) marks_.node();
    if (name == "generate_series" && size_of(node, "args") >= 2) {
      const auto first = constant(node["args"][0]), last = constant(node["args"][1]);
      const auto step = size_of(node, "args") > 2 ? constant(node["args"][2]) : std::optional<double>(1.0);
      if (first && last && step && *step != 0) marks_.rows(std::max(0.0, std::floor((*last - *first) / *step) + 1));
      return;
    }
    if (name == "repeat" && size_of(node, "args") == 2)
      if (const auto times = constant(node["args"][1]); times && *times < kFewRows) return;
    if (name == "decode" && size_of(node, "args") == 2 && constant_text(node["args"][0])) return;
    marks_.function(name);
  }

  static bool constant_text(const Json& node) { return child(node, "A_Const") != nullptr; }

  void sublink(const Json& node) {
    const std::string kind = word_at(node, "subLinkType");
    if (kind == "ARRAY_SUBLINK")
      marks_.why(Why::collects_rows, "array(select");
    else if (kind == "ANY_SUBLINK" || kind == "ALL_SUBLINK" || kind == "EXISTS_SUBLINK")
      marks_.node();
  }

  void expression(const Json& node) {
    const std::string kind = word_at(node, "kind");
    const Json* right = child(node, "rexpr");
    if (kind == "AEXPR_IN" && right && right->is_object() && child(*right, "List") && size_of((*right)["List"], "items") >= kLongList)
      marks_.why(Why::huge_text, "in");
    if (kind != "AEXPR_OP" || !right || size_of(node, "name") != 1) return;
    const Json* name = child(node["name"][0], "String");
    const Json* left = child(node, "lexpr");
    if (name && word_at(*name, "sval") == "=" && left && child(*left, "ColumnRef") &&
        (child(*right, "A_Const") || child(*right, "ParamRef") || child(*right, "TypeCast")))
      marks_.point_lookup = true;
  }

  Statement& statement_;
  Marks marks_;
  bool cut_ = false;
};

}  // namespace

bool read_tree(const std::string& text, Statement& statement) {
  const PgQueryParseResult result = pg_query_parse(text.c_str());
  const std::unique_ptr<const PgQueryParseResult, void (*)(const PgQueryParseResult*)> owner(
      &result, [](const PgQueryParseResult* one) { pg_query_free_parse_result(*one); });
  if (result.error || !result.parse_tree) return false;
  const Json tree = Json::parse(result.parse_tree, nullptr, false);
  const Json* statements = tree.is_object() ? child(tree, "stmts") : nullptr;
  if (!statements || !statements->is_array() || statements->empty()) return false;
  Reader reader(statement);
  for (const Json& one : *statements)
    if (const Json* node = child(one, "stmt"); node && node->is_object() && !node->empty()) reader.statement(*node);
  if (reader.cut()) return false;
  reader.conclude();
  statement.whole = true;
  return true;
}

}  // namespace laststraw::sql
