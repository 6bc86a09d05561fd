// What happened, and where the memory is.
#include "laststraw/words.hpp"

namespace laststraw {

std::string_view word(IncidentKind kind) {
  switch (kind) {
    case IncidentKind::kernel_oom:
      return "kernel_oom";
    case IncidentKind::memcg_oom:
      return "memcg_oom";
    case IncidentKind::sysrq_oom:
      return "sysrq_oom";
    case IncidentKind::enomem:
      return "enomem";
    case IncidentKind::userspace_oom_killer:
      return "userspace_oom_killer";
    case IncidentKind::sigkill_no_oom:
      return "sigkill_no_oom";
    case IncidentKind::postgres_limit:
      return "postgres_limit";
    case IncidentKind::allocation_failure:
      return "allocation_failure";
    case IncidentKind::memory_pressure:
      return "memory_pressure";
    case IncidentKind::not_memory:
      return "not_memory";
  }
  return {};
}

std::string_view word(Constraint constraint) {
  switch (constraint) {
    case Constraint::none:
      return "global";
    case Constraint::memcg:
      return "memcg";
    case Constraint::cpuset:
      return "cpuset";
    case Constraint::mempolicy:
      return "mempolicy";
    case Constraint::unknown:
      return {};
  }
  return {};
}

std::string_view word(LedgerOf of) {
  switch (of) {
    case LedgerOf::ram:
      return "RAM";
    case LedgerOf::ram_and_swap:
      return "RAM and swap";
    case LedgerOf::cgroup_limit:
      return "cgroup limit";
    case LedgerOf::nothing:
      return {};
  }
  return {};
}

std::string_view word(PartKind kind) {
  switch (kind) {
    case PartKind::postgres_private:
      return "postgres private";
    case PartKind::program_private:
      return "private";
    case PartKind::other_programs_private:
      return "other programs private";
    case PartKind::shared_memory:
      return "shared memory";
    case PartKind::file_cache:
      return "file cache";
    case PartKind::huge_pages_in_use:
      return "huge pages in use";
    case PartKind::huge_pages_free:
      return "huge pages free";
    case PartKind::page_tables:
      return "page tables";
    case PartKind::slab:
      return "slab";
    case PartKind::kernel_stacks:
      return "kernel stacks";
    case PartKind::network_buffers:
      return "network buffers";
    case PartKind::other_kernel_memory:
      return "other kernel memory";
    case PartKind::compressed_swap:
      return "compressed swap (zswap)";
    case PartKind::free:
      return "free";
    case PartKind::by_role:
      return "by role";
    case PartKind::shared_buffers_and_own:
      return "shared_buffers and the server's own, at most";
    case PartKind::beyond_shared_buffers:
      return "beyond it (dynamic shared memory, tmpfs, others), at least";
  }
  return {};
}

std::string word(const LedgerPart& part) {
  if (part.kind == PartKind::program_private) return part.program + " " + std::string(word(part.kind));
  if (part.kind == PartKind::by_role) return std::to_string(part.count) + " x " + std::string(role_name(part.role));
  return std::string(word(part.kind));
}

std::string_view word(Defect defect) {
  switch (defect) {
    case Defect::no_head:
      return "its head is missing";
    case Defect::no_kill_line:
      return "no kill line follows";
    case Defect::no_task_table:
      return "there is no task table";
    case Defect::no_task_table_head:
      return "the head of the task table is missing";
    case Defect::task_table_cut:
      return "the task table is cut off";
  }
  return {};
}

std::string_view word(StartedKind kind) {
  switch (kind) {
    case StartedKind::process:
      return "process";
    case StartedKind::session:
      return "session";
    case StartedKind::statement:
      return "statement";
    case StartedKind::connections:
      return "connections";
    case StartedKind::autovacuum:
      return "autovacuum";
    case StartedKind::unit:
      return "unit";
    case StartedKind::cron:
      return "cron";
  }
  return {};
}

std::string_view word(DeclineOf of) {
  switch (of) {
    case DeclineOf::group_anon:
      return "memcg_anon_bytes";
    case DeclineOf::available:
      return "mem_available_bytes";
    case DeclineOf::free:
      return "mem_free_bytes";
  }
  return {};
}

}  // namespace laststraw
