// How a task ended, as other runtimes and schedulers print it in JSON.
//   crictl inspect           {"status": {"metadata": {"name": "postgres"}, "exitCode": 137, "reason": "OOMKilled", "finishedAt": "..."}}
//   aws ecs describe-tasks   {"tasks": [{"containers": [{"name": "postgres", "exitCode": 137, "reason": "OutOfMemoryError: ..."}]}]}
// kubernetes/cri-api ContainerStatus; Amazon ECS API Reference, Task, Container.
#include <nlohmann/json.hpp>

#include "kubernetes/found.hpp"
#include "kubernetes/members.hpp"
#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

using kubernetes::at;
using kubernetes::Container;
using kubernetes::text_of;
using kubernetes::time_of;
using nlohmann::json;

constexpr std::size_t kMost = std::size_t{8} << 20;

class Finder {
 public:
  Finder(const SourceText& source, Records& records) : source_(source), records_(records) {}

  std::size_t found = 0;
  bool of_ecs = false;

  void read(const json& value) {
    if (value.is_array())
      for (const json& member : value) read(member);
    else if (at(value, {"status", "metadata", "name"}).is_string())
      read_cri(value["status"]);
    else if (const json& tasks = at(value, {"tasks"}); tasks.is_array())
      for (const json& task : tasks) read_task(task);
    else if (at(value, {"containers"}).is_array())
      read_task(value);
  }

 private:
  void read_cri(const json& status) {
    Container container;
    container.name = text_of(at(status, {"metadata", "name"}));
    const std::string pod = text_of(at(status, {"labels", "io.kubernetes.pod.name"})),
                      name_space = text_of(at(status, {"labels", "io.kubernetes.pod.namespace"}));
    if (!pod.empty() && !name_space.empty()) container.pod = name_space + "/" + pod;
    container.image = text_of(at(status, {"image", "image"}));
    container.memory_limit = text_of(at(status, {"resources", "linux", "memoryLimitInBytes"}));
    container.limit_cite = line_with("\"memoryLimitInBytes\"", {});
    container.reason = text_of(at(status, {"reason"}));
    container.exit_code = text_of(at(status, {"exitCode"}));
    container.finished = time_of(at(status, {"finishedAt"}));
    container.end_cite = line_with(container.reason, "\"exitCode\"");
    kubernetes::keep({container}, records_);
    ++found;
  }

  /// Sizes are in MiB; a container without a limit of its own has its task's.
  void read_task(const json& task) {
    std::vector<Container> all;
    const json& containers = at(task, {"containers"});
    if (!containers.is_array()) return;
    of_ecs = true;
    for (const json& one : containers) {
      Container container;
      container.name = text_of(at(one, {"name"}));
      container.image = text_of(at(one, {"image"}));
      const std::string own = text_of(at(one, {"memory"})), limit = own.empty() ? text_of(at(task, {"memory"})) : own;
      if (!limit.empty()) container.memory_limit = limit + "Mi";
      container.limit_cite = line_with("\"memory\": \"" + limit + "\"", "\"memory\":\"" + limit + "\"");
      container.exit_code = text_of(at(one, {"exitCode"}));
      const std::string reason = text_of(at(one, {"reason"}));
      if (reason.starts_with("OutOfMemoryError")) container.reason = "OOMKilled";
      container.finished = time_of(at(task, {"stoppedAt"}));
      container.end_cite = line_with(reason, "\"exitCode\"");
      all.push_back(std::move(container));
      ++found;
    }
    kubernetes::keep(all, records_);
  }

  Citation line_with(const std::string& text, const std::string& or_text) const {
    for (const std::string& wanted : {text, or_text}) {
      Lines lines = source_.lines();
      for (Line line; !wanted.empty() && lines.next(line);)
        if (line.text.find(wanted) != std::string_view::npos) return cite(line);
    }
    return {{source_.id, 1, 1}, {}};
  }

  const SourceText& source_;
  Records& records_;
};

}  // namespace

Reading read_task_states(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "kubernetes/task_state";
  Finder finder(source, records);
  if (source.bytes.size() <= kMost) finder.read(json::parse(source.bytes.begin(), source.bytes.end(), nullptr, false));
  if (finder.of_ecs) reading.format = "kubernetes/ecs_task";
  Lines lines = source.lines();
  for (Line line; lines.next(line);) ++(finder.found > 0 ? reading.coverage.parsed : reading.coverage.noise);
  reading.coverage.lines = lines.count();
  return reading;
}

}  // namespace laststraw
