// What commands call the server's things: as the inputs have them, else a word in capitals and how it is found.
#pragma once

#include <initializer_list>
#include <string>

#include "advise/case.hpp"

namespace laststraw::advise {

struct Called {
  std::string word;
  Sentence how{};           ///< to find it; empty: it is known
  bool from_inputs = true;  ///< to be hidden where a report is redacted
  bool known() const { return how.empty(); }
};

Called container_called(const Case& about);  ///< as docker takes it
Called group_called(const Case& about);      ///< its path below the hierarchy's root, "/system.slice/x"
Called unit_called(const Case& about);       ///< the server's
Called unit_of_program(const std::string& name);
Called data_directory_called(const Case& about);
Called role_called(const std::string& role);

/// Kubernetes' names: the name space (empty where it is not known), the pod, what made the pod, the container.
struct PodCalled {
  Called name_space, pod, workload, container;
};
PodCalled pod_called(const Case& about);

/// The step's text says what to put in place of those that are not known.
void explain(Step& step, std::initializer_list<Called> words);

}  // namespace laststraw::advise
