#include "laststraw/triggers.hpp"

#include <algorithm>

#include "postgres_log/trigger_words.hpp"

namespace laststraw {

std::vector<std::string> triggers() {
  std::vector<std::string> words{
      // The kernel (mm/oom_kill.c): "invoked oom-killer", "oom-kill:constraint=", "Out of memory: Kill", "Memory cgroup out of memory: Kill";
      // 2.6.18: "Out of Memory: Kill".
      "oom-kill", "ut of memory: Kill", "ut of Memory: Kill",
      // Others that kill (KERNEL.md section 4).
      "sending SIGTERM to process", "sending SIGKILL to process", "Sending SIGTERM to the victim", "Sending SIGKILL to the victim", "killed by the OOM killer",
      "status=9/KILL", "due to memory pressure", "due to memory used", "oomd kill: ", "low on resource: memory", "System OOM encountered", "TaskOOM event", "/tasks/oom",
      "OOMKilled", "exitCode=137", "exited with code 137"};
  for (std::string& word : postgres_log::trigger_words()) words.push_back(std::move(word));
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace laststraw
