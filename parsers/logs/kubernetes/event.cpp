// One event of Kubernetes, whatever its form: a row of `kubectl get events` or of `kubectl describe`, or the API's object.
//   Warning  SystemOOM  3m12s  kubelet  System OOM encountered, victim process: postgres, pid: 4711
// kubelet oom_watcher_linux.go, eviction_manager.go; node-problem-detector config/kernel-monitor.json.
#include "kubernetes/found.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<Pid> pid_after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(at + key.size());
  std::int32_t pid = 0;
  return grammar::take(rest, grammar::i32, pid) && pid > 0 ? std::optional(Pid(pid)) : std::nullopt;
}

std::string_view between(std::string_view text, std::string_view before, char after) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + before.size());
  const std::size_t end = rest.find(after);
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

/// The name in "System OOM encountered, victim process: postgres, pid: 4711", or in the kernel's own "Killed process 4711 (postgres)"; empty:
/// neither.
std::string_view victim_in(std::string_view message) {
  const std::string_view of_kubelet = between(message, "victim process: ", ',');
  if (!of_kubelet.empty()) return of_kubelet;
  const std::size_t killed = message.find("Killed process ");
  return killed == std::string_view::npos ? std::string_view() : between(message.substr(killed), " (", ')');
}

}  // namespace

bool kubernetes::keep_event(std::string_view reason, std::string_view object, std::string_view message, const std::optional<Stamp>& stamp,
                            const Citation& place, Records& records) {
  SystemEvent event;
  event.cite = place;
  if (stamp) event.stamp = *stamp;
  if (reason == "OOMKilling" || reason == "SystemOOM") {
    event.kind = SystemEventKind::container_oom;
    event.pid = pid_after(message, "Killed process ");
    if (!event.pid) event.pid = pid_after(message, "pid: ");
    const std::string_view victim = victim_in(message);
    event.subject = victim.empty() ? std::string(object) + " (" + std::string(reason) + ")" : std::string(victim);
  } else if (reason == "Evicted" && contains(message, "low on resource: memory")) {
    event.kind = SystemEventKind::kubelet_eviction;
    event.subject = object;
    // "Container db was using 1275700Ki, request is 0, ..."
    const std::string_view size = between(message, "was using ", ',');
    if (const auto bytes = quantity(size.substr(0, size.find(' ')))) event.rss = Bytes{*bytes};
  } else {
    return false;
  }
  records.system_events.push_back(std::move(event));
  return true;
}

/// "12m  Warning  SystemOOM  node/worker-3  System OOM ..." of `kubectl get events`, and as `kubectl describe node` prints it, without an
/// object: "Warning  SystemOOM  3m12s  kubelet  System OOM ...".
bool kubernetes::read_event_row(std::string_view text, const Line& line, Records& records) {
  const auto words = support::words_of(text);
  for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i) {
    if (words[i] != "Warning" && words[i] != "Normal") continue;
    if (i + 2 >= words.size()) return false;
    const bool named = contains(words[i + 2], "/");
    keep_event(words[i + 1], named ? words[i + 2] : std::string_view("a node"), text, std::nullopt, cite(line), records);
    return true;
  }
  return false;
}

}  // namespace laststraw
