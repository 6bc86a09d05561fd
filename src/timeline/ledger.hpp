// Where the memory was.
#pragma once

#include "laststraw/incident.hpp"

namespace laststraw::timeline {

/// From the report (RAM for a global kill, the limit for a memcg one); empty total where no report tells.
/// `shared_buffers`: as configured, where known.
Ledger ledger_of(const OomReport& report, const std::vector<Process>& processes, std::optional<Bytes> shared_buffers);

}  // namespace laststraw::timeline
