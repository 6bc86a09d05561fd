// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 3> kDescribe{R"(^(Name|Namespace|Priority|Node|Start Time|QoS Class|Containers): *)",
                                                    R"(^ +(Last State|Exit Code|Restart Count|Limits|Reason): *)",
                                                    R"(^(Last State: +\S|Exit Code: +\d|Restart Count: +\d|Reason: +OOMKilled))"};

constexpr Format kKubectlDescribeFormats[] = {
    {"kubernetes/describe",
     "kubectl describe pod",
     "Containers:\n  postgres:\n    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137",
     "docs/reference/postgres.md 3.3",
     {}},
};

constexpr std::array<std::string_view, 5> kManifest{
    R"~("involvedObject": ?\{|"reason": ?"(OOMKilling|SystemOOM|Evicted)")~", R"~(^ *\{? *"(lastState|terminated|state)": ?\{)~",
    R"~(^ *(mem_limit|shm_size|services|deploy|resources|limits): ?)~",
    R"~(^ *"?(apiVersion|kind|containerStatuses|initContainerStatuses|terminated|lastState|imagePullPolicy)"?: ?)~",
    R"~(^ *"(HostConfig|OOMKilled|RestartCount|NetworkSettings)": |"OOMKilled":(true|false))~"};

constexpr Format kManifestFormats[] = {
    {"kubernetes/manifest",
     "pod manifests and states in YAML and JSON",
     "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: postgres\n    resources:\n      limits:\n        memory: 1Gi",
     "Kubernetes API v1",
     {}},
    {"kubernetes/manifest",
     "events of the API (kubectl get events -o json or yaml)",
     "{\"kind\": \"Event\", \"involvedObject\": {\"kind\": \"Node\", \"name\": \"worker-3\"}, \"reason\": \"SystemOOM\", \"message\": \"System OOM encountered, victim process: postgres, pid: 4711\"}",
     "Kubernetes API v1, Event",
     {}},
    {"kubernetes/manifest",
     "one container's state or lastState, cut out of its pod",
     "\"lastState\": {\"terminated\": {\"exitCode\": 137, \"finishedAt\": \"2026-01-05T10:15:02Z\", \"reason\": \"OOMKilled\"}}",
     "Kubernetes API v1, ContainerState",
     {}},
    {"kubernetes/docker_inspect",
     "docker inspect, whole or its State alone",
     "\"State\": {\n  \"Status\": \"exited\",\n  \"OOMKilled\": true,\n  \"ExitCode\": 137,\n  \"FinishedAt\": \"2026-01-05T10:15:02.5Z\"\n},",
     "moby/moby api/types/container State",
     {}},
    {"kubernetes/compose",
     "compose files; resources: or limits: alone",
     "services:\n  db:\n    image: postgres:17\n    mem_limit: 1g\n    shm_size: 128m\n    command: postgres -c shared_buffers=256MB",
     "compose-spec",
     {}},
};

constexpr std::array<std::string_view, 2> kDockerStats{R"(MEM USAGE / LIMIT)", R"(\d[KMGT]?i?B / \d[\d.]*[KMGT]?i?B\b)"};

constexpr Format kDockerStatsFormats[] = {
    {"kubernetes/docker_stats",
     "docker stats: table and JSON",
     "CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT     MEM %\n3f1c2d4b5a69   shop-postgres   0.02%     101.2MiB / 320MiB     31.63%",
     "docker/cli formatter_stats.go",
     {}},
};

constexpr std::array<std::string_view, 8> kEvents{
    R"~(\b[Mm]essage\\?"?[:=] ?\\?["']?The node was low on resource: memory\.)~",
    R"~(^ *(\S+ +){0,3}(Warning|Normal) +(SystemOOM|Evicted) +\S)~",
    R"~(^(NAMESPACE +)?NAME +READY +STATUS +RESTARTS|\b\d+/\d+ +(Init:)?(OOMKilled|CrashLoopBackOff|Running|Error|Evicted|Completed|Pending|Terminating) +\d+ )~",
    R"~(^CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS|\bExited \(\d+\) .*\bago\b)~",
    R"~(^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d) container [a-z_:]+ [0-9a-f]{12,64} \()~",
    R"~(^(NAMESPACE +)?LAST SEEN +TYPE +REASON +OBJECT)~",
    R"~(^[^"{]*OutOfMemoryError: [Cc]ontainer killed due to memory)~",
    R"~("Type": ?"container", ?"Action": ?"|"Action": ?"(oom|die)", ?"Actor")~"};

