#include "judge/environment.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>

#include "laststraw/container_path.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

using Kind = EnvironmentKind;

struct Sign {
  std::string_view text;
  Kind kind;
};

/// Parameters of the providers' own.
constexpr std::array<Sign, 5> kProviders{
    {{"aurora_", Kind::aurora}, {"apg_", Kind::aurora}, {"rds.", Kind::rds}, {"cloudsql.", Kind::cloud_sql}, {"azure.", Kind::azure}}};

/// Where the operators put the server's files: CloudNativePG (pkg/specs: /controller/run), Zalando's
/// Spilo (/home/postgres/pgdata), Crunchy's (/pgdata/pg15).
constexpr std::array<Sign, 3> kOperators{
    {{"/controller/", Kind::cloudnativepg}, {"/home/postgres/pgdata", Kind::zalando}, {"/pgdata/pg", Kind::crunchy}}};

/// A text of the inputs, with its place.
struct Told {
  std::string_view text;
  std::optional<Citation> cite;
};

/// How the server was started, by the cgroups that name it.
std::vector<Told> cgroup_paths(const Incident& incident) {
  std::vector<Told> paths;
  if (const OomReport* report = incident.report) {
    for (const std::string* path : {&report->task_memcg, &report->oom_memcg}) paths.push_back({*path, report->summary});
    if (report->cgroup) paths.push_back({report->cgroup->path, report->cgroup->usage_cite});
  }
  if (const auto& group = incident.records->unit.fact(&UnitFacts::control_group)) paths.push_back({group->value, group->cite});
  if (const auto& group = incident.records->host.process_cgroup) paths.push_back({group->value, group->cite});
  return paths;
}

void is(Environment& environment, Kind kind, std::optional<Citation> cite) {
  environment.kind = kind;
  if (cite && cite->at.first_line > 0) environment.cite = std::move(cite);
}

/// Amazon RDS and Aurora give every server this prefix, and nobody else is known to (their log_line_prefix cannot be changed).
constexpr std::string_view kPrefixOfRds = "%t:%r:%u@%d:[%p]:";

bool by_provider(Environment& environment, const Records& records) {
  for (const Sign& sign : kProviders) {
    const auto setting = records.pg_settings.lower_bound(sign.text);
    if (setting == records.pg_settings.end() || !setting->first.starts_with(sign.text)) continue;
    is(environment, sign.kind, setting->second.cite);
    return true;
  }
  for (const PgLogShape& log : records.pg_logs)
    if (log.log_line_prefix == kPrefixOfRds) {
      environment.kind = Kind::rds;
      return true;
    }
  for (const Source& source : records.sources)
    if (source.wrapper.find("cloud json") != std::string::npos) {
      environment.kind = Kind::managed;
      return true;
    }
  return false;
}

/// What an operator of Kubernetes gave the server as its folders.
bool by_operator(Environment& environment, const Records& records) {
  for (const Source& source : records.sources)
    if (source.wrapper.find("operator json") != std::string::npos) {
      environment.kind = Kind::cloudnativepg;
      return true;
    }
  for (const char* name : {"unix_socket_directories", "data_directory", "config_file"})
    if (const Setting* setting = find(records.pg_settings, name))
      for (const Sign& sign : kOperators)
        if (setting->value.starts_with(sign.text)) {
          is(environment, sign.kind, setting->cite);
          return true;
        }
  return false;
}

bool by_container(Environment& environment, const Incident& incident) {
  for (const ContainerPath& sign : kContainerPaths)
    for (const Told& path : cgroup_paths(incident)) {
      if (path.text.find(sign.part) == std::string_view::npos) continue;
      is(environment, sign.of, path.cite);
      return true;
    }
  // Inputs that only exist where a container runtime wrote them.
  for (const Source& source : incident.records->sources) {
    const auto is_of = [&](std::string_view word) { return source.format.find(word) != std::string::npos; };
    if (source.format.starts_with("kubernetes"))
      environment.kind = is_of("docker") || is_of("compose") ? Kind::docker
                         : is_of("nomad") || is_of("ecs")    ? Kind::container
                                                             : Kind::kubernetes;
    else if (!source.format.starts_with("postgres_log"))
      continue;
    else if (source.wrapper.find("container cri") != std::string::npos)
      environment.kind = Kind::kubernetes;
    else if (source.wrapper.find("container json") != std::string::npos)
      environment.kind = Kind::docker;
    else if (source.wrapper.find("line prefix") != std::string::npos)
      environment.kind = Kind::container;
    if (environment.kind != Kind::unknown) return true;
  }
  return false;
}

/// "postgresql@15-main.service" of "/system.slice/system-postgresql.slice/postgresql@15-main.service".
std::string unit_in(std::string_view path) {
  constexpr std::string_view kService = ".service";
  const std::size_t end = path.find(kService);
  if (end == std::string_view::npos) return {};
  const std::size_t begin = path.rfind('/', end) + 1;  // npos + 1 is 0
  return std::string(path.substr(begin, end + kService.size() - begin));
}

