#include "analyze/servers.hpp"

#include <algorithm>
#include <utility>

namespace laststraw {

namespace {

std::string_view folder_of(const Citation& cite, const Records& records) {
  const auto source = static_cast<std::size_t>(cite.at.source);
  return cite.at.first_line > 0 && source < records.sources.size() ? server_folder(records.sources[source].path) : std::string_view();
}

}  // namespace

std::string_view server_folder(std::string_view shown) {
  constexpr std::string_view kFolder = "pgclusters/";
  for (std::size_t at = shown.find(kFolder); at != std::string_view::npos; at = shown.find(kFolder, at + 1)) {
    if (at > 0 && shown[at - 1] != '/') continue;
    const std::size_t end = shown.find('/', at + kFolder.size());
    return end == std::string_view::npos ? std::string_view() : shown.substr(0, end);
  }
  return {};
}

Servers::Servers(const std::vector<input::Input>& inputs) {
  for (const input::Input& input : inputs)
    if (const std::string_view folder = server_folder(input.shown); !folder.empty()) own_.try_emplace(std::string(folder));
  if (own_.size() < 2) own_.clear();
}

void Servers::exchange(Records& records, std::string_view folder) {
  const auto found = own_.find(folder);
  if (found == own_.end()) return;
  Own& own = found->second;
  std::swap(records.pg_settings, own.pg_settings);
  std::swap(records.role_settings, own.role_settings);
  std::swap(records.statement_stats, own.statement_stats);
  std::swap(records.cgroup, own.cgroup);
  std::swap(records.unit, own.unit);
  std::swap(records.limits, own.limits);
  std::swap(records.host.postmaster_oom_score_adj, own.oom_score_adj);
  std::swap(records.host.process_cgroup, own.process_cgroup);
}

Servers::Within::Within(Servers& servers, Records& records, std::string_view folder)
    : servers_(servers), records_(records), folder_(folder) {
  servers_.exchange(records_, folder_);
}

Servers::Within::~Within() { servers_.exchange(records_, folder_); }

void Servers::share(Records& records) const {
  if (!several()) return;
  for (const auto& [name, setting] : own_.begin()->second.pg_settings) {
    const bool alike = std::all_of(own_.begin(), own_.end(), [&, &name = name, &setting = setting](const auto& server) {
      const Setting* its = find(server.second.pg_settings, name);
      return its && its->value == setting.value && its->unit == setting.unit;
    });
    if (alike) records.pg_settings.try_emplace(name, setting);
  }
}

std::string Servers::whose(const Incident& incident, const Records& records) const {
  if (!several()) return {};
  for (const PgEvent* event : {incident.postgres.death, incident.postgres.outage, incident.refusal, incident.limit})
    if (const std::string_view folder = event ? folder_of(event->cite, records) : std::string_view(); !folder.empty())
      return std::string(folder);
  std::map<std::string_view, std::size_t> told;
  for (const TimelineEntry& entry : incident.timeline)
    if (std::holds_alternative<PgEventKind>(entry.kind))
      if (const std::string_view folder = folder_of(entry.cite, records); !folder.empty()) ++told[folder];
  // Two servers that both have something to say in those minutes: nobody knows whose it was.
  return told.size() == 1 ? std::string(told.begin()->first) : std::string();
}

}  // namespace laststraw
