#include "laststraw/incident.hpp"

namespace laststraw {

bool is_postgres(Role role) { return role != Role::external; }

bool is_session(Role role) { return role == Role::backend || role == Role::parallel_worker || role == Role::unknown_postgres; }

std::string_view role_name(Role role) {
  switch (role) {
    case Role::postmaster:
      return "postmaster";
    case Role::backend:
      return "backend";
    case Role::parallel_worker:
      return "parallel_worker";
    case Role::autovacuum_worker:
      return "autovacuum";
    case Role::autovacuum_launcher:
      return "autovacuum_launcher";
    case Role::walsender:
      return "walsender";
    case Role::walreceiver:
      return "walreceiver";
    case Role::checkpointer:
      return "checkpointer";
    case Role::background_writer:
      return "background_writer";
    case Role::walwriter:
      return "walwriter";
    case Role::archiver:
      return "archiver";
    case Role::stats_collector:
      return "stats_collector";
    case Role::logger:
      return "logger";
    case Role::startup:
      return "startup";
    case Role::logical_launcher:
      return "logical_launcher";
    case Role::logical_worker:
      return "logical_worker";
    case Role::background_worker:
      return "background_worker";
    case Role::io_worker:
      return "io_worker";
    case Role::unknown_postgres:
      return "postgres";
    case Role::external:
      return "external";
  }
  return "";
}

}  // namespace laststraw
