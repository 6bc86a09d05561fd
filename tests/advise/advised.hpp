// Scenes of the judgement with the advice on them.
#pragma once

#include "advise/advise.hpp"
#include "advise/what_if.hpp"
#include "judge/scene.hpp"

namespace laststraw::advise::test {

using judge::test::place;
using judge::test::Scene;

inline void put(Settings& settings, const char* name, const char* value) { settings[name] = {value, {}, place(5)}; }

inline Advice advised(const Scene& scene) {
  const judge::Facts facts = judge::facts_of(scene.incident);
  const Judgement judgement = judge::judge(facts);
  return advise(facts, judgement, judge::checklist(facts, judgement));
}

/// The step with this id, given or not; null: it is not even thought of.
inline const Step* find(const Advice& advice, std::string_view id) {
  for (const Step& step : advice.steps)
    if (step.id == id) return &step;
  return nullptr;
}

inline Effect asked(const Scene& scene, std::string_view question) {
  const judge::Facts facts = judge::facts_of(scene.incident);
  return what_if(facts, judge::judge(facts), changes_of(question));
}

/// A host of 16 GiB in mode 0 where one session took the memory.
struct Host : Scene {
  explicit Host(const char* statement = "select array_agg(x) from t") : Scene(IncidentKind::kernel_oom) {
    incident.ledger.total = {mib(16384), place(1)};
    sessions(10, mib(5));
    Process& hog = add(7, Role::backend, mib(9000));
    hog.statement = statement;
    hog.statement_in_flight = true;
    hog.user = "report";
    hog.database = "shop";
    records.meminfo.total = {kib(16777216), place(5)};
    records.meminfo.swap_total = {kib(0), place(5)};
    put(records.sysctl, "vm.overcommit_memory", "0");
    records.meminfo.committed = {kib(6291456), place(5)};
  }
};

/// A group of 1000 MiB full of equal sessions.
struct Crowd : Scene {
  explicit Crowd(int count = 80, Bytes each = mib(12)) {
    sessions(count, each);
    setting("work_mem", "8MB");
    setting("max_connections", "200");
    setting("shared_buffers", "64MB");
    incident.postgres.version = {pg_version("15.4"), place(3)};
  }
};

}  // namespace laststraw::advise::test
