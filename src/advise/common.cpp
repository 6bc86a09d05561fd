// Steps that several causes have.
#include <algorithm>

#include "advise/address_space.hpp"
#include "advise/alerts.hpp"
#include "advise/called.hpp"
#include "advise/case.hpp"

namespace laststraw::advise {

namespace {

/// "1536M", as systemd, docker and Kubernetes (with an i) take it.
std::string mebibytes(Bytes size) { return std::to_string(size.count >> 20) + "M"; }

/// Half as much again, in steps of 64 MiB: what was there then fits with a third to spare.
Bytes limit_that_fits(Bytes limit) { return rounded_up(limit + limit / 2, mib(64)); }

/// Of the kernel's report, or by the name of the file that was collected.
bool is_v1(const Incident& incident) {
  if (incident.report && incident.report->cgroup) return incident.report->cgroup->v1;
  return incident.records->cgroup.limit_in_bytes.has_value() && !incident.records->cgroup.max;
}

/// What Kubernetes is told; the operators keep the limit in their own object.
void place_in_manifest(const Case& about, Step& step, const std::string& size) {
  const PodCalled names = pod_called(about);
  const std::string kubectl = "kubectl " + (names.name_space.word.empty() ? "" : "-n " + names.name_space.word + " ");
  const std::string patch = R"( --type merge -p '{"spec":{"resources":{"limits":{"memory":")" + size + R"("}}}}')";
  std::string path = "spec.resources.limits.memory";
  if (about.environment.kind == EnvironmentKind::cloudnativepg) {
    step.command = kubectl + "patch cluster " + names.workload.word + patch;
  } else if (about.environment.kind == EnvironmentKind::zalando) {
    step.command = kubectl + "patch postgresql " + names.workload.word + patch;
  } else if (about.environment.kind == EnvironmentKind::crunchy) {
    path = "spec.instances[NAME].resources.limits.memory";
    step.text = say("{0} (for {1} put {2})", step.text, "NAME", say("the name of its instance set in spec.instances"));
  } else {
    step.command =
        kubectl + "set resources statefulset " + names.workload.word + " -c " + names.container.word + " --limits=memory=" + size;
    path = "spec.template.spec.containers[" + names.container.word + "].resources.limits.memory";
  }
  step.fragment = Fragment{"kubernetes", path, size, step.id};
  step.applies_to = say("the container");
  if (!step.command.empty()) explain(step, {names.name_space, names.workload});
  if (about.environment.kind == EnvironmentKind::kubernetes) explain(step, {names.container});
}

/// Where the limit of the group is written.
void place_limit(const Case& about, Step& step, Bytes limit) {
  const std::string size = mebibytes(limit);
  switch (about.environment.kind) {
    case EnvironmentKind::kubernetes:
    case EnvironmentKind::cloudnativepg:
    case EnvironmentKind::zalando:
    case EnvironmentKind::crunchy:
      return place_in_manifest(about, step, size + "i");
    case EnvironmentKind::container:
    case EnvironmentKind::docker: {
      const Called container = container_called(about);
      step.command = "docker update --memory " + size + " --memory-swap " + size + " " + container.word;
      step.fragment = Fragment{"compose", "services.postgres.mem_limit", size, step.id};
      step.applies_to = say("the container");
      return explain(step, {container});
    }
    case EnvironmentKind::systemd:
    case EnvironmentKind::pg_ctlcluster: {
      const Called unit = unit_called(about);
      step.command = "systemctl set-property " + unit.word + " MemoryMax=" + size;
      step.fragment = Fragment{"systemd", "MemoryMax", size, step.id};
      step.applies_to = unit.known() ? Sentence(place_name(about.environment.unit)) : say("the server");
      return explain(step, {unit});
    }
    default: {
      const Called group = group_called(about);
      const bool v1 = is_v1(about.incident());
      step.command = "echo " + std::to_string(limit.count) + " > /sys/fs/cgroup" + (v1 ? "/memory" : "") + group.word +
                     (v1 ? "/memory.limit_in_bytes" : "/memory.max");
      step.applies_to = say("the group");
      explain(step, {group});
    }
  }
}

}  // namespace

void raise_limit(Case& about) {
  const judge::Facts& facts = about.facts;
  if (!about.in_group() || !facts.total || about.environment.is_managed()) return;
  const Bytes limit = limit_that_fits(facts.total->value);
  Step& step = about.add("raise_limit",
                         say("Raise the limit from {0} to {1}: what was there then fits with a third to spare", facts.total->value, limit));
  place_limit(about, step, limit);
  step.evidence.push_back(facts.total->cite);
  step.condition = say("the host has the memory");
  if (facts.host_available) {
    const bool there = facts.host_available->value > limit - facts.total->value;
    step.precondition = there ? Precondition::met : Precondition::not_met;
    step.condition = say("the host had {0} available", facts.host_available->value);
    step.evidence.push_back(facts.host_available->cite);
  }
  about.try_out(step, {{Knob::limit, limit.count}});
}

void more_memory(Case& about) {
  const auto ram = judge::ram_of(about.facts);
  if (about.in_group() || !ram) return;
  const Bytes more = rounded_up(ram->value + ram->value / 2, mib(512));
  Step& step = about.add("more_memory", about.environment.is_managed()
                                            ? say("Choose an instance with {0} of memory in place of {1}", more, ram->value)
                                            : say("Give the machine {0} in place of {1}", more, ram->value));
  step.applies_to = say("the machine");
  if (ram->cite.at.first_line > 0) step.evidence.push_back(ram->cite);
  about.try_out(step, {{Knob::ram, more.count}});
}

void limit_sessions(Case& about) {
  const auto sessions = sessions_of(about.facts);
  const auto fit = sessions_that_fit(about.facts);
  if (!sessions || !fit || *fit >= sessions->count) return;
  Step& pooler = about.add("pooler", say("Put PgBouncer in front with default_pool_size = {0}: {1} sessions of {2} each were connected",
                                         *fit, sessions->count, sessions->each));
  pooler.applies_to = say("the clients");
  about.try_out(pooler, {{Knob::max_connections, *fit}});
  Step& most = about.add("max_connections", say("Allow {0} sessions at most; {1} were connected", *fit, sessions->count));
  about.set_server(most, "max_connections", std::to_string(*fit));
  about.try_out(most, {{Knob::max_connections, *fit}});
}

namespace {

/// Between what ordinary processes have of address space and what the session had; nullopt: not told, or too close.
std::optional<Bytes> address_space_between(const Case& about) {
  const std::vector<const Process*>& handful = about.facts.handful.sessions;
  const bool of_handful = !about.session && about.cause->verdict == VerdictKind::culprit;
  if (!about.session && !of_handful) return std::nullopt;
  Bytes ordinary{}, own{};
  for (const auto& [process, size] : address_spaces(about.incident())) {
    if (of_handful && std::find(handful.begin(), handful.end(), process) != handful.end())
      own = own.count == 0 ? size : std::min(own, size);  // the least of them: it binds all
    else if (process == about.session)
      own = size;
    else
      ordinary = std::max(ordinary, size);
  }
  if (ordinary.count == 0 || own.count == 0) return std::nullopt;
  const Bytes between = rounded_up(ordinary + ordinary / 4, mib(64));
  return between + mib(64) <= own ? std::optional(between) : std::nullopt;
}

void limit_address_space(Case& about) {
  if (!about.environment.own_machine()) return;
  const auto most = address_space_between(about);
  if (!most) return;
  Step& step =
      about.add("limit_address_space", say("Give each process {0} of address space at most: more than the others have, less than {1} had",
                                           *most, about.session ? about.who() : say("these sessions")));
  const std::string size = mebibytes(*most);
  if (about.environment.kind == EnvironmentKind::systemd || about.environment.kind == EnvironmentKind::pg_ctlcluster)
    step.fragment = Fragment{"systemd", "LimitAS", size, step.id};
  else
    step.command = "ulimit -v " + std::to_string(most->count / 1024);
  step.applies_to = say("the server");
  about.try_out(step, {{Knob::address_space, most->count}});
}

/// Only where the check of the mode asks for it, too: it knows the neighbours and the most that was promised.
void refuse_memory(Case& about) {
  const ChecklistItem* check = about.check("overcommit_mode");
  if (about.in_group() || about.incident().kind != IncidentKind::kernel_oom || !check || check->status == CheckStatus::pass) return;
  const std::int64_t ratio = judge::threshold::kOvercommitRatio;
  Step& step =
      about.add("strict_overcommit", say("Set vm.overcommit_memory = 2 with a ratio of {0}: a refused request in place of a kill", ratio));
  step.command = "sysctl -w vm.overcommit_ratio=" + std::to_string(ratio) + " vm.overcommit_memory=2";
  step.fragment = Fragment{"sysctl.conf", "vm.overcommit_memory", "2", step.id};
  step.applies_to = say("the machine");
  step.precondition = check->status == CheckStatus::warn ? Precondition::met : Precondition::not_met;
  step.condition = check->found;
  step.evidence = check->evidence;
  about.try_out(step, {{Knob::overcommit_memory, 2}, {Knob::overcommit_ratio, ratio}});
  // Unless it is known to fit it is not given: where the limit is too low not even a shell can be started.
  if (step.effect.kind == EffectKind::unknown) step.precondition = Precondition::not_met;
  if (!step.given()) return;
  const Effect together = step.effect;
  Step& also = about.add("overcommit_ratio", say("With it set vm.overcommit_ratio = {0}", ratio));
  also.fragment = Fragment{"sysctl.conf", "vm.overcommit_ratio", std::to_string(ratio), also.id};
  also.applies_to = say("the machine");
  also.effect = together;
}

}  // namespace

void limit_one_process(Case& about) {
  limit_address_space(about);
  refuse_memory(about);
}

void name_next_time(Case& about) {
  const auto& processes = about.incident().processes;
  const bool named =
      std::any_of(processes.begin(), processes.end(), [](const Process& one) { return one.victim && !one.statement.empty(); });
  if (named || (about.session && !about.session->statement.empty())) return;
  const Setting* all = judge::pg_setting(about.facts, "log_statement");
  if (all && all->value == "all") return;
  Step& step = about.add("log_killed_statement",
                         say("Log statements as they begin: log_min_duration_statement has nothing of a statement that was killed"));
  about.set_server(step, "log_statement", "all");
}

void alert_before(Case& about) {
  for (const Alert& alert : alerts_of(about.facts)) {
    Step& step = about.add(alert.step, alert.text);
    step.command = alert.expression;
    step.applies_to = say("the monitoring");
    step.effect = {alert.before ? EffectKind::warns : EffectKind::unknown, alert.said, std::nullopt};
    if (alert.cite) step.evidence.push_back(*alert.cite);
  }
}

std::string ask_for_huge_pages(const Case& about) {
  if (about.version() > 0 && about.version() < 15) return "grep VmPeak /proc/$(pgrep -o postgres)/status; grep Hugepagesize /proc/meminfo";
  return "SHOW shared_memory_size_in_huge_pages;";
}

void watch_processes(Case& about) {
  if (about.facts.captured_before || about.environment.is_managed()) return;
  Step& step = about.add("record_processes", say("Record what decides the next time: no capture tells who grew"));
  step.command = about.environment.is_container() ? "docker stats --no-stream" : "laststraw record --install";
}

}  // namespace laststraw::advise
