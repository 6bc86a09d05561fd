// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 2> kDescribe{R"(^(Name|Namespace|Priority|Node|Start Time|QoS Class|Containers): *)", R"(^ +(Last State|Exit Code|Restart Count|Limits|Reason): *)"};

constexpr Format kKubectlDescribeFormats[] = {
    {"kubernetes/describe", "kubectl describe pod", "Containers:\n  postgres:\n    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137", "docs/reference/postgres.md 3.3", {}},
};

constexpr std::array<std::string_view, 2> kManifest{R"~(^ *"?(apiVersion|kind|containerStatuses|initContainerStatuses|terminated|lastState|imagePullPolicy)"?: ?)~",
                                             R"~(^ *"(HostConfig|OOMKilled|RestartCount|NetworkSettings)": )~"};

constexpr Format kManifestFormats[] = {
    {"kubernetes/manifest", "pod manifests and states in YAML and JSON, docker inspect", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: postgres\n    resources:\n      limits:\n        memory: 1Gi", "Kubernetes API v1", {}},
};

}  // namespace

const Room readers::kubectl_describe{
    .name = "kubernetes", .title = "kubectl describe pod",
    .line_signatures = kDescribe,
    .read = read_kubectl_describe, .formats = kKubectlDescribeFormats};

const Room readers::manifest{
    .name = "kubernetes", .title = "pod manifests (YAML, JSON), docker inspect",
    .line_signatures = kManifest,
    .read = read_manifest, .formats = kManifestFormats};

}  // namespace laststraw
