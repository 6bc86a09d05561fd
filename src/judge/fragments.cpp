// Configuration to apply: what the checks ask for, each setting once.
#include <algorithm>

#include "judge/checklist.hpp"
#include "judge/environment.hpp"

namespace laststraw::judge {

std::vector<Fragment> fragments(const Facts& facts, const std::vector<ChecklistItem>& items) {
  // In a container there is no unit, and the host's sysctls are not the server's to set; a managed service has neither.
  const bool own_machine = environment_of(facts).own_machine();
  std::vector<Fragment> lines;
  for (const ChecklistItem& item : items)
    for (const Fragment& asked : item.fragments) {
      if (!own_machine && asked.file != "postgresql.conf") continue;
      const auto known = std::find_if(lines.begin(), lines.end(), [&](const Fragment& line) {
        return line.file == asked.file && line.setting == asked.setting && line.value == asked.value;
      });
      if (known == lines.end())
        lines.push_back(asked);
      else
        known->why += ", " + asked.why;
    }
  return lines;
}

}  // namespace laststraw::judge