constexpr Format kEventsFormats[] = {
    {"kubernetes/docker_events",
     "docker events, text and JSON; docker ps -a; podman, nerdctl",
     "2026-01-05T10:15:01.302118734Z container oom 3f1c2d4b5a69 (image=postgres:17, name=shop-db)",
     "moby daemon/events.go",
     {}},
    {"kubernetes/events",
     "kubectl get events, rows of Events: in kubectl describe, kubectl get pods",
     "NAME              READY   STATUS      RESTARTS      AGE\nshop-postgres-0   0/1     OOMKilled   3 (41s ago)   4d2h",
     "kubelet oom_watcher_linux.go, kubectl get pods",
     {}},
};

constexpr std::array<std::string_view, 1> kDockerAnswers{R"~(\b(docker|podman|nerdctl)( container)? inspect .*(-f|--format)[ ='"].*\{\{)~"};

constexpr Format kDockerAnswersFormats[] = {
    {"kubernetes/docker_answers",
     "docker inspect -f with the command it answers; podman, nerdctl",
     "$ docker inspect -f '{{.HostConfig.Memory}} {{.State.OOMKilled}}' shop-db\n1073741824 true",
     "docker/cli cli/command/inspect",
     {}},
};

constexpr std::array<std::string_view, 2> kTaskStates{
    R"~(^ *"(finishedAt|memoryLimitInBytes|taskArn|containerArn|stoppedReason|stopCode)": ?")~", R"~("state": ?"CONTAINER_[A-Z]+")~"};

constexpr Format kTaskStatesFormats[] = {
    {"kubernetes/task_state",
     "crictl inspect",
     "{\n  \"status\": {\n    \"metadata\": {\"name\": \"postgres\"},\n    \"state\": \"CONTAINER_EXITED\",\n    \"finishedAt\": \"2026-01-05T10:15:02Z\",\n    \"exitCode\": 137,\n    "
     "\"reason\": \"OOMKilled\"\n  }\n}",
     "kubernetes/cri-api ContainerStatus",
     {}},
    {"kubernetes/ecs_task",
     "aws ecs describe-tasks",
     "{\"tasks\": [{\n  \"containers\": [{\n    \"containerArn\": \"arn:aws:ecs:eu-west-1:1:container/a\",\n    \"name\": \"postgres\",\n    \"exitCode\": 137,\n    "
     "\"reason\": \"OutOfMemoryError: Container killed due to memory usage\",\n    \"memory\": \"2048\"\n  }],\n  \"stoppedAt\": \"2026-01-05T10:15:02Z\"\n}]}",
     "Amazon ECS API Reference, Task, Container",
     {}},
};

constexpr std::array<std::string_view, 2> kNomadStatus{R"~(^Task "[^"]+" is "[a-z]+")~",
                                                       R"~( Terminated +Exit Code: \d+, Exit Message: )~"};

constexpr Format kNomadStatusFormats[] = {
    {"kubernetes/nomad_status",
     "nomad alloc status",
     "Task \"postgres\" is \"dead\"\nRecent Events:\n2026-01-05T10:15:02Z  Terminated  Exit Code: 137, Exit Message: \"OOM Killed\"",
     "hashicorp/nomad command/alloc_status.go",
     {}},
};

}  // namespace

const Room readers::docker_answers{.name = "kubernetes",
                                   .title = "docker inspect -f with the command it answers",
                                   .strong_signatures = kDockerAnswers,
                                   .pasted = true,
                                   .read = read_docker_answers,
                                   .formats = kDockerAnswersFormats};

const Room readers::task_states{.name = "kubernetes",
                                .title = "crictl inspect, aws ecs describe-tasks",
                                .line_signatures = kTaskStates,
                                .read = read_task_states,
                                .formats = kTaskStatesFormats};

const Room readers::nomad_status{.name = "kubernetes",
                                 .title = "nomad alloc status",
                                 .strong_signatures = kNomadStatus,
                                 .read = read_nomad_status,
                                 .formats = kNomadStatusFormats};

const Room readers::container_events{.name = "kubernetes",
                                     .title = "docker events, docker ps -a, kubectl get events, kubectl get pods",
                                     .strong_signatures = kEvents,
                                     .pasted = true,
                                     .read = read_container_events,
                                     .formats = kEventsFormats};

const Room readers::kubectl_describe{.name = "kubernetes",
                                     .title = "kubectl describe pod",
                                     .line_signatures = kDescribe,
                                     .pasted = true,
                                     .read = read_kubectl_describe,
                                     .formats = kKubectlDescribeFormats};

const Room readers::manifest{.name = "kubernetes",
                             .title = "pod manifests (YAML, JSON), docker inspect",
                             .line_signatures = kManifest,
                             .pasted = true,
                             .read = read_manifest,
                             .formats = kManifestFormats};

const Room readers::docker_stats{.name = "kubernetes",
                                 .title = "docker stats: table and JSON",
                                 .line_signatures = kDockerStats,
                                 .pasted = true,
                                 .read = read_docker_stats,
                                 .formats = kDockerStatsFormats};

}  // namespace laststraw
