#include "advise/sliders.hpp"

#include <algorithm>
#include <string>

#include "advise/case.hpp"
#include "advise/world.hpp"
#include "judge/work_mem.hpp"
#include "laststraw/words.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

namespace {

constexpr std::int64_t kMiB = 1024 * 1024;

/// Ascending, each once.
std::vector<std::int64_t> in_order(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// Even steps up to what there were.
std::vector<std::int64_t> counts_up_to(std::int64_t most) {
  constexpr std::int64_t kSteps = 20, kLeast = 4;  // three connections are reserved for superusers
  std::vector<std::int64_t> values{most};
  for (std::int64_t i = 0; i < kSteps; ++i) values.push_back(std::max(kLeast, most * i / kSteps));
  return in_order(std::move(values));
}

/// 1 MiB to 4 GiB in doubles, and what it is.
std::vector<std::int64_t> doubles(const std::optional<std::int64_t>& now) {
  std::vector<std::int64_t> values;
  for (std::int64_t size = kMiB; size <= 4096 * kMiB; size *= 2) values.push_back(size);
  if (now && *now > 0) values.push_back(*now);
  return in_order(std::move(values));
}

/// So many eighths of a size, in whole MiB where it is large.
std::vector<std::int64_t> eighths(std::int64_t now, std::initializer_list<std::int64_t> of) {
  std::vector<std::int64_t> values{now};
  for (const std::int64_t part : of) {
    const std::int64_t size = (Bytes{now / 8} * part).count;
    if (const std::int64_t neat = now >= 64 * kMiB ? size / kMiB * kMiB : size; neat > 0) values.push_back(neat);
  }
  return in_order(std::move(values));
}

class Asking {
 public:
  Asking(const judge::Facts& facts, const Judgement& judgement) : facts_(facts), judgement_(judgement) {}

  Trial trial(const Change& change) const {
    World world(facts_, judgement_);
    world.apply(change);
    const Effect effect = world.outcome();
    const Interval freed = world.freed();
    return {
        change.value,    effect.kind,      effect.text,         effect.free_after ? std::optional(effect.free_after->count) : std::nullopt,
        freed.low.count, freed.high.count, world.added().count, world.bounds()};
  }

  /// Only where one of the values changes something.
  void add(Sliders& to, Slider slider, Knob knob, const std::string& who, const std::vector<std::int64_t>& values) const {
    for (const std::int64_t value : values) slider.trials.push_back(trial({knob, value, who}));
    const auto tells = [](const Trial& one) { return one.kind != EffectKind::no_effect && one.kind != EffectKind::unknown; };
    if (std::any_of(slider.trials.begin(), slider.trials.end(), tells)) to.sliders.push_back(std::move(slider));
  }

 private:
  const judge::Facts& facts_;
  const Judgement& judgement_;
};

/// A role that --what-if can be asked about.
bool can_be_asked(const std::string& role) { return !role.empty() && role.find_first_of("@=, ") == std::string::npos; }

void add_work_mem(Sliders& to, const judge::Facts& facts, const Judgement& judgement, const Asking& asking) {
  const auto pid = judgement.findings.empty() ? std::nullopt : judgement.findings.front().culprit.pid();
  const Process* session = nullptr;
  for (const Process* one : facts.sessions)
    if (pid == one->pid) session = one;
  const std::string role = session && can_be_asked(session->user) ? session->user : std::string();
  const auto known = session ? judge::work_mem_of(facts, *session) : facts.work_mem;
  const std::optional<std::int64_t> now = known ? std::optional(known->value.count) : std::nullopt;
  Slider slider{"work_mem", "work_mem", "bytes", std::string(laststraw::word(PartKind::postgres_private)), now, {}};
  if (!role.empty()) slider.question += "@" + role, slider.what = say("work_mem of role {0}", Name{NameOf::user, role});
  asking.add(to, std::move(slider), Knob::work_mem, role, doubles(now));
}

void add_machine(Sliders& to, const judge::Facts& facts, const Asking& asking) {
  const bool group = facts.incident->kind == IncidentKind::memcg_oom;
  const auto total = group ? facts.total : judge::ram_of(facts);
  if (!total || total->value.count <= 0) return;
  Slider slider{group ? "limit" : "ram", group ? say("limit of the cgroup") : say("RAM"), "bytes", "total", total->value.count, {}};
  asking.add(to, std::move(slider), group ? Knob::limit : Knob::ram, {},
             eighths(total->value.count, {4, 5, 6, 7, 9, 10, 11, 12, 14, 16, 20, 24, 32}));
}

}  // namespace

std::optional<Sliders> sliders_of(const judge::Facts& facts, const Judgement& judgement) {
  if (!facts.total) return std::nullopt;
  const Asking asking(facts, judgement);
  Sliders to{facts.free_now.count, facts.reserve.count, World(facts, judgement).grows(), {}};
  const std::string of_sessions(laststraw::word(PartKind::postgres_private));
  if (const auto sessions = sessions_of(facts); sessions && sessions->count > 5)
    asking.add(to, {"max_connections", say("sessions at one time"), "number", of_sessions, sessions->count, {}}, Knob::max_connections, {},
               counts_up_to(sessions->count));
  if (!facts.sessions.empty()) add_work_mem(to, facts, judgement, asking);
  add_machine(to, facts, asking);
  if (const auto& buffers = facts.shared_buffers; buffers && buffers->value.count > 0)
    asking.add(
        to, {"shared_buffers", "shared_buffers", "bytes", std::string(laststraw::word(PartKind::shared_memory)), buffers->value.count, {}},
        Knob::shared_buffers, {}, eighths(buffers->value.count, {1, 2, 3, 4, 5, 6, 7, 10, 12, 16, 24, 32}));
  return to.sliders.empty() ? std::nullopt : std::optional(std::move(to));
}

}  // namespace laststraw::advise
