#include "laststraw/parsers/triggers.hpp"

#include <algorithm>
#include <array>

#include "postgres_log/trigger_words.hpp"

namespace laststraw {

std::vector<std::string> triggers_of_memory() {
  std::vector<std::string> words{
      // The kernel (mm/oom_kill.c): "invoked oom-killer", "oom-kill:constraint=", "Out of memory: Kill", "Memory cgroup out of memory: Kill";
      // 2.6.18: "Out of Memory: Kill".
      "oom-kill", "ut of memory: Kill", "ut of Memory: Kill",
      // OpenVZ; lines cut before the reason.
      "ut of memory in UB", "Killed process ", "OOM killed process", "OOM kill of PID ",
      // Others that kill (docs/reference/kernel.md 4).
      "sending SIGTERM to process", "sending SIGKILL to process", "Sending SIGTERM to the victim", "Sending SIGKILL to the victim",
      "killed by the OOM killer", "status=9/KILL", "due to memory pressure", "due to memory used", "oomd kill: ", "low on resource: memory",
      "System OOM encountered", "TaskOOM event", "/tasks/oom", "OOMKilled", "OOM Killed", "ontainer killed due to memory", "exitCode=137",
      "exited with code 137", "\"Action\":\"oom\"", "\"Action\": \"oom\"",
      // Nothing killed: a piece that the kernel did not have (mm/page_alloc.c warn_alloc()).
      "page allocation failure"};
  for (std::string& word : postgres_log::trigger_words()) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> triggers() {
  std::vector<std::string> words = triggers_of_memory();
  for (std::string& word : postgres_log::other_trouble_words()) words.push_back(std::move(word));
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::span<const std::string_view> trigger_atoms() {
  // "(PID " stands in the postmaster's line about a dead child in every language; " memory" in what is refused, beside what drivers call it.
  // Neither their number nor their ends are an accident: Hyperscan finds these twenty-two, all at once, as fast as twenty; with
  // "last known up" for "last known", or with twenty-four, at half the speed (docs/PERFORMANCE.md).
  static constexpr std::array<std::string_view, 22> kAtoms{
      "oom-kill",      " memory",       "ut of Memory: Kill", "(PID ",    "53200",      "could not fork", "ending SIG", "OOM",
      "=9/KILL",       "oomd",          "/tasks/oom",         "Code=137", "code 137",   "illed process ", "\"oom\"",    "page allocation f",
      "string buffer", "array size ex", "No space left",      "PANIC",    "last known", "postmaster exit"};
  return kAtoms;
}

std::vector<std::string> other_language_marks() { return postgres_log::other_language_marks(); }

}  // namespace laststraw
