// Cgroup paths of containers.
#pragma once

#include <array>
#include <string_view>

#include "laststraw/advice.hpp"

namespace laststraw {

struct ContainerPath {
  std::string_view part;
  EnvironmentKind of;
};

/// Cgroup paths as the runtimes make them: the kubelet (pkg/kubelet/cm: kubepods), docker with either cgroup driver (/docker/ID,
/// docker-ID.scope), containerd and CRI-O, Podman (libpod-ID.scope), LXC, systemd-nspawn (machine.slice), Amazon ECS, Garden. The first that
/// is found counts.
inline constexpr std::array<ContainerPath, 14> kContainerPaths{{{"kubepods", EnvironmentKind::kubernetes},
                                                                {"cri-containerd", EnvironmentKind::kubernetes},
                                                                {"crio-", EnvironmentKind::kubernetes},
                                                                {"/docker/", EnvironmentKind::docker},
                                                                {"docker-", EnvironmentKind::docker},
                                                                {"libpod", EnvironmentKind::container},
                                                                {"/lxc/", EnvironmentKind::container},
                                                                {"lxc.payload", EnvironmentKind::container},
                                                                {"/ecs/", EnvironmentKind::container},
                                                                {"nerdctl-", EnvironmentKind::container},
                                                                {"/containerd/", EnvironmentKind::container},
                                                                {"/crio/", EnvironmentKind::container},
                                                                {"machine.slice", EnvironmentKind::container},
                                                                {"/garden", EnvironmentKind::container}}};

constexpr bool is_container_path(std::string_view cgroup) {
  for (const ContainerPath& one : kContainerPaths)
    if (cgroup.find(one.part) != std::string_view::npos) return true;
  return false;
}

/// A pod's.
constexpr bool is_pod_path(std::string_view cgroup) { return cgroup.find(kContainerPaths.front().part) != std::string_view::npos; }

}  // namespace laststraw
