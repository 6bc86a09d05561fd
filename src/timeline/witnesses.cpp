#include "timeline/witnesses.hpp"

#include <algorithm>
#include <array>

#include "text/say.hpp"

namespace laststraw::timeline {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The endings of the counters of OOM kills: cgroup v2 memory.events and memory.events.local, v1 memory.oom_control,
/// /proc/vmstat since 4.13, node_exporter, cAdvisor.
bool counts_oom_kills(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{":oom_kill", "vmstat_oom_kill", "vmstat:oom_kill", "oom_events_total",
                                                   "memory.events.oom_kill"};
  return name == "oom_kill" || std::any_of(kNames.begin(), kNames.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

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
  const std::string text = event.kind == SystemEventKind::unit_oom_kill ? say("systemd notes an OOM kill in {0}", event.subject)
                           : event.subject.empty()                      ? say("the container runtime notes an OOM kill{0}", "")
                                                   : say("the container runtime notes an OOM kill of {0}{1}", event.subject, "");
  return {event.kind == SystemEventKind::unit_oom_kill ? "systemd" : "container", text, dated ? std::optional(when) : std::nullopt,
          event.cite};
}

std::vector<Witness> counters(const Aligned& aligned) {
  const Records& records = aligned.records;
  std::int64_t reported = 0;
  for (const CopiedReport& report : aligned.reports)
    reported += static_cast<std::int64_t>(std::max<std::size_t>(1, report.best().kills.size()));
  std::vector<Witness> found;
  for (const Settings* settings : {&records.cgroup, &records.sysctl, &records.meminfo, &records.host, &records.unit})
    for (const auto& [name, setting] : *settings)
      if (const auto count = integer(*settings, name); count && *count > reported && counts_oom_kills(name))
        found.push_back(
            {"counter", say("{0} counts {1} OOM kills, at some time before it was read", name, *count), std::nullopt, setting.cite});
  return found;
}

bool a_limit_is_known(const Records& records) {
  constexpr std::int64_t kNone = std::int64_t{1} << 60;  // v1 prints a number near 2^63 where there is no limit
  return integer(records.cgroup, "memory.max") || integer(records.cgroup, "memory.limit_in_bytes").value_or(kNone) < kNone;
}

bool a_limit_is_known(const SystemEvent& event, const Records& records) {
  if (event.kind == SystemEventKind::container_oom) return !contains(event.cite.quote, "System OOM") && a_limit_is_known(records);
  return integer(records.unit, "MemoryMax").has_value();
}

}  // namespace laststraw::timeline
