// Address space by process, as the kernel's task table has it.
#pragma once

#include <map>
#include <vector>

#include "laststraw/incident.hpp"

namespace laststraw::advise {

struct AddressSpace {
  const Process* process;  ///< PostgreSQL's, no parallel worker
  Bytes size;
};

/// Empty where no table was printed. Tables can be long: each row is looked up once.
inline std::vector<AddressSpace> address_spaces(const Incident& incident) {
  std::vector<AddressSpace> all;
  if (!incident.report) return all;
  std::map<Pid, const Process*> ours;
  for (const Process& process : incident.processes)
    if (is_postgres(process.role) && process.role != Role::parallel_worker) ours.emplace(process.pid, &process);
  for (const TaskRow& row : incident.report->tasks)
    if (const auto found = ours.find(row.pid); found != ours.end()) all.push_back({found->second, row.total_vm});
  return all;
}

}  // namespace laststraw::advise
