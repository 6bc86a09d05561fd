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

namespace {

struct EntryWord {
  std::string_view operator()(Moment moment) const {
    switch (moment) {
      case Moment::oom_invoked:
        return "oom_invoked";
      case Moment::kernel_kill:
        return "kernel_kill";
      case Moment::reaped:
        return "reaped";
      case Moment::decline_begins:
        return "decline_begins";
      case Moment::victim_started:
        return "victim_started";
      case Moment::zones_contradict:
        return "zones_contradict";
    }
    return {};
  }
  std::string_view operator()(PgEventKind kind) const {
    switch (kind) {
      case PgEventKind::starting:
        return "postgres_start";
      case PgEventKind::child_died:
        return "postgres_crash";
      case PgEventKind::terminating_others:
        return "sessions_terminated";
      case PgEventKind::reinitializing:
        return "reinitializing";
      case PgEventKind::interrupted:
        return "recovery_start";
      case PgEventKind::recovering:
        return "recovering";
      case PgEventKind::redo_done:
        return "redo_done";
      case PgEventKind::ready:
        return "ready";
      case PgEventKind::shutdown_request:
        return "shutdown_request";
      case PgEventKind::connection_rejected:
        return "connections_rejected";
      case PgEventKind::out_of_memory:
        return "out_of_memory";
      case PgEventKind::cannot_fork:
        return "cannot_fork";
      case PgEventKind::shared_memory_failed:
        return "shared_memory_failed";
      case PgEventKind::too_many_clients:
        return "too_many_clients";
      case PgEventKind::terminated_by_administrator:
        return "terminated";
      case PgEventKind::value_limit:
        return "value_limit";
      case PgEventKind::lock_table_full:
        return "lock_table_full";
      case PgEventKind::fork_limit:
        return "fork_limit";
      case PgEventKind::disk_full:
        return "disk_full";
      case PgEventKind::server_panic:
        return "panic";
      case PgEventKind::postmaster_gone:
        return "postmaster_gone";
      default:
        return "postgres";
    }
  }
  std::string_view operator()(SystemEventKind kind) const {
    switch (kind) {
      case SystemEventKind::boot:
        return "boot";
      case SystemEventKind::panic:
        return "kernel_panic";
      case SystemEventKind::page_allocation_failure:
        return "page_allocation_failure";
      case SystemEventKind::dump_suppressed:
        return "dump_suppressed";
      case SystemEventKind::sysrq_oom:
        return "sysrq_oom";
      case SystemEventKind::earlyoom_kill:
        return "earlyoom_kill";
      case SystemEventKind::earlyoom_state:
        return "earlyoom_state";
      case SystemEventKind::systemd_oomd_kill:
        return "systemd_oomd_kill";
      case SystemEventKind::unit_oom_kill:
        return "unit_oom_kill";
      case SystemEventKind::unit_sigkill:
        return "unit_sigkill";
      case SystemEventKind::kubelet_eviction:
        return "kubelet_eviction";
      case SystemEventKind::nohang_kill:
        return "nohang_kill";
      case SystemEventKind::oomd_kill:
        return "oomd_kill";
      case SystemEventKind::container_oom:
        return "container_oom";
      case SystemEventKind::memory_failure:
        return "memory_failure";
      case SystemEventKind::fork_rejected:
        return "fork_rejected";
      case SystemEventKind::hung_task:
        return "hung_task";
      case SystemEventKind::pooler_lost_server:
        return "pooler_lost_server";
      case SystemEventKind::pooler_no_server:
        return "pooler_no_server";
      case SystemEventKind::pooler_gave_up:
        return "pooler_gave_up";
    }
    return "system";
  }
};

}  // namespace

std::string_view word(const EntryKind& kind) { return std::visit(EntryWord{}, kind); }

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

