#include "judge/habitat.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace laststraw::judge {

namespace {

bool contains_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// Cgroup paths as the runtimes make them: docker with either cgroup driver (/docker/ID, docker-ID.scope), the kubelet
/// (pkg/kubelet/cm/qos_container_manager: kubepods), containerd and CRI-O under it, Podman (libpod-ID.scope), LXC, Amazon ECS.
constexpr std::array<std::string_view, 10> kContainerPaths{"/docker/", "docker-", "kubepods",    "cri-containerd", "crio-",
                                                           "libpod",   "/lxc/",   "lxc.payload", "/ecs/",          "nerdctl-"};

/// How the server was started, by the cgroups that name it.
std::vector<std::string_view> cgroup_paths(const Incident& incident) {
  std::vector<std::string_view> paths;
  if (incident.report) {
    paths.insert(paths.end(), {incident.report->oom_memcg, incident.report->task_memcg});
    if (incident.report->cgroup) paths.push_back(incident.report->cgroup->path);
  }
  if (const auto& group = incident.records->unit.fact(&UnitFacts::control_group)) paths.push_back(group->value);
  if (const auto& group = incident.records->host.process_cgroup) paths.push_back(group->value);
  return paths;
}

/// Inputs that only exist where a container runtime wrote them.
bool written_by_a_runtime(const Source& source) {
  constexpr std::array<std::string_view, 4> kWrappers{"container json", "container cri", "operator json", "line prefix"};
  if (source.format.starts_with("kubernetes")) return true;
  return source.format.starts_with("postgres_log") && contains_any(source.wrapper, kWrappers);
}

bool is_managed(const Incident& incident) {
  const Records& records = *incident.records;
  const auto exported = [](const Source& source) { return source.wrapper.find("cloud json") != std::string::npos; };
  if (std::any_of(records.sources.begin(), records.sources.end(), exported)) return true;
  // Parameters of the providers' own: rds.*, cloudsql.*, azure.*.
  return std::any_of(records.pg_settings.begin(), records.pg_settings.end(), [](const auto& setting) {
    return setting.first.starts_with("rds.") || setting.first.starts_with("cloudsql.") || setting.first.starts_with("azure.");
  });
}

/// The programs that run containers and virtual machines; comm holds 15 bytes of a name.
bool hosts_others(const Process& process) {
  constexpr std::array<std::string_view, 9> kPrograms{"containerd", "dockerd",   "kubelet",     "crio",    "conmon",
                                                      "podman",     "lxc-start", "qemu-system", "qemu-kvm"};
  std::string_view name = std::string_view(process.comm).substr(0, process.comm.find(' '));
  name.remove_prefix(std::min(name.size(), name.rfind('/') + 1));
  return std::any_of(kPrograms.begin(), kPrograms.end(), [&](std::string_view program) { return name.starts_with(program); });
}

/// postgresql-common starts each cluster by a template unit, /lib/systemd/system/postgresql@.service.
bool is_debian_unit(const Incident& incident) {
  for (const auto which : {&UnitFacts::id, &UnitFacts::names, &UnitFacts::fragment_path, &UnitFacts::exec_start})
    if (const auto& fact = incident.records->unit.fact(which))
      if (fact->value.find("postgresql@") != std::string::npos || fact->value.find("pg_ctlcluster") != std::string::npos) return true;
  const auto paths = cgroup_paths(incident);
  return std::any_of(paths.begin(), paths.end(), [](std::string_view path) { return path.find("postgresql@") != std::string_view::npos; });
}

}  // namespace

Habitat habitat_of(const Facts& facts) {
  const Incident& incident = *facts.incident;
  Habitat habitat;
  const auto paths = cgroup_paths(incident);
  const auto& sources = incident.records->sources;
  if (is_managed(incident))
    habitat.kind = Habitat::Kind::managed;
  else if (std::any_of(paths.begin(), paths.end(), [](std::string_view path) { return contains_any(path, kContainerPaths); }) ||
           std::any_of(sources.begin(), sources.end(), written_by_a_runtime))
    habitat.kind = Habitat::Kind::container;
  habitat.shared = std::any_of(incident.processes.begin(), incident.processes.end(), hosts_others);
  habitat.debian_unit = is_debian_unit(incident);
  return habitat;
}

}  // namespace laststraw::judge
