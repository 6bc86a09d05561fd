#include "analyze/picture/samples.hpp"

#include <algorithm>
#include <chrono>

#include "analyze/picture/thinned.hpp"
#include "judge/words.hpp"
#include "text/say.hpp"
#include "timeline/titles.hpp"

namespace laststraw::picture {

using namespace std::chrono_literals;

namespace {

/// More lists than these are more than a picture has room for.
constexpr std::size_t kMostAfter = 2;

void hold(Sample& sample, const std::string& key, Holder holder) {
  const auto [at, is_new] = sample.held.try_emplace(key, std::move(holder));
  if (!is_new) at->second.size = at->second.size + holder.size;
}

std::string key_of(std::int32_t pid) { return "pid " + std::to_string(pid); }

/// Private memory: at least what is left if all shared memory there is was touched; at most what is left of what is known to be.
Interval private_of(const Scene& scene, std::int32_t pid, Bytes rss, double part) {
  const Bytes low = std::max(Bytes{0}, rss - scene.segment);
  const auto known = scene.touched.find(pid);
  if (const auto touched = known == scene.touched.end() ? scene.usually_touched : known->second)
    return {low, std::max(low, rss - *touched)};
  return {low, low + scaled(rss - low, part)};
}

Sentence session_words(std::int32_t pid, const timeline::Title& title) {
  if (!title.user.empty() || !title.database.empty()) return Sentence(Identity{Pid{pid}, {}, title.user, title.database, {}});
  return title.role == Role::unknown_postgres ? "pid " + Sentence(Pid{pid}) : Sentence(ContractWord{std::string(role_name(title.role))});
}

void add_row(Sample& sample, const ProcessRow& row, const Scene& scene, double part) {
  if (!row.rss || row.rss->count <= 0) return;
  const std::int32_t pid = number(row.pid);
  const auto title = timeline::read_title(row.command);
  if (!title) {
    const auto known = scene.programs.find(pid);  // under the name that it has at the kill
    const std::string& name = known == scene.programs.end() ? row.command : known->second;
    if (!scene.in_group || known != scene.programs.end())
      hold(sample, name, {false, pid, Sentence(command_name(name)), {Bytes{0}, *row.rss}});
    return;
  }
  // Another server's processes are in another group.
  if (scene.in_group && scene.postmaster && row.ppid && number(*row.ppid) != *scene.postmaster && pid != *scene.postmaster) return;
  hold(sample, key_of(pid), {true, pid, session_words(pid, *title), private_of(scene, pid, *row.rss, part)});
  sample.shared = std::max(sample.shared.value_or(Bytes{0}), std::min(*row.rss, scene.segment));
}

void name_as_known(Sample& sample, const Incident& incident) {
  for (const Process& process : incident.processes) {
    if (!is_postgres(process.role) || (process.user.empty() && process.application.empty())) continue;
    if (const auto found = sample.held.find(key_of(number(process.pid))); found != sample.held.end())
      found->second.what = Sentence(judge::words(process));
  }
}

/// Of what cannot be told to be private or shared this part is private, 0 to 1, where all that PostgreSQL holds is known.
std::optional<double> part_of(const Sample& sample, const std::optional<Bytes>& all_private) {
  Interval sum{};
  for (const auto& [key, holder] : sample.held)
    if (holder.postgres) sum = sum + holder.size;
  if (!all_private || sum.high <= sum.low) return std::nullopt;
  return std::clamp(static_cast<double>((*all_private - sum.low).count) / static_cast<double>((sum.high - sum.low).count), 0.0, 1.0);
}

void settle(Sample& sample, double part) {
  for (auto& [key, holder] : sample.held) holder.size = exactly(holder.size.low + scaled(holder.size.high - holder.size.low, part));
}

/// Of what is resident only private memory counts, and all of that together is counted. What is too much is taken from the others first: of the
/// culprit more is known.
void fit(Sample& sample, const Scene& scene, const std::optional<Bytes>& anon) {
  Bytes excess{};
  for (const auto& [key, holder] : sample.held) excess += holder.size.high;
  excess = anon ? std::max(Bytes{0}, excess - *anon) : Bytes{0};
  for (const bool accused : {false, true}) {
    Bytes room{};
    for (const auto& [key, holder] : sample.held)
      if (is_accused(scene, key, holder) == accused) room += holder.size.high - holder.size.low;
    const double part = std::min(1.0, share(excess, room));
    for (auto& [key, holder] : sample.held)
      if (is_accused(scene, key, holder) == accused)
        holder.size = exactly(holder.size.high - scaled(holder.size.high - holder.size.low, part));
    excess -= std::min(excess, room);
  }
}

/// `at_kill`: the part of what may be shared that was private then.
Sample sample_of(const timeline::Timeline::Capture& capture, const Scene& scene, const std::optional<double>& at_kill) {
  Sample sample{capture.at, {}};
  auto anon = counted(scene.incident(), scene.in_group ? "memcg_anon_bytes" : "anon_bytes", sample.at);
  if (!anon) anon = counted(scene.incident(), "anon_bytes", sample.at);  // a group has no more than its machine
  const double part = at_kill ? *at_kill : anon ? 1 : 0;                 // what may be shared is taken for it where nothing bounds it
  for (const ProcessRow& row : capture.list->rows) add_row(sample, row, scene, part);
  name_as_known(sample, scene.incident());
  fit(sample, scene, anon);
  Bytes all{};
  for (const auto& [key, holder] : sample.held) all += holder.size.low;
  if (sample.shared && scene.limit) sample.shared = std::min(*sample.shared, std::max(Bytes{0}, *scene.limit - all));
  return sample;
}

/// The kernel's table.
Sample sample_at_kill(const Scene& scene) {
  Sample sample{scene.when, {}};
  for (const Process& process : scene.incident().processes) {
    if (!process.anon) continue;
    const std::int32_t pid = number(process.pid);
    const bool postgres = is_postgres(process.role);
    const Sentence what =
        postgres ? session_words(pid, {process.role, process.user, process.database, {}, {}}) : Sentence(command_name(process.comm));
    hold(sample, postgres ? key_of(pid) : process.comm, {postgres, pid, what, *process.anon});
  }
  name_as_known(sample, scene.incident());
  return sample;
}

/// On a machine that is short of memory a list may be made long after its time was printed; how long its processes have run tells when.
void put_right(std::vector<timeline::Timeline::Capture>& captures) {
  constexpr std::size_t kEnough = 3;
  std::map<std::int32_t, std::pair<std::string, WallTime>> began;  // of a pid: what, when
  for (timeline::Timeline::Capture& capture : captures) {
    std::vector<Micros> late;
    for (const ProcessRow& row : capture.list->rows) {
      const auto known = began.find(number(row.pid));
      if (row.elapsed && known != began.end() && known->second.first == row.command)
        late.push_back(known->second.second + *row.elapsed - capture.at);
    }
    if (late.size() >= kEnough) {
      std::nth_element(late.begin(), late.begin() + static_cast<std::ptrdiff_t>(late.size() / 2), late.end());
      if (const Micros by = late[late.size() / 2]; by > 3s && by < 24h) capture.at += by;
    }
    for (const ProcessRow& row : capture.list->rows)
      if (row.elapsed) began.try_emplace(number(row.pid), row.command, capture.at - *row.elapsed);
  }
}

/// Pages that a server shares with its children since the fork are counted in each of them, and once in the ledger. What the page says of the sizes of
/// culprit and victim it says here too.
void count_once(Sample& sample, const Scene& scene, const std::optional<Bytes>& all_private) {
  enum class Part { accused, victim, other, none };
  const auto part_of = [&](const std::string& key, const Holder& holder) {
    if (is_accused(scene, key, holder)) return Part::accused;
    return !holder.postgres ? Part::none : scene.victims.contains(holder.pid) ? Part::victim : Part::other;
  };
  std::map<Part, Bytes> sums;
  for (const auto& [key, holder] : sample.held) sums[part_of(key, holder)] += holder.size.low;
  const Bytes said = std::min(sums[Part::accused], scene.accused.bytes.value_or(sums[Part::accused]));
  const Bytes told = (scene.accused.program ? Bytes{0} : said) + sums[Part::victim];
  const Bytes left = all_private ? std::clamp(*all_private - told, Bytes{0}, sums[Part::other]) : sums[Part::other];
  const std::map<Part, double> shares{
      {Part::accused, share(said, sums[Part::accused])}, {Part::victim, 1}, {Part::other, share(left, sums[Part::other])}, {Part::none, 1}};
  for (auto& [key, holder] : sample.held) holder.size = exactly(scaled(holder.size.low, shares.at(part_of(key, holder))));
}

/// Those of one kind of list: two tools do not count alike. The kind that has the most of them.
std::vector<timeline::Timeline::Capture> of_one_kind(const Scene& scene, const std::vector<timeline::Timeline::Capture>& captures,
                                                     WallTime from, WallTime to) {
  std::map<std::string, std::vector<timeline::Timeline::Capture>> kinds;
  for (const auto& capture : captures) {
    const auto& rows = capture.list->rows;
    if (capture.at < from || capture.at > to ||
        std::none_of(rows.begin(), rows.end(), [](const ProcessRow& row) { return row.rss.has_value(); }))
      continue;
    std::vector<timeline::Timeline::Capture>& kind =
        kinds[scene.incident().records->sources[static_cast<std::size_t>(capture.list->source)].format];
    if (kind.empty() || kind.back().at < capture.at) kind.push_back(capture);
  }
  const auto most =
      std::max_element(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (most == kinds.end()) return {};
  put_right(most->second);
  return most->second;
}

/// A process that was not there yet held nothing until it began; the others are on their way from one list to the next.
void begin_at(std::vector<Sample>& samples, const Scene& scene) {
  const auto& start = scene.accused.start;
  if (!start || samples.size() < 2) return;
  const auto after = std::find_if(samples.begin(), samples.end(), [&](const Sample& one) { return one.at > *start; });
  if (after == samples.begin() || after == samples.end() || std::prev(after)->at == *start) return;
  const Sample &before = *std::prev(after), &next = *after;
  for (const auto& [key, holder] : before.held)
    if (is_accused(scene, key, holder)) return;  // it was there before it is said to have begun
  const double way = std::chrono::duration<double>(*start - before.at) / std::chrono::duration<double>(next.at - before.at);
  Sample between{*start, before.held, before.shared};
  for (auto& [key, holder] : between.held) holder.size = exactly(scaled(holder.size.low, 1 - way));
  for (const auto& [key, holder] : next.held)
    if (!is_accused(scene, key, holder)) {
      Holder part = holder;
      part.size = exactly(scaled(holder.size.low, way));
      hold(between, key, std::move(part));
    }
  samples.insert(after, std::move(between));
}

}  // namespace

bool is_accused(const Scene& scene, const std::string& key, const Holder& holder) {
  return holder.postgres ? scene.accused.is_process(holder.pid) : scene.accused.program == key;
}

std::vector<Sample> samples_of(const Scene& scene, const std::vector<timeline::Timeline::Capture>& captures, WallTime from, WallTime to) {
  std::vector<timeline::Timeline::Capture> before, after;
  for (const auto& capture : of_one_kind(scene, captures, from, to)) {
    if (capture.at < scene.when || (capture.at == scene.when && !scene.has_table()))
      before.push_back(capture);
    else if (capture.at > scene.when && after.size() < kMostAfter)
      after.push_back(capture);
  }
  std::optional<Sample> last;
  std::optional<double> at_kill;
  if (scene.has_table()) {
    last = sample_at_kill(scene);
    const LedgerPart* all = scene.facts.part(PartKind::postgres_private);
    at_kill = part_of(*last, all ? std::optional(all->size.middle()) : std::nullopt);
    settle(*last, at_kill.value_or(0));
    count_once(*last, scene, all ? std::optional(all->size.middle()) : std::nullopt);
  }
  std::vector<Sample> samples;
  for (const auto& capture : thinned(before)) samples.push_back(sample_of(capture, scene, at_kill));
  if (samples.empty()) return {};
  if (last) last->shared = samples.back().shared, samples.push_back(std::move(*last));
  begin_at(samples, scene);
  if (samples.size() < 2) return {};
  if (!after.empty()) samples.push_back({samples.back().at + 1ms, {}, {}, true});
  for (const auto& capture : after) samples.push_back(sample_of(capture, scene, at_kill));
  return samples;
}

}  // namespace laststraw::picture
