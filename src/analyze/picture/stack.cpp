#include "analyze/picture/stack.hpp"

#include <algorithm>
#include <chrono>

#include "analyze/picture/thinned.hpp"
#include "text/say.hpp"

namespace laststraw::picture {

using namespace std::chrono_literals;

namespace {

/// So many are shown by themselves, if they ever held so much of the largest sum.
constexpr std::size_t kShownAlone = 4;
constexpr double kWorthALayer = 0.06;

using Sizes = std::vector<std::optional<std::int64_t>>;

std::int64_t peak(const Sizes& sizes) {
  std::int64_t most = 0;
  for (const auto& size : sizes) most = std::max(most, size.value_or(0));
  return most;
}

struct Row {
  Holder holder;
  bool accused = false;
  Sizes sizes;
};
using Rows = std::map<std::string, Row>;

/// Each holder's sizes; 0 where the list does not have it.
Rows rows_of(const Scene& scene, const std::vector<Sample>& samples) {
  Rows rows;
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (const auto& [key, holder] : samples[i].held) {
      const auto [at, is_new] = rows.try_emplace(key, Row{holder, is_accused(scene, key, holder), {}});
      if (is_new) at->second.sizes.assign(samples.size(), 0);
      if (samples[i].at <= scene.when) at->second.holder.what = holder.what;  // the last that is known of it
      at->second.sizes[i] = holder.size.low.count;
    }
  for (auto& [key, row] : rows)
    for (std::size_t i = 0; i < samples.size(); ++i)
      if (samples[i].is_gap) row.sizes[i].reset();
  return rows;
}

void add(MemoryLayer& layer, const Row& row) {
  if (layer.bytes.empty()) layer.bytes.assign(row.sizes.size(), std::nullopt);
  for (std::size_t i = 0; i < row.sizes.size(); ++i)
    if (row.sizes[i]) layer.bytes[i] = (Bytes{layer.bytes[i].value_or(0)} + Bytes{*row.sizes[i]}).count;
}

MemoryLayer together(const char* kind, Sentence what, const std::vector<const Row*>& rows) {
  MemoryLayer layer{kind, std::move(what), {}, false, {}};
  for (const Row* row : rows) add(layer, *row);
  return layer;
}

MemoryLayer alone(const Row& row) {
  MemoryLayer layer{row.holder.postgres ? "session" : "program", row.holder.what, {}, false, row.sizes};
  if (row.holder.postgres && row.holder.pid > 0) layer.pid = row.holder.pid;
  return layer;
}

/// The largest sum of all holders at one time.
std::int64_t scale_of(const Scene& scene, const Rows& rows, std::size_t times) {
  Bytes most = scene.limit.value_or(Bytes{0});
  for (std::size_t i = 0; i < times; ++i) {
    Bytes sum{};
    for (const auto& [key, row] : rows) sum += Bytes{row.sizes[i].value_or(0)};
    most = std::max(most, sum);
  }
  return most.count;
}

/// A layer that follows a series; at the kill the ledger's part counts.
MemoryLayer beside(const Scene& scene, const std::vector<WallTime>& at, const char* kind, const Sentence& what,
                   std::initializer_list<std::string_view> series, std::initializer_list<PartKind> parts) {
  MemoryLayer layer{kind, what, {}, scene.accused.layer == kind, {}};
  for (const WallTime time : at) {
    std::optional<Bytes> size;
    for (const std::string_view name : series)
      if (const auto one = counted(scene.incident(), name, time)) size = size.value_or(Bytes{0}) + *one;
    if (time == scene.when) {
      std::optional<Bytes> listed;
      for (const PartKind part : parts)
        if (const LedgerPart* known = scene.facts.part(part)) listed = listed.value_or(Bytes{0}) + known->size.middle();
      if (listed) size = listed;
    }
    layer.bytes.push_back(size ? std::optional(size->count) : std::nullopt);
  }
  return layer;
}

/// Known at more than one time, and large enough to be seen.
bool is_worth(const MemoryLayer& layer, const Scene& scene) {
  const auto known = std::count_if(layer.bytes.begin(), layer.bytes.end(), [](const auto& size) { return size.has_value(); });
  return known > 1 && (layer.culprit || !scene.limit || Bytes{peak(layer.bytes)} >= scaled(*scene.limit, kWorthALayer / 6));
}

/// Where no counter tells it: as much as the process that touched most of it; at the kill the ledger's.
MemoryLayer shared_by(const Scene& scene, const std::vector<Sample>& samples) {
  MemoryLayer layer{"shared_memory", say("shared memory"), {}, scene.accused.layer == "shared_memory", {}};
  const LedgerPart* at_kill = scene.facts.part(PartKind::shared_memory);
  for (const Sample& sample : samples) {
    const auto size = sample.at == scene.when && at_kill ? std::optional(at_kill->size.middle()) : sample.shared;
    layer.bytes.push_back(size ? std::optional(size->count) : std::nullopt);
  }
  return layer;
}

/// From its beginning, or that of the decline, to what it held at the kill, in a straight line; nullopt: one of the two is not known.
std::optional<MemoryLayer> accused_between(const Scene& scene, const std::vector<WallTime>& at) {
  if (!scene.accused.grows || !scene.has_table()) return std::nullopt;
  Bytes held{};
  for (const Process& process : scene.incident().processes)
    if (process.anon && (scene.accused.is_process(number(process.pid)) || scene.accused.program == process.comm))
      held += process.anon->middle();
  if (held.count <= 0) return std::nullopt;
  MemoryLayer layer{scene.accused.program ? "program" : "session", scene.accused.what, {}, true, {}};
  if (scene.accused.pids.size() == 1) layer.pid = *scene.accused.pids.begin();
  const double whole = std::chrono::duration<double>(scene.when - *scene.accused.grows).count();
  for (const WallTime time : at) {
    const double way = time > scene.when ? 0 : std::chrono::duration<double>(time - *scene.accused.grows).count() / whole;
    layer.bytes.emplace_back(scaled(held, std::clamp(way, 0.0, 1.0)).count);
  }
  return layer;
}

/// What the culprit holds is part of the anonymous memory.
void take_from(MemoryLayer& all, const MemoryLayer& part) {
  for (std::size_t i = 0; i < all.bytes.size(); ++i)
    if (all.bytes[i] && part.bytes[i]) *all.bytes[i] = std::max<std::int64_t>(0, *all.bytes[i] - *part.bytes[i]);
}

std::vector<WallTime> times_of(const Scene& scene, const AlignedSeries& series, WallTime from, WallTime to) {
  std::vector<WallTime> all;
  for (const AlignedSeries::Point& point : series.points)
    if (point.at >= from && point.at <= to) all.push_back(point.at);
  std::vector<WallTime> at = thinned(all);
  if (scene.has_table()) at.push_back(scene.when);
  if (scene.accused.grows && *scene.accused.grows >= from) at.push_back(*scene.accused.grows);
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
  return at;
}

}  // namespace

std::vector<MemoryLayer> layers_of(const Scene& scene, const std::vector<Sample>& samples) {
  const Rows rows = rows_of(scene, samples);
  const double worth = kWorthALayer * static_cast<double>(scale_of(scene, rows, samples.size()));
  std::vector<const Row*> accused, others;
  for (const auto& [key, row] : rows) (row.accused ? accused : others).push_back(&row);
  std::stable_sort(others.begin(), others.end(), [](const Row* a, const Row* b) { return peak(a->sizes) > peak(b->sizes); });
  std::size_t shown = 0;
  while (shown < std::min(kShownAlone, others.size()) && static_cast<double>(peak(others[shown]->sizes)) >= worth) ++shown;
  std::vector<const Row*> sessions, programs;
  for (std::size_t i = shown; i < others.size(); ++i) (others[i]->holder.postgres ? sessions : programs).push_back(others[i]);
  std::vector<WallTime> at;
  for (const Sample& sample : samples) at.push_back(sample.at);
  std::vector<MemoryLayer> layers = layers_beside(scene, at);
  if (std::none_of(layers.begin(), layers.end(), [](const MemoryLayer& one) { return one.kind == "shared_memory"; }))
    if (MemoryLayer shared = shared_by(scene, samples); is_worth(shared, scene)) layers.insert(layers.begin(), std::move(shared));
  for (MemoryLayer& layer : layers)
    for (std::size_t i = 0; i < samples.size(); ++i)
      if (samples[i].is_gap) layer.bytes[i].reset();
  const bool alone_is_all = shown == 0 && accused.empty();
  if (!programs.empty())
    layers.push_back(together("programs", alone_is_all ? say("programs that are not PostgreSQL") : say("other programs"), programs));
  if (!sessions.empty())
    layers.push_back(together("sessions", alone_is_all ? say("PostgreSQL's processes") : say("other processes of PostgreSQL"), sessions));
  for (std::size_t i = shown; i > 0; --i) layers.push_back(alone(*others[i - 1]));
  if (accused.empty()) return layers;
  MemoryLayer culprit =
      accused.size() == 1 ? alone(*accused.front()) : together(scene.accused.program ? "program" : "sessions", {}, accused);
  culprit.name = scene.accused.what, culprit.culprit = true;
  layers.push_back(std::move(culprit));
  return layers;
}

Counted counted_layers(const Scene& scene, WallTime from, WallTime to) {
  const bool group = scene.in_group;
  const AlignedSeries* anon = find_series(scene.incident(), group ? "memcg_anon_bytes" : "anon_bytes");
  const AlignedSeries* leading = anon ? anon : find_series(scene.incident(), group ? "memcg_usage_bytes" : "mem_available_bytes");
  if (!leading || !scene.limit) return {};
  Counted to_draw{times_of(scene, *leading, from, to), {}};
  if (to_draw.at.size() < 2) return {};
  if (!anon) {
    MemoryLayer used{
        "in_use", group ? say("all of the group, file cache included") : say("in use: RAM less what is available"), {}, false, {}};
    for (const WallTime at : to_draw.at) {
      const auto size = group ? counted(scene.incident(), "memcg_usage_bytes", at) : counted_in_use(scene, at);
      used.bytes.push_back(size ? std::optional(size->count) : std::nullopt);
    }
    to_draw.layers.push_back(std::move(used));
    return to_draw;
  }
  to_draw.layers = layers_beside(scene, to_draw.at);
  MemoryLayer all = beside(scene, to_draw.at, "anonymous", say("private memory of all processes"), {anon->name},
                           {PartKind::postgres_private, PartKind::program_private, PartKind::other_programs_private});
  auto culprit = accused_between(scene, to_draw.at);
  if (culprit) all.name = say("private memory of all other processes"), take_from(all, *culprit);
  to_draw.layers.push_back(std::move(all));
  if (culprit) to_draw.layers.push_back(std::move(*culprit));
  return to_draw;
}

std::vector<MemoryLayer> layers_beside(const Scene& scene, const std::vector<WallTime>& at) {
  std::vector<MemoryLayer> layers;
  const auto add_layer = [&](MemoryLayer layer) {
    if (is_worth(layer, scene)) layers.push_back(std::move(layer));
  };
  if (scene.in_group) {
    add_layer(beside(scene, at, "shared_memory", say("shared memory"), {"memcg_shmem_bytes"}, {PartKind::shared_memory}));
    return layers;
  }
  add_layer(beside(scene, at, "shared_memory", say("shared memory"), {"shmem_bytes"}, {PartKind::shared_memory}));
  add_layer(beside(scene, at, "huge_pages", say("huge pages"), {"huge_free_bytes", "huge_used_bytes"},
                   {PartKind::huge_pages_in_use, PartKind::huge_pages_free}));
  add_layer(beside(scene, at, "page_tables", say("page tables"), {"page_tables_bytes"}, {PartKind::page_tables}));
  add_layer(beside(scene, at, "slab", say("slab"), {"slab_bytes"}, {PartKind::slab}));
  add_layer(beside(scene, at, "kernel_stacks", say("kernel stacks"), {"kernel_stack_bytes"}, {PartKind::kernel_stacks}));
  return layers;
}

}  // namespace laststraw::picture
