#include "judge/commit.hpp"

#include <algorithm>

#include "laststraw/record/overcommit.hpp"

namespace laststraw::judge {

namespace {

/// The series' last value before the incident; else the snapshot's.
std::optional<Cited<Bytes>> measured(const Facts& facts, std::string_view series, const std::optional<Cited<Bytes>>& snapshot) {
  if (const auto last = last_before(*facts.incident, series)) return Cited<Bytes>{Bytes{to_whole(last->value)}, last->cite};
  return snapshot;
}

/// Of mode 2, where RAM, swap and the setting are known; the place is the setting's.
std::optional<Cited<Bytes>> reckoned_limit(const Records& records) {
  const auto [mode, ratio, kbytes] = overcommit_of(records.sysctl);
  const MemInfo& meminfo = records.meminfo;
  if (!mode || mode->value != 2 || !meminfo.swap_total) return std::nullopt;
  if (kbytes && kbytes->value.count > 0) return Cited<Bytes>{kbytes->value + meminfo.swap_total->value, kbytes->cite};
  if (!ratio || !meminfo.total) return std::nullopt;
  const Bytes huge = meminfo.huge_pages_total && meminfo.huge_page ? meminfo.huge_page->value * meminfo.huge_pages_total->value : Bytes{0};
  return Cited<Bytes>{commit_limit(meminfo.total->value, huge, meminfo.swap_total->value, ratio->value), ratio->cite};
}

}  // namespace

Citation Commit::other_cite() const {
  return largest_other ? Citation{{capture->source, largest_other->line, largest_other->line}, {}} : capture->cite;
}

Bytes commit_limit(Bytes ram, Bytes huge_pages, Bytes swap, std::int64_t ratio) {
  constexpr std::int64_t kPage = 4096;
  const std::int64_t pages = std::max(Bytes{0}, ram - huge_pages).count / kPage;
  return Bytes{pages} * std::clamp<std::int64_t>(ratio, 0, 1'000'000) / 100 * kPage + swap;
}

Commit commit_of(const Facts& facts) {
  Commit commit;
  const Records& records = *facts.incident->records;
  commit.mode = overcommit_of(records.sysctl).mode;
  commit.ram = records.meminfo.total;
  commit.limit = records.meminfo.commit_limit;
  commit.committed = measured(facts, "committed_bytes", records.meminfo.committed);
  commit.available = measured(facts, "mem_available_bytes", records.meminfo.available);
  commit.measured_then = last_before(*facts.incident, "mem_available_bytes").has_value();
  if (!commit.limit) commit.limit = reckoned_limit(records);
  commit.capture = facts.captured_before;
  // Not every capture has the column.
  if (commit.capture &&
      std::none_of(commit.capture->rows.begin(), commit.capture->rows.end(), [](const ProcessRow& row) { return row.vsz.has_value(); }))
    commit.capture = nullptr;
  if (!commit.capture) return commit;
  for (const ProcessRow& row : commit.capture->rows) {
    if (!row.vsz) continue;
    if (row.command.find("postgres") != std::string::npos)
      commit.postgres_virtual += *row.vsz;
    else if (*row.vsz > commit.largest_other_virtual)
      commit.largest_other_virtual = *row.vsz, commit.largest_other = &row;
  }
  return commit;
}

}  // namespace laststraw::judge
