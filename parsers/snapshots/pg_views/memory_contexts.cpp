// pg_backend_memory_contexts (14+, mcxtfuncs.c): the contexts of the session that asks, the same tree as MemoryContextStats() logs. Up to 17 the
// rows stand in the order of the tree; since 18 level begins at 1, the rows stand level by level, and `path` names each one's ancestors.
#include <algorithm>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"

namespace laststraw {

namespace {

using pg_views::count_of;
using pg_views::Row;

constexpr std::size_t kMostContexts = 100'000;

struct Node {
  std::vector<std::int64_t> path;  ///< 18+: the ids of its ancestors and its own
  MemoryContext context;
};

/// "{1,19,21}"
std::vector<std::int64_t> path_of(std::string_view text) {
  std::vector<std::int64_t> path;
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (!digits.empty()) {
      path.push_back(count_of(digits).value_or(0));
      digits.clear();
    }
  return path;
}

class Reader {
 public:
  bool take(const Row& row) {
    const auto level = count_of(row["level"]), total = count_of(row["total_bytes"]), used = count_of(row["used_bytes"]);
    if (!level || !total || row["name"].empty() || *level > 10'000) return false;
    if (nodes_.empty()) first_ = static_cast<int>(*level), cite_ = row.cite;
    if (nodes_.size() >= kMostContexts) return true;
    nodes_.push_back({path_of(row["path"]),
                      {static_cast<int>(*level) - first_, row["name"], row["ident"], Bytes{*total}, Bytes{used.value_or(0)}, row.cite.at}});
    return true;
  }

  void keep(Records& records) {
    if (nodes_.empty()) return;
    if (std::all_of(nodes_.begin(), nodes_.end(), [](const Node& node) { return !node.path.empty(); }))
      std::stable_sort(nodes_.begin(), nodes_.end(), [](const Node& a, const Node& b) { return a.path < b.path; });
    MemoryContextDump dump;
    dump.of_view = true;
    dump.cite = cite_;
    Bytes total{}, used{};
    for (Node& node : nodes_) {
      total += node.context.total;
      used += node.context.used;
      dump.contexts.push_back(std::move(node.context));
    }
    dump.grand_total = total;
    dump.grand_used = used;
    records.context_dumps.push_back(std::move(dump));
  }

 private:
  std::vector<Node> nodes_;
  Citation cite_;
  int first_ = 0;
};

}  // namespace

Reading read_pg_backend_memory_contexts(const SourceText& source, Records& records) {
  Reader reader;
  Reading reading;
  reading.format = "pg_views/pg_backend_memory_contexts";
  reading.coverage =
      pg_views::for_each_row(source, records, "a row with as many columns as the header", [&](const Row& row) { return reader.take(row); });
  reader.keep(records);
  return reading;
}

}  // namespace laststraw