/// A unit is PostgreSQL's where it says so; the journal's or a session's is not.
bool is_ours(std::string_view unit) {
  return unit.find("postgres") != std::string_view::npos || unit.find("pgsql") != std::string_view::npos ||
         unit.find("patroni") != std::string_view::npos;
}

bool by_unit(Environment& environment, const Incident& incident) {
  const Unit& unit = incident.records->unit;
  if (const auto& id = unit.fact(&UnitFacts::id)) {
    is(environment, Kind::systemd, id->cite);
    environment.unit = id->value;
  } else {
    for (const auto which : {&UnitFacts::oom_policy, &UnitFacts::restart, &UnitFacts::exec_start})
      if (const auto& fact = unit.fact(which)) is(environment, Kind::systemd, fact->cite);
  }
  for (const Told& path : cgroup_paths(incident))
    if (const std::string name = unit_in(path.text); environment.unit.empty() && is_ours(name)) {
      is(environment, Kind::systemd, path.cite);
      environment.unit = name;
    }
  // postgresql-common starts each cluster by a template unit, /lib/systemd/system/postgresql@.service.
  if (environment.unit.starts_with("postgresql@")) environment.kind = Kind::pg_ctlcluster;
  for (const auto which : {&UnitFacts::names, &UnitFacts::fragment_path, &UnitFacts::exec_start})
    if (const auto& fact = unit.fact(which))
      if (fact->value.find("postgresql@") != std::string::npos || fact->value.find("pg_ctlcluster") != std::string::npos)
        is(environment, Kind::pg_ctlcluster, fact->cite);
  return environment.kind != Kind::unknown;
}

/// Debian's clusters have their configuration in /etc/postgresql/VERSION/NAME.
bool by_layout(Environment& environment, const Records& records) {
  if (const Setting* file = find(records.pg_settings, "config_file"); file && file->value.starts_with("/etc/postgresql/")) {
    is(environment, Kind::pg_ctlcluster, file->cite);
    return true;
  }
  return false;
}

/// The first process, by the kernel's own table: no capture that a container could have made.
bool by_first_process(Environment& environment, const Incident& incident) {
  if (!incident.report || incident.kind == IncidentKind::memcg_oom) return false;
  for (const TaskRow& row : incident.report->tasks)
    if (row.pid == Pid{1} && row.comm == "systemd") {
      is(environment, Kind::systemd, row.cite);
      return true;
    }
  return false;
}

/// By the kernel's release: systemd wants 3.x (its README), and what came with 2.6 had upstart or init.
void by_kernel(Environment& environment, const Incident& incident) {
  const auto& known = incident.records->host.kernel_release;
  std::string release = known ? known->value : std::string();
  std::optional<Citation> cite = known ? std::optional(known->cite) : std::nullopt;
  if (incident.invocation && !incident.invocation->kernel_release.empty())
    release = incident.invocation->kernel_release, cite = incident.invocation->cite;
  if (!release.starts_with("2.")) return;
  environment.old_kernel = release.starts_with("2.6.") && std::atoi(release.c_str() + 4) < 36;
  if (environment.kind == Kind::unknown) is(environment, Kind::no_systemd, cite);
}

/// The programs that run containers and virtual machines; comm holds 15 bytes of a name.
bool hosts_others(const Process& process) {
  constexpr std::array<std::string_view, 9> kPrograms{"containerd", "dockerd",   "kubelet",     "crio",    "conmon",
                                                      "podman",     "lxc-start", "qemu-system", "qemu-kvm"};
  std::string_view name = std::string_view(process.comm).substr(0, process.comm.find(' '));
  name.remove_prefix(std::min(name.size(), name.rfind('/') + 1));
  return std::any_of(kPrograms.begin(), kPrograms.end(), [&](std::string_view program) { return name.starts_with(program); });
}

}  // namespace

Environment environment_of(const Facts& facts) {
  const Incident& incident = *facts.incident;
  const Records& records = *incident.records;
  Environment environment;
  if (by_provider(environment, records)) return environment;
  if (by_container(environment, incident)) {
    if (environment.kind == Kind::kubernetes) by_operator(environment, records);
  } else {
    by_operator(environment, records) || by_unit(environment, incident) || by_layout(environment, records) ||
        by_first_process(environment, incident);
  }
  by_kernel(environment, incident);
  environment.shared = std::any_of(incident.processes.begin(), incident.processes.end(), hosts_others);
  return environment;
}

Sentence how_to_get_sizes(const Facts& facts) {
  if (environment_of(facts).is_managed()) return say("the provider's list of processes (Enhanced Monitoring and its like) of that time");
  if (facts.incident->refusal)
    return say("ps or top captures of that time, or the memory contexts that the server writes to its log with each refusal");
  return say("the kernel's task table (vm.oom_dump_tasks = 1) or ps captures");
}

}  // namespace laststraw::judge
