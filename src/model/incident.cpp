#include "laststraw/incident.hpp"

namespace laststraw {

bool is_postgres(Role role) { return role != Role::external; }

bool is_session(Role role) {
  return role == Role::backend || role == Role::parallel_worker || role == Role::unknown_postgres;
}

}  // namespace laststraw
