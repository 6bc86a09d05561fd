// A small made-up world for the timeline's tests: the kernel's log is source 0, the server's log source 1.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "text/language.hpp"
#include "timeline/pg_history.hpp"
#include "timeline/timeline.hpp"

namespace laststraw::timeline::test {

using namespace std::chrono_literals;

constexpr auto kDay = std::chrono::sys_days{std::chrono::year{2026} / 1 / 5};

inline Stamp local(Micros of_day, std::string zone = {}) {
  Stamp stamp;
  stamp.civil = Micros(kDay.time_since_epoch()) + of_day;
  stamp.zone = std::move(zone);
  return stamp;
}

inline Stamp utc(Micros of_day) {
  Stamp stamp = local(of_day);
  stamp.utc_offset = 0min;
  return stamp;
}

inline Citation at(std::uint32_t source, std::uint32_t line, std::string quote = "x") {
  return {{SourceId{source}, line, line}, std::move(quote)};
}

inline OomReport killed(std::uint32_t source, const Stamp& stamp, int pid, const char* comm = "postgres") {
  OomReport report;
  report.stamp = stamp;
  report.at = {SourceId{source}, 1, 9};
  report.constraint = Constraint::none;
  Kill kill;
  kill.pid = Pid(pid);
  kill.comm = comm;
  kill.anon_rss = kib(1000 + pid);
  kill.stamp = stamp;
  kill.cite = at(source, 9);
  report.kills.push_back(kill);
  return report;
}

inline void add_row(OomReport& report, int pid, const char* comm = "postgres") {
  TaskRow row;
  row.pid = row.tgid = Pid(pid);
  row.comm = comm;
  row.rss = row.rss_anon.emplace(kib(1000));
  row.cite = at(0, 5);
  report.tasks.push_back(row);
}

inline PgEntry entry(Stamp stamp, int pid, std::string message, std::uint32_t source = 1) {
  PgEntry e;
  e.stamp = std::move(stamp);
  e.pid = Pid(pid);
  e.severity = "LOG";
  e.cite = at(source, 1, message);
  e.message = std::move(message);
  return e;
}

inline std::string death(int pid) { return "server process (PID " + std::to_string(pid) + ") was terminated by signal 9: Killed"; }

struct World {
  Records records;
  PgHistoryBuilder builder;
  PgHistory history;
  std::shared_ptr<const Timeline> timeline;
  std::vector<Incident> incidents;

  World() : builder(&records.sources) {
    for (const char* path : {"kernel.log", "postgresql.log", "postgresql.csv", "other.log"}) records.sources.emplace_back().path = path;
  }

  void died(Micros of_day, int pid, int postmaster = 300) { builder.add(entry(utc(of_day), postmaster, death(pid))); }

  SystemEvent& event(SystemEventKind kind, const Stamp& stamp, std::string quote = "x") {
    SystemEvent& event = records.system_events.emplace_back();
    event.kind = kind;
    event.stamp = stamp;
    event.cite = at(0, static_cast<std::uint32_t>(20 + records.system_events.size()), std::move(quote));
    return event;
  }

  KernelCoverage& covers(Micros from, Micros to) {
    KernelCoverage& coverage = records.kernel_coverage.emplace_back();
    coverage.first = utc(from);
    coverage.last = utc(to);
    coverage.first_kernel = coverage.first;
    coverage.last_kernel = coverage.last;
    coverage.lines = 2;
    coverage.last_cite = at(0, 99, "the kernel's last line");
    return coverage;
  }

  const std::vector<Incident>& find(const std::string& zone = {}) {
    history = builder.finish();
    timeline = std::make_shared<const Timeline>(records, history, ClockOptions{zone});
    incidents.clear();
    for (std::size_t i = 0; i < timeline->size(); ++i) incidents.push_back(timeline->incident(i));
    return incidents;
  }
};

}  // namespace laststraw::timeline::test
