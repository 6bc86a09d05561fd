#include "analyze/picture/picture.hpp"

#include <algorithm>
#include <chrono>

#include "analyze/picture/stack.hpp"
#include "analyze/picture/thinned.hpp"
#include "laststraw/words.hpp"
#include "text/say.hpp"

namespace laststraw::picture {

using namespace std::chrono_literals;

namespace {

std::int64_t milliseconds(WallTime at) { return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count(); }

struct Window {
  WallTime from, to;
};

std::optional<WallTime> ready_after(const Scene& scene) {
  for (const TimelineEntry& entry : scene.incident().timeline)
    if (const auto* kind = std::get_if<PgEventKind>(&entry.kind);
        kind && *kind == PgEventKind::ready && entry.when.wall && *entry.when.wall > scene.when)
      return entry.when.wall;
  return std::nullopt;
}

/// From before memory began to fall to after the server is back; six lists before the kill where there are so many.
Window window_of(const Scene& scene, const std::vector<timeline::Timeline::Capture>& captures) {
  constexpr auto kMost = 24h;
  constexpr std::size_t kListsBefore = 6;
  WallTime from = scene.when - 2min;
  if (const auto& decline = scene.incident().decline) from = std::min(from, std::max(decline->onset, scene.when - kMost));
  if (scene.accused.start) from = std::min(from, *scene.accused.start);
  from -= std::max(Micros(20s), (scene.when - from) / 4);
  std::size_t before = 0;
  for (auto capture = captures.rbegin(); capture != captures.rend() && before < kListsBefore && capture->at > scene.when - 6h; ++capture)
    if (capture->at <= scene.when) ++before, from = std::min(from, capture->at);
  const auto ready = ready_after(scene);
  const WallTime back = ready && *ready < scene.when + 1h ? *ready : scene.when;
  return {from, back + std::max(Micros(30s), (scene.when - from) / 5)};
}

/// What it was that happened then.
Sentence end_words(const Scene& scene) {
  switch (scene.incident().kind) {
    case IncidentKind::kernel_oom:
    case IncidentKind::memcg_oom:
    case IncidentKind::sysrq_oom:
    case IncidentKind::userspace_oom_killer:
      return say("kill");
    case IncidentKind::sigkill_no_oom:
      return say("killed by signal 9");
    case IncidentKind::enomem:
    case IncidentKind::postgres_limit:
      return say("memory refused");
    case IncidentKind::memory_pressure:
      return say("near miss");
    default:
      return in_words(word(scene.incident().kind));
  }
}

/// Without its pid, where it has a better name.
Sentence short_name(Sentence what) {
  for (Argument& part : what.arguments)
    if (auto* who = std::get_if<Identity>(&part.value); who && !(who->user.empty() && who->application.empty())) who->pid.reset();
  return what;
}

std::vector<MemoryMark> marks_of(const Scene& scene, const Window& window) {
  constexpr std::size_t kMostOthers = 2;
  std::vector<MemoryMark> marks;
  const auto mark = [&](const std::optional<WallTime>& at, const char* kind, Sentence what) {
    if (at && *at >= window.from && *at <= window.to) marks.push_back({milliseconds(*at), kind, std::move(what)});
  };
  mark(scene.accused.start, "start", say("{0} starts", short_name(scene.accused.what)));
  if (const auto& decline = scene.incident().decline) {
    std::size_t others = 0;
    for (const Started& started : decline->started) {
      const bool told = started.pid && scene.accused.is_process(number(*started.pid)) && scene.accused.start;
      if (!told && others++ < kMostOthers) mark(started.at, "start", started.text);
    }
    if (marks.empty()) mark(decline->onset, "decline", say("memory begins to run out"));
  }
  mark(scene.when, "kill", end_words(scene));
  mark(ready_after(scene), "ready", say("ready"));
  std::stable_sort(marks.begin(), marks.end(), [](const MemoryMark& a, const MemoryMark& b) { return a.at_ms < b.at_ms; });
  return marks;
}

/// What was read more often than the lists were made, in the time that they span.
std::optional<MemoryCounter> counter_of(const Scene& scene, const std::vector<Sample>& samples) {
  const bool group = scene.in_group;
  const bool parts = group && find_series(scene.incident(), "memcg_anon_bytes") && find_series(scene.incident(), "memcg_shmem_bytes");
  const AlignedSeries* series = find_series(scene.incident(), !group  ? "mem_available_bytes"
                                                              : parts ? "memcg_anon_bytes"
                                                                      : "memcg_usage_bytes");
  if (!series) return std::nullopt;
  std::vector<WallTime> at;
  for (const AlignedSeries::Point& point : series->points)
    if (point.at >= samples.front().at && point.at <= samples.back().at) at.push_back(point.at);
  if (at.size() < 2 * samples.size()) return std::nullopt;
  MemoryCounter counter{!group  ? say("counted each time: RAM less what is available")
                        : parts ? say("counted each time: the group's private and shared memory")
                                : say("counted each time: all of the group, file cache included"),
                        {},
                        {}};
  for (const WallTime time : thinned(at))
    if (const auto used = counted_in_use(scene, time)) counter.at_ms.push_back(milliseconds(time)), counter.bytes.push_back(used->count);
  return counter.at_ms.size() > 2 ? std::optional(std::move(counter)) : std::nullopt;
}

Sentence note_of(const Scene& scene, bool lists, bool counter, bool split) {
  std::vector<Sentence> notes;
  if (lists) {
    notes.push_back(say("Sizes are those of the lists of processes; between two of them the lines are straight."));
    notes.push_back(say("What a process of PostgreSQL holds is its resident memory without the shared memory that it can have touched."));
    if (counter) notes.push_back(say("Where the counted line is above them, the lists leave something out."));
    if (scene.has_table()) notes.push_back(say("The last ones before the kill are those of the kernel's own table."));
  } else {
    notes.push_back(say("No list of processes was given: these are the machine's or the group's own counters."));
    if (split && !scene.accused.start)
      notes.push_back(
          say("Of the culprit only its size at the kill is known; the line to it is straight, from when memory began to run out."));
    else if (split)
      notes.push_back(say("Of the culprit only its start and its size at the kill are known; the line between them is straight."));
  }
  return joined(notes, " ");
}

/// What each layer held when it ended, largest first.
Sentence text_of(const Scene& scene, const MemoryPicture& picture) {
  const auto is_known = [&](std::size_t i) {
    return std::any_of(picture.layers.begin(), picture.layers.end(), [&](const MemoryLayer& layer) { return layer.bytes[i].has_value(); });
  };
  std::size_t index = 0;
  for (std::size_t i = 0; i < picture.at_ms.size() && picture.at_ms[i] <= milliseconds(scene.when); ++i)
    if (is_known(i)) index = i;
  std::vector<std::pair<std::int64_t, Sentence>> held;
  for (const MemoryLayer& layer : picture.layers)
    if (layer.bytes[index].value_or(0) > 0) held.emplace_back(*layer.bytes[index], layer.name + " " + Sentence(Bytes{*layer.bytes[index]}));
  std::stable_sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Sentence> parts;
  for (const auto& [size, words] : held) parts.push_back(words);
  const Sentence all = say("Held at the end: {0}.", joined(parts, ", "));
  return picture.limit_bytes ? all + " " + say("The limit: {0}.", Bytes{*picture.limit_bytes}) : all;
}

/// Times at which no layer is known say nothing.
bool has_something(const MemoryPicture& picture) {
  std::size_t known = 0;
  for (std::size_t i = 0; i < picture.at_ms.size(); ++i)
    if (std::any_of(picture.layers.begin(), picture.layers.end(), [&](const MemoryLayer& layer) { return layer.bytes[i].value_or(0) > 0; }))
      ++known;
  return known > 1;
}

}  // namespace

std::optional<MemoryPicture> memory_picture(const judge::Facts& facts, const Judgement& judgement,
                                            const std::vector<timeline::Timeline::Capture>& captures) {
  const auto scene = scene_of(facts, judgement);
  if (!scene) return std::nullopt;
  const Window window = window_of(*scene, captures);
  const std::vector<Sample> samples = samples_of(*scene, captures, window.from, window.to);
  MemoryPicture picture;
  picture.of = word(scene->in_group ? LedgerOf::cgroup_limit : LedgerOf::ram);
  if (scene->limit) picture.limit_bytes = scene->limit->count;
  if (!samples.empty()) {
    picture.from = "captures";
    picture.layers = layers_of(*scene, samples);
    for (const Sample& sample : samples) picture.at_ms.push_back(milliseconds(sample.at));
    picture.counter = counter_of(*scene, samples);
  } else {
    picture.from = "counters";
    Counted counted = counted_layers(*scene, window.from, window.to);
    picture.layers = std::move(counted.layers);
    for (const WallTime at : counted.at) picture.at_ms.push_back(milliseconds(at));
  }
  if (!has_something(picture)) return std::nullopt;
  picture.marks = marks_of(*scene, window);
  picture.text = text_of(*scene, picture);
  const bool split = std::any_of(picture.layers.begin(), picture.layers.end(), [](const MemoryLayer& layer) {
    return layer.culprit && (layer.kind == "session" || layer.kind == "program");
  });
  picture.note = note_of(*scene, !samples.empty(), picture.counter.has_value(), split);
  return picture;
}

}  // namespace laststraw::picture
