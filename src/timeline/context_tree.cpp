#include "timeline/context_tree.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace laststraw::timeline {

namespace {

struct Node {
  ContextNode shown;
  std::size_t parent;
  std::vector<std::size_t> children;
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr int kDeepest = 100;  ///< mcxt.c prints at most this deep; a hostile dump no deeper either

class Tree {
 public:
  explicit Tree(const MemoryContextDump& dump) {
    std::vector<std::size_t> path;  // the open node at each depth
    for (const MemoryContext& context : dump.contexts) {
      const auto depth = static_cast<std::size_t>(std::clamp(context.depth, 0, kDeepest));
      path.resize(std::min(depth, path.size()));
      const std::size_t node = child(path.empty() ? kNone : path.back(), context);
      path.push_back(node);
      ContextNode& shown = nodes_[node].shown;
      if (++shown.count > 1) shown.ident.clear();
      shown.own += context.total;
      shown.used += context.used;
      for (const std::size_t above : path) nodes_[above].shown.subtree += context.total;
    }
  }

  std::vector<ContextNode> shown() {
    // The largest ones, each with all that is above it.
    std::vector<std::size_t> by_size(nodes_.size());
    for (std::size_t i = 0; i < by_size.size(); ++i) by_size[i] = i;
    std::stable_sort(by_size.begin(), by_size.end(),
                     [&](std::size_t a, std::size_t b) { return nodes_[a].shown.subtree > nodes_[b].shown.subtree; });
    std::vector<bool> keep(nodes_.size());
    for (std::size_t i = 0; i < std::min(by_size.size(), kMaxContextNodes); ++i)
      for (std::size_t n = by_size[i]; n != kNone && !keep[n]; n = nodes_[n].parent) keep[n] = true;
    std::vector<ContextNode> out;
    for (const std::size_t root : by_size)
      if (nodes_[root].parent == kNone) add(root, keep, out);
    return out;
  }

 private:
  std::size_t child(std::size_t parent, const MemoryContext& context) {
    const std::size_t made = nodes_.size();
    if (const auto [known, added] = by_name_.try_emplace({parent, context.name}, made); !added) return known->second;
    const int depth = parent == kNone ? 0 : nodes_[parent].shown.depth + 1;
    nodes_.push_back({{depth, context.name, context.ident, 0, {}, {}, {}, context.at}, parent, {}});
    if (parent != kNone) nodes_[parent].children.push_back(made);
    return made;
  }

  void add(std::size_t node, const std::vector<bool>& keep, std::vector<ContextNode>& out) {
    if (!keep[node]) return;
    out.push_back(nodes_[node].shown);
    std::vector<std::size_t> children = nodes_[node].children;
    std::stable_sort(children.begin(), children.end(),
                     [&](std::size_t a, std::size_t b) { return nodes_[a].shown.subtree > nodes_[b].shown.subtree; });
    for (const std::size_t below : children) add(below, keep, out);
  }

  std::vector<Node> nodes_;
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> by_name_;  ///< parent and name; the names are the dump's
};

}  // namespace

std::vector<ContextNode> context_tree(const MemoryContextDump& dump) { return Tree(dump).shown(); }

}  // namespace laststraw::timeline
