// Entries of a timeline.
#include "laststraw/words.hpp"

namespace laststraw {

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

}  // namespace laststraw