std::string_view word(Bearing bearing) { return bearing == Bearing::supports ? "supports" : "contradicts"; }

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::supported:
      return "supported";
    case Outcome::refuted:
      return "refuted";
    case Outcome::undecided:
      return "undecided";
    case Outcome::not_applicable:
      return "not_applicable";
  }
  return {};
}

std::string_view word(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::culprit:
      return "culprit";
    case VerdictKind::last_straw:
      return "last_straw";
    case VerdictKind::undecided:
      return "undecided";
  }
  return {};
}

std::string_view word(Absence absence) {
  switch (absence) {
    case Absence::not_supplied:
      return "not_supplied";
    case Absence::not_printed:
      return "not_printed";
    case Absence::unreadable:
      return "unreadable";
  }
  return {};
}

std::string_view word(CheckStatus status) {
  switch (status) {
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::warn:
      return "warn";
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::unknown:
      return "unknown";
    case CheckStatus::not_applicable:
      return "not_applicable";
  }
  return {};
}

std::string_view word(Support support) {
  switch (support) {
    case Support::none:
      return {};
    case Support::weak:
      return "weak";
    case Support::moderate:
      return "moderate";
    case Support::strong:
      return "strong";
    case Support::very_strong:
      return "very strong";
  }
  return {};
}

std::string_view word(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::none:
      return {};
    case Mechanism::unknown:
      return "unknown";
    case Mechanism::sort_or_hash:
      return "sort_or_hash";
    case Mechanism::raised_work_mem:
      return "raised_work_mem";
    case Mechanism::cartesian_product:
      return "cartesian_product";
    case Mechanism::aggregate:
      return "aggregate";
    case Mechanism::large_value:
      return "large_value";
    case Mechanism::huge_statement:
      return "huge_statement";
    case Mechanism::plpgsql_state:
      return "plpgsql_state";
    case Mechanism::temp_buffers:
      return "temp_buffers";
    case Mechanism::temp_tables:
      return "temp_tables";
    case Mechanism::prepared_statements:
      return "prepared_statements";
    case Mechanism::partition_planning:
      return "partition_planning";
    case Mechanism::logical_decoding:
      return "logical_decoding";
    case Mechanism::apply:
      return "apply";
    case Mechanism::wal_replay:
      return "wal_replay";
    case Mechanism::jit:
      return "jit";
    case Mechanism::extension:
      return "extension";
    case Mechanism::work_mem_times_nodes:
      return "work_mem_times_nodes";
  }
  return {};
}

std::string_view word(GroupOf group) {
  switch (group) {
    case GroupOf::sessions:
      return "sessions";
    case GroupOf::maintenance_processes:
      return "maintenance processes";
  }
  return {};
}

std::string_view word(SharedTrait trait) {
  switch (trait) {
    case SharedTrait::statement:
      return "statement";
    case SharedTrait::application:
      return "application";
    case SharedTrait::role:
      return "role";
    case SharedTrait::program:
      return "program";
    case SharedTrait::unit:
      return "unit";
    case SharedTrait::cause:
      return "cause";
  }
  return {};
}

namespace {
struct KindOf {
  std::string_view operator()(const std::monostate&) const { return {}; }
  std::string_view operator()(const SessionAtFault&) const { return "backend"; }
  std::string_view operator()(const ProcessAtFault&) const { return "process"; }
  std::string_view operator()(const ProgramAtFault& program) const { return program.processes ? "group" : "process"; }
  std::string_view operator()(const GroupAtFault&) const { return "group"; }
  std::string_view operator()(const SettingAtFault&) const { return "setting"; }
  std::string_view operator()(const LimitAtFault&) const { return "limit"; }
  std::string_view operator()(const KernelAtFault&) const { return "kernel"; }
  std::string_view operator()(const FilesAtFault&) const { return "file"; }
  std::string_view operator()(const UnknownSender&) const { return "sender"; }
};
}  // namespace

std::string_view word(const Who& who) { return std::visit(KindOf{}, who); }

}  // namespace laststraw
