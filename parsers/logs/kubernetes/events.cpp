// What container engines tell of as it happens.
//   docker events           2026-01-05T10:15:01.302118734Z container oom 3f1c2d4b5a69 (image=postgres:17, name=shop-db)
//                           2026-01-05T10:15:01.611800311Z container die 3f1c2d4b5a69 (execDuration=81000, exitCode=137, image=postgres:17, name=shop-db)
//   docker events --format json   {"Type":"container","Action":"oom","Actor":{"Attributes":{"name":"shop-db"}},"time":1767608101}
//   kubectl get events      12m  Warning  OOMKilling  node/worker-3  Memory cgroup out of memory: Killed process 4711 (postgres)
//                           12m  Warning  SystemOOM   node/worker-3  System OOM encountered, victim process: postgres, pid: 4711
//                           12m  Warning  Evicted     pod/pg-0       The node was low on resource: memory.
//   kubectl get pods        shop-postgres-0   0/1   OOMKilled   3 (41s ago)   4d2h
//   docker ps -a            5f3a9c1b2d4e   postgres:15   "docker-entrypoint.s…"   4 days ago   Exited (137) 3 minutes ago   shop-db
// moby daemon/events.go
#include <nlohmann/json.hpp>

#include "kubernetes/found.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

using nlohmann::json;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// "name" in "(image=postgres:17, name=shop-db)".
std::string attribute(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || (text[at - 1] != '(' && text[at - 1] != ' ') || text.substr(at + key.size(), 1) != "=") continue;
    const std::string_view value = text.substr(at + key.size() + 1);
    return std::string(value.substr(0, value.find_first_of(",)")));
  }
  return {};
}

class Reader {
 public:
  explicit Reader(Records& records) : records_(records) {}

  bool of_ecs = false;
  bool of_docker = false;  ///< a line that only docker, podman or nerdctl prints was read

  support::LineIs read(const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (text.front() == '{') return read_json(text, line);
    if (text.starts_with("LAST SEEN ") || text.starts_with("NAMESPACE ") || text.starts_with("NAME ") || text.starts_with("CONTAINER ID "))
      return support::LineIs::parsed;
    if (read_eviction(text, line) || read_stopped_task(text, line)) return support::LineIs::parsed;
    return read_docker(text, line) || kubernetes::read_event_row(text, line, records_) || read_pod(text, line) || read_listed(text, line)
               ? support::LineIs::parsed
               : support::LineIs::noise;
  }

 private:
  void add(SystemEventKind kind, std::string subject, const std::optional<Stamp>& stamp, const std::optional<Pid>& pid, const Line& line) {
    SystemEvent event;
    event.kind = kind;
    event.subject = std::move(subject);
    if (stamp) event.stamp = *stamp;
    event.pid = pid;
    event.cite = cite(line);
    records_.system_events.push_back(std::move(event));
  }

  void add_container(std::string_view action, const std::string& name, const std::string& exit_code, const std::optional<Stamp>& stamp,
                     const Line& line) {
    if (action == "oom")
      add(SystemEventKind::container_oom, name + " (OOM)", stamp, std::nullopt, line);
    else if (action == "die" && exit_code == "137")
      add(SystemEventKind::container_oom, name + " (exit code 137)", stamp, std::nullopt, line);
  }

  /// The kubelet's message in another program's line: level=error ts=2026-01-05T10:15:01Z msg="..." message="The node was low on ...".
  bool read_eviction(std::string_view text, const Line& line) {
    const std::size_t message = text.find("The node was low on resource: memory.");
    if (message == std::string_view::npos || contains(text, " Evicted ")) return false;
    const std::size_t key = text.find("ts=");
    std::string_view time = key == std::string_view::npos ? text : text.substr(key + 3);
    kubernetes::keep_event("Evicted", "a pod", text.substr(message), support::take_iso_time(time), cite(line), records_);
    return true;
  }

  /// The reason that Amazon ECS gives for a container that it stopped, in whatever stands around it.
  bool read_stopped_task(std::string_view text, const Line& line) {
    if (!contains(text, "OutOfMemoryError: Container killed") && !contains(text, "OutOfMemoryError: container killed")) return false;
    const auto stamp = support::take_iso_time(text);
    add(SystemEventKind::container_oom, "a container (OOMKilled)", stamp, std::nullopt, line);
    of_ecs = true;
    return true;
  }

  bool read_docker(std::string_view text, const Line& line) {
    const auto stamp = support::take_iso_time(text);
    const auto words = support::words_of(text);
    if (!stamp || words.size() < 3 || words[0] != "container") return false;
    of_docker = true;
    add_container(words[1], attribute(text, "name"), attribute(text, "exitCode"), stamp, line);
    return true;
  }

  /// A row of `kubectl get pods`: the state stands behind "0/1".
  bool read_pod(std::string_view text, const Line& line) {
    const auto words = support::words_of(text);
    for (std::size_t i = 1; i + 1 < std::min<std::size_t>(words.size(), 4); ++i) {
      const std::size_t slash = words[i].find('/');
      if (slash == std::string_view::npos || !support::whole_number<int>(words[i].substr(0, slash)) ||
          !support::whole_number<int>(words[i].substr(slash + 1)))
        continue;
      if (words[i + 1] == "OOMKilled" || words[i + 1] == "Init:OOMKilled")
        add(SystemEventKind::container_oom, std::string(words[i - 1]) + " (OOMKilled)", std::nullopt, std::nullopt, line);
      return true;
    }
    return false;
  }

  /// A row of `docker ps -a`.
  bool read_listed(std::string_view text, const Line& line) {
    constexpr std::string_view kExited = "Exited (";
    const std::size_t at = text.find(kExited);
    if (at == std::string_view::npos) return contains(text, " Up ") && contains(text, " ago ");
    of_docker = true;
    const bool killed = text.substr(at + kExited.size()).starts_with("137)");
    if (killed)
      add(SystemEventKind::container_oom, std::string(support::words_of(text).back()) + " (exit code 137)", std::nullopt, std::nullopt,
          line);
    return true;
  }

  support::LineIs read_json(std::string_view text, const Line& line) {
    of_docker = true;
    const json event = json::parse(text.begin(), text.end(), nullptr, false);
    if (!event.is_object()) return support::LineIs::unrecognised;
    const auto member = [](const json& object, const char* key) {
      const auto found = object.is_object() ? object.find(key) : object.end();
      return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const json& actor = event.contains("Actor") ? event["Actor"] : event;
    const json& attributes = actor.is_object() && actor.contains("Attributes") ? actor["Attributes"] : actor;
    std::optional<Stamp> stamp;
    if (const auto time = event.find("time"); time != event.end() && time->is_number_integer()) {
      const auto seconds = time->get<std::int64_t>();
      if (seconds > 0 && seconds < 100'000'000'000) {
        stamp.emplace();
        stamp->civil = std::chrono::seconds{seconds};
        stamp->utc_offset = std::chrono::minutes{0};
        stamp->resolution = std::chrono::seconds{1};
      }
    }
    add_container(member(event, "Action"), member(attributes, "name"), member(attributes, "exitCode"), stamp, line);
    return support::LineIs::parsed;
  }

  Records& records_;
};

}  // namespace

Reading read_container_events(const SourceText& source, Records& records) {
  Reader reader(records);
  Reading reading = support::read_lines(source, records, "kubernetes/events", "an event of docker or kubectl",
                                        [&](const Line& line) { return reader.read(line); });
  if (reader.of_ecs) reading.format = "kubernetes/ecs_task";
  if (reader.of_docker) reading.format = "kubernetes/docker_events";
  return reading;
}

}  // namespace laststraw
