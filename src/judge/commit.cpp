#include "judge/commit.hpp"

#include <algorithm>

namespace laststraw::judge {

namespace {

std::optional<Bytes> kilobytes(const Settings& settings, std::string_view name) {
  const auto value = integer(settings, name);
  return value ? std::optional(kib(*value)) : std::nullopt;
}

/// The series' last value before the incident; else the snapshot's.
void measure(const Facts& facts, std::string_view series, std::string_view field, std::optional<Bytes>& value, std::optional<Citation>& cite) {
  if (const auto last = last_before(*facts.incident, series)) {
    value = Bytes{to_whole(*last)};
    cite = cite_last_before(*facts.incident, series);
  } else if (const auto snapshot = kilobytes(facts.incident->records->meminfo, field)) {
    value = snapshot;
    cite = find(facts.incident->records->meminfo, field)->cite;
  }
}

}  // namespace

Commit commit_of(const Facts& facts) {
  Commit commit;
  const Records& records = *facts.incident->records;
  commit.mode = integer(records.sysctl, "vm.overcommit_memory");
  if (const Setting* setting = find(records.sysctl, "vm.overcommit_memory")) commit.mode_cite = setting->cite;
  commit.ram = kilobytes(records.meminfo, "MemTotal");
  commit.limit = kilobytes(records.meminfo, "CommitLimit");
  if (const Setting* setting = find(records.meminfo, "CommitLimit")) commit.limit_cite = setting->cite;
  measure(facts, "committed_bytes", "Committed_AS", commit.committed, commit.committed_cite);
  measure(facts, "mem_available_bytes", "MemAvailable", commit.available, commit.available_cite);
  commit.capture = facts.captured_before;
  if (!commit.capture) return commit;
  for (const ProcessRow& row : commit.capture->rows) {
    const Bytes size = row.vsz.value_or(Bytes{0});
    if (row.command.find("postgres") != std::string::npos) commit.postgres_virtual += size;
    else if (size > commit.largest_other_virtual) commit.largest_other_virtual = size, commit.largest_other = &row;
  }
  return commit;
}

}  // namespace laststraw::judge
