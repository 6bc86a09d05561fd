#include "timeline/witnesses.hpp"

#include <algorithm>
#include <array>

#include "text/say.hpp"

namespace laststraw::timeline {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The kubelet reports kills of the root group only (pkg/kubelet/oom/oom_watcher_linux.go): those for want of the node's own memory.
bool is_of_node(const SystemEvent& event) { return contains(event.cite.quote, "System OOM"); }

}  // namespace

bool says_oom_kill(const SystemEvent& event) {
  if (event.kind == SystemEventKind::unit_oom_kill) return true;
  if (event.kind != SystemEventKind::container_oom) return false;
  const bool only_a_status = event.subject.ends_with("(exit code 137)");
  if (only_a_status) return false;
  const std::string_view words = event.cite.quote;
  for (const std::string_view denied : {"OOMKilled\": false", "OOMKilled\":false", "OOMKilled=false", "OOMKilled: false"})
    if (contains(words, denied)) return false;
  return contains(event.subject, "OOM") || contains(words, "OOM") || contains(words, "/oom");
}

bool may_be_postgres(const SystemEvent& event) {
  constexpr std::array<std::string_view, 12> kNames{"postgres", "pgsql", "patroni", "pg_",  "docker", "container",
                                                    "cri-",     "crio",  "libpod",  "kube", ".slice", ".scope"};
  return event.subject.empty() || event.kind == SystemEventKind::container_oom ||
         std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return contains(event.subject, name); });
}

Instant time_of(const SystemEvent& event, const Aligned& aligned) {
  constexpr WallTime kBeforeAll = std::chrono::sys_days{std::chrono::year{1990} / 1 / 1};
  const Instant when = aligned.clocks.when(event.cite, event.stamp);
  return when.wall && *when.wall < kBeforeAll ? Instant{} : when;
}

Witness witness_of(const SystemEvent& event, const Aligned& aligned) {
  const Instant when = time_of(event, aligned);
  const bool dated = when.wall || when.since_boot;
  const Sentence pid = event.pid ? say(" (pid {0})", *event.pid) : Sentence();
  const Sentence text =
      event.kind == SystemEventKind::unit_oom_kill ? say("systemd notes an OOM kill in {0}", place_name(event.subject))
      : is_of_node(event) ? say("the kubelet notes that the node itself ran out of memory, no limit of a container, and {0}{1} was killed",
                                command_name(event.subject), pid)
      : event.subject.empty() ? say("the container runtime notes an OOM kill{0}", pid)
                              : say("the container runtime notes an OOM kill of {0}{1}", place_name(event.subject), pid);
  return {event.kind == SystemEventKind::unit_oom_kill ? "systemd" : "container", text, dated ? std::optional(when) : std::nullopt,
          event.cite};
}

std::vector<Witness> counters(const Aligned& aligned) {
  const Records& records = aligned.records;
  std::int64_t reported = 0;
  for (const CopiedReport& report : aligned.reports)
    reported += static_cast<std::int64_t>(std::max<std::size_t>(1, report.best().kills.size()));
  std::vector<Witness> found;
  const CgroupMemory& cgroup = records.cgroup;
  for (const auto& [name, kills] : {std::pair{"memory.events.local:oom_kill", &cgroup.local_oom_kills},
                                    {"memory.events:oom_kill", &cgroup.oom_kills},
                                    {"memory.oom_control:oom_kill", &cgroup.v1_oom_kills},
                                    {"container_oom_events_total", &cgroup.container_oom_events},
                                    {"oom_kill of /proc/vmstat", &records.host.vmstat_oom_kills}})
    if (*kills && (*kills)->value > reported)
      found.push_back({"counter", say("{0} counts {1} OOM kills, at some time before it was read", name, (*kills)->value), std::nullopt,
                       (*kills)->cite});
  return found;
}

bool a_limit_is_known(const Records& records) { return records.cgroup.limit().has_value(); }

bool a_limit_is_known(const SystemEvent& event, const Records& records) {
  if (contains(event.cite.quote, "Memory cgroup out of memory")) return true;
  if (event.kind == SystemEventKind::container_oom) return !is_of_node(event) && a_limit_is_known(records);
  const auto& limit = records.unit.fact(&UnitFacts::memory_max);
  return limit && !limit->value.none();
}

}  // namespace laststraw::timeline
