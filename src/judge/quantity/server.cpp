// PostgreSQL's own: its shared memory, a session's work_mem, what was asked for in one piece.
#include <algorithm>

#include "judge/quantity/derivations.hpp"
#include "judge/work_mem.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// Every process of the server maps the whole segment and has touched a part of it: the largest shmem-rss is the least that it is, the
/// smallest total-vm the most.
void add_bounds(Derivations& found, const OomReport& report) {
  Bytes least{};
  std::optional<Bytes> most;
  const Citation* cite = nullptr;
  for (const Kill& kill : report.kills) {
    if (kill.comm != "postgres" || !kill.shmem_rss || *kill.shmem_rss <= least) continue;
    least = *kill.shmem_rss, cite = &kill.cite;
    if (kill.total_vm) most = most ? std::min(*most, *kill.total_vm) : *kill.total_vm;
  }
  if (cite && most && *most >= least)
    found.push_back(
        {{least, *most}, say("a server process had touched so much shared memory, and mapped no more than its total-vm"), *cite});
}

std::optional<Cited<Bytes>> in_huge_pages(const Records& records) {
  const Setting* pages = find(records.pg_settings, "shared_memory_size_in_huge_pages");
  const auto count = integer(records.pg_settings, "shared_memory_size_in_huge_pages");
  const Bytes page = records.meminfo.huge_page ? records.meminfo.huge_page->value : mib(2);
  if (!pages || !count || *count <= 0 || *count > (std::int64_t{1} << 30)) return std::nullopt;
  return Cited<Bytes>{page * *count, pages->cite};
}

}  // namespace

Derivations shared_buffers_of_inputs(const Facts& facts) {
  Derivations found;
  const Settings& settings = facts.incident->records->pg_settings;
  const PgHistory& history = *facts.incident->history;
  add(found, cited(pg_bytes(settings, "shared_buffers"), settings, "shared_buffers"), say("the setting shared_buffers"));
  if (history.shared_buffers_seen && history.shared_buffers_cite)
    found.push_back(
        {exactly(*history.shared_buffers_seen), say("a checkpoint's buffers and their percentage"), *history.shared_buffers_cite});
  return found;
}

Derivations shared_memory_of_inputs(const Facts& facts) {
  Derivations found;
  const Incident& incident = *facts.incident;
  const Settings& settings = incident.records->pg_settings;
  add(found, cited(pg_bytes(settings, "shared_memory_size"), settings, "shared_memory_size"), say("the server's own shared_memory_size"));
  if (const auto pages = in_huge_pages(*incident.records))  // rounded up to whole pages
    found.push_back({{pages->value - mib(2), pages->value}, say("the server's own shared_memory_size_in_huge_pages"), pages->cite});
  if (incident.report) add_bounds(found, *incident.report);
  return found;
}

Derivations work_mem_of_culprit(const Facts& facts) {
  Derivations found;
  const Process* culprit = facts.session.process;
  if (!culprit) return found;
  const auto own = work_mem_of(facts, *culprit);
  const bool raised = own && facts.work_mem && own->value != facts.work_mem->value;
  add(found, own, raised ? say("as the session set it") : say("the setting work_mem"));
  return found;
}

Derivations requested_of_inputs(const Facts& facts) {
  Derivations found;
  for (const PgEvent* event : {facts.incident->refusal, facts.incident->limit})
    if (event && event->requested) found.push_back({exactly(*event->requested), say("asked for in one piece"), event->cite});
  return found;
}

}  // namespace laststraw::judge
