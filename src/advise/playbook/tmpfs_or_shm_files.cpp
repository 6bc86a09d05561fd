// Shared memory that is neither shared_buffers nor dynamic shared memory.
#include "advise/case.hpp"
#include "advise/playbook/dynamic_memory.hpp"

namespace laststraw::advise {

void play_tmpfs_or_shm_files(Case& about) {
  if (lacked_shm(about)) enlarge_shm(about);
  Step& now = about.add("clean_files", say("Find what lies in memory, and remove what nobody needs"));
  now.command = "df -h -t tmpfs; find /dev/shm /run /tmp -xdev -size +10M -exec ls -lh {} +";
  now.applies_to = say("the machine");
  about.try_out(now, {{Knob::files_in_memory, 0}});
  if (lacked_shm(about)) return;  // a smaller one would refuse more
  Step& cap = about.add("cap_files", say("Give the tmpfs a size that fits"));
  if (about.environment.is_kubernetes())
    cap.fragment = Fragment{"kubernetes", "spec.template.spec.volumes[dshm].emptyDir", "{medium: Memory, sizeLimit: 64Mi}", cap.id};
  else if (about.environment.is_container())
    cap.fragment = Fragment{"compose", "services.postgres.shm_size", "64M", cap.id};
  else
    cap.command = "mount -o remount,size=64M /dev/shm";
  cap.applies_to = say("the machine");
  about.try_out(cap, {{Knob::files_in_memory, mib(64).count}});
  raise_limit(about);
}

}  // namespace laststraw::advise
