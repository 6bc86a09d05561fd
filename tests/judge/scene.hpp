// Made-up incidents for the judgement's tests.
#pragma once

#include <list>

#include "judge/checklist.hpp"
#include "judge/hypotheses.hpp"
#include "text/language.hpp"

namespace laststraw::judge::test {

inline Citation place(std::uint32_t line) { return {{SourceId{0}, line, line}, "line " + std::to_string(line)}; }

/// A memcg kill in a group of 1000 MiB, to be filled with processes. It owns what the incident points into.
struct Scene {
  Records records;
  PgHistory history;
  std::list<OomReport> reports;
  std::list<std::vector<AlignedSeries::Point>> points;  ///< what the incident's series are windows on
  Incident incident;

  explicit Scene(IncidentKind kind = IncidentKind::memcg_oom) {
    records.sources.resize(1);
    incident.records = &records;
    incident.history = &history;
    incident.kind = kind;
    incident.when.wall = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};
    incident.ledger.of = kind == IncidentKind::kernel_oom ? LedgerOf::ram : LedgerOf::cgroup_limit;
    incident.ledger.total = {mib(1000), place(1)};
    if (kind == IncidentKind::memcg_oom || kind == IncidentKind::kernel_oom) {
      OomReport& report = reports.emplace_back();
      report.constraint = kind == IncidentKind::memcg_oom ? Constraint::memcg : Constraint::none;
      report.oom_memcg = "/pg";
      Kill kill;
      kill.cite = place(99);
      report.kills.push_back(kill);
      report.tasks.emplace_back();  // the table is whole: the sizes are those of the moment
      incident.report = &report;
      incident.constraint = report.constraint;
    }
    add(1, Role::postmaster, mib(3));
  }

  Process& add(int pid, Role role, Bytes anon, const char* comm = "postgres") {
    Process process;
    process.pid = Pid(pid);
    process.role = role;
    process.comm = comm;
    process.anon = exactly(anon);
    process.rss = anon;
    process.known_from.push_back(place(static_cast<std::uint32_t>(pid)));
    incident.processes.push_back(process);
    return incident.processes.back();
  }
  void sessions(int count, Bytes each) {
    for (int i = 0; i < count; ++i) add(100 + i, Role::backend, each);
  }
  void part(PartKind kind, Bytes size) { incident.ledger.parts.push_back(LedgerPart{kind, exactly(size), place(50)}); }
  void setting(const char* name, const char* value) { records.pg_settings[name] = {value, {}, place(60)}; }
  /// What `systemctl show` prints of the server's unit.
  void unit(const char* oom_policy, const char* restart, std::int64_t oom_score_adjust) {
    UnitFacts& shown = records.unit.shown;
    shown.oom_policy = {oom_policy, place(5)};
    shown.restart = {restart, place(5)};
    shown.oom_score_adjust = {oom_score_adjust, place(5)};
  }
  void series(const char* name, std::vector<AlignedSeries::Point> values) {
    points.push_back(std::move(values));
    incident.series.push_back({name, "bytes", SourceId{0}, points.back()});
  }
  void capture(std::initializer_list<std::pair<int, Bytes>> rows) {
    ProcessList list;
    list.stamp.emplace();
    list.stamp->civil = Micros(incident.when.wall.value_or(WallTime{}).time_since_epoch()) - std::chrono::seconds(10);
    list.stamp->utc_offset = std::chrono::minutes(0);
    list.cite = place(70);
    for (const auto& [pid, rss] : rows) {
      ProcessRow row;
      row.pid = Pid(pid);
      row.rss = rss;
      row.command = "postgres: a b c(1) idle";
      row.line = 71;
      list.rows.push_back(row);
    }
    records.process_lists.push_back(list);
  }
  Judgement judged() const { return judge(facts_of(incident)); }
  std::vector<ChecklistItem> checked() const {
    const Facts facts = facts_of(incident);
    return checklist(facts, judge(facts));
  }
  /// Everything that would be printed to apply.
  std::vector<Fragment> advised() const { return fragments(facts_of(incident), checked()); }
  ChecklistItem item(std::string_view id) const {
    for (const ChecklistItem& found : checked())
      if (found.id == id) return found;
    throw std::out_of_range(std::string(id));
  }
  /// The advised value of a setting; nullopt: none.
  std::optional<std::string> advice(std::string_view setting) const {
    for (const Fragment& line : advised())
      if (line.setting == setting) return line.value;
    return std::nullopt;
  }
};

inline const Finding& finding(const Judgement& judgement, std::string_view cause) {
  for (const Finding& found : judgement.findings)
    if (found.cause == cause) return found;
  throw std::out_of_range(std::string(cause));
}

}  // namespace laststraw::judge::test
