#include "advise/called.hpp"

#include <algorithm>
#include <vector>

namespace laststraw::advise {

namespace {

/// The cgroups that name the server, the one whose limit was hit first.
std::vector<std::string> group_paths(const Case& about) {
  std::vector<std::string> paths;
  if (const OomReport* report = about.incident().report) {
    paths.push_back(report->oom_memcg);
    if (report->cgroup) paths.push_back(report->cgroup->path);
    paths.push_back(report->task_memcg);
  }
  if (const auto& group = about.records().unit.fact(&UnitFacts::control_group)) paths.push_back(group->value);
  // A line of /proc/PID/cgroup: "0::/docker/0123" (cgroups(7)).
  if (const auto& group = about.records().host.process_cgroup)
    paths.push_back(group->value.substr(std::min(group->value.find('/'), group->value.size())));
  return paths;
}

/// Docker's ids are 64 hexadecimal digits; twelve of them are enough (docker ps).
std::string container_id(std::string_view path) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const std::string_view sign : {"docker-", "/docker/", "libpod-"}) {
    const std::size_t at = path.rfind(sign);
    if (at == std::string_view::npos) continue;
    const std::string_view id = path.substr(at + sign.size());
    if (std::min(id.find_first_not_of(kHex), id.size()) >= 12) return std::string(id.substr(0, 12));
  }
  return {};
}

/// "shop/pg-1/postgres" of "shop/pg-1/postgres (OOMKilled)"; docker's has a slash before it. Of an eviction: "pod/pg-1".
std::string ended_container(const Case& about, SystemEventKind kind) {
  for (const SystemEvent& event : about.records().system_events)
    if (event.kind == kind && !event.subject.empty()) return event.subject.substr(0, event.subject.find(" ("));
  return {};
}

Called called(std::string_view words, std::string_view otherwise, Sentence how) {
  std::string word = shell_word(words, otherwise);
  const bool known = word != otherwise;
  return {std::move(word), known ? Sentence() : std::move(how), known};
}

/// A stateful set's pods are its name and a number.
std::string_view maker_of(std::string_view pod) {
  const std::size_t dash = pod.rfind('-');
  const bool numbered =
      dash != std::string_view::npos && dash + 1 < pod.size() && pod.find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
  return numbered ? pod.substr(0, dash) : std::string_view();
}

}  // namespace

Called container_called(const Case& about) {
  std::string name;
  for (const std::string& path : group_paths(about))
    if (name.empty()) name = container_id(path);
  if (name.empty()) name = ended_container(about, SystemEventKind::container_oom);
  if (name.starts_with('/')) name.erase(0, 1);  // docker inspect
  if (name.find('/') != std::string::npos) name.clear();
  return called(name, "CONTAINER", say("the name that `docker ps` shows"));
}

Called group_called(const Case& about) {
  for (const std::string& path : group_paths(about))
    if (path.size() > 1 && path.front() == '/')
      if (const std::string word = shell_word(path, ""); word == path) return {word};
  return {"/GROUP", say("the path that `cat /proc/$(pgrep -o postgres)/cgroup` shows behind its last colon"), false};
}

Called unit_called(const Case& about) {
  return called(about.environment.unit, "UNIT", say("the server's unit, as `systemctl list-units '*postgres*' '*patroni*'` names it"));
}

Called unit_of_program(const std::string& name) {
  const std::string_view program = std::string_view(name).substr(0, name.find(' '));
  const std::string word = shell_word(program.substr(program.rfind('/') + 1), "");  // ps -C knows no folders
  return {"UNIT",
          word.empty() ? say("the program's unit, which `ps -eo unit,args` shows; not the server's own")
                       : say("the unit that `ps -o unit= -C {0}` shows; not the server's own", command_name(word)),
          false};
}

Called data_directory_called(const Case& about) {
  if (const Setting* setting = judge::pg_setting(about.facts, "data_directory"))
    if (Called known = called(setting->value, "DATADIR", {}); known.from_inputs) return known;
  return {"DATADIR", say("the folder that stands behind -D in `ps -C postgres -o args`, or that `SHOW data_directory` tells"), false};
}

Called role_called(const std::string& role) {
  if (!role.empty()) return {sql_name(role), {}, false};  // hidden by Step::role
  return {"ROLE_NAME", say("the role it logs in as: `SELECT usename, application_name FROM pg_stat_activity` lists them"), false};
}

PodCalled pod_called(const Case& about) {
  // "shop/pg-1/postgres", "postgres" alone where the rest is not told; of an eviction "pod/pg-1".
  const std::string ended = ended_container(about, SystemEventKind::container_oom);
  std::string_view rest = ended, name_space, pod;
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos && rest.find('/', slash + 1) != std::string_view::npos) {
    name_space = rest.substr(0, slash), rest.remove_prefix(slash + 1);
    pod = rest.substr(0, rest.find('/')), rest.remove_prefix(pod.size() + 1);
  }
  const std::string evicted = ended_container(about, SystemEventKind::kubelet_eviction);
  if (pod.empty() && evicted.starts_with("pod/")) pod = std::string_view(evicted).substr(4);
  const Sentence from_list = say("a name that `kubectl get pods -A` lists");
  PodCalled names;
  names.name_space = called(name_space, "", {});
  names.pod = called(pod, "POD", from_list);
  names.workload = called(maker_of(pod), "NAME", say("what the pod's name begins with in `kubectl get pods -A`, without its number"));
  names.container =
      rest.empty() || pod.empty() ? Called{"postgres", {}, false} : called(rest, "CONTAINER", say("the container's name in the manifest"));
  return names;
}

void explain(Step& step, std::initializer_list<Called> words) {
  for (const Called& word : words) {
    if (word.from_inputs && !word.word.empty()) step.names.push_back(word.word);
    if (!word.known()) step.text = say("{0} (for {1} put {2})", step.text, word.word.substr(word.word.front() == '/'), word.how);
  }
}

}  // namespace laststraw::advise
