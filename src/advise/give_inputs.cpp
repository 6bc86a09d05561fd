// What would decide: the inputs that are missing, each with the command that gets it for the time of this incident.
#include <array>
#include <cstdio>

#include "advise/called.hpp"

namespace laststraw::advise {

namespace {

using std::chrono::minutes;

constexpr minutes kBefore{15}, kAfter{2};
constexpr std::size_t kMost = 2;  ///< what decides comes first; the rest can wait for the next report

struct Clock {
  int year, month, day, hour, minute, second;
};

Clock clock_of(WallTime at) {
  const auto days = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - days)};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count())};
}

template <class... Numbers>
std::string printed(const char* format, Numbers... numbers) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), format, numbers...);
  return text.data();
}

/// From a while before the incident until shortly after it; empty where its time is not known.
class Around {
 public:
  explicit Around(const Incident& incident) : known_(incident.when.wall.has_value()), utc_(!incident.when.zone_unknown) {
    if (known_) from_ = *incident.when.wall - kBefore, to_ = *incident.when.wall + kAfter;
  }
  bool known() const { return known_; }
  /// As journalctl takes it (systemd.time(7)); where the zone is not known, as it was printed.
  std::string journal() const {
    return known_ ? " --since '" + date_and_time(from_) + "' --until '" + date_and_time(to_) + "'" : std::string();
  }
  std::string docker() const { return known_ ? " --since " + iso(from_) + " --until " + iso(to_) : std::string(); }
  /// sysstat keeps a file for each day and prints the zone of its environment.
  std::string sar() const {
    if (!known_) return "sar -r ALL";
    const Clock from = clock_of(from_), to = clock_of(to_);
    std::string text = std::string(utc_ ? "TZ=UTC " : "") + "sar -r ALL -f /var/log/sysstat/sa" + printed("%02d", to.day);
    if (from.day == to.day)
      text += printed(" -s %02d:%02d:%02d -e %02d:%02d:%02d", from.hour, from.minute, from.second, to.hour, to.minute, to.second);
    return text;
  }
  std::string milliseconds() const {
    const auto count = [](WallTime at) {
      return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
    };
    return known_ ? " --start-time " + count(from_) + " --end-time " + count(to_) : std::string();
  }
  std::string hour() const {
    const Clock at = clock_of(to_ - kAfter);
    return known_ ? printed("%04d-%02d-%02d-%02d", at.year, at.month, at.day, at.hour) : std::string();
  }

 private:
  std::string date_and_time(WallTime at) const {
    const Clock c = clock_of(at);
    return printed("%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second) + (utc_ ? " UTC" : "");
  }
  std::string iso(WallTime at) const {
    const Clock c = clock_of(at);
    return printed("%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second) + (utc_ ? "Z" : "");
  }
  bool known_, utc_;
  WallTime from_{}, to_{};
};

Step& give(Case& about, const char* id, Sentence text) {
  Step& step = about.add(id, std::move(text));
  step.applies_to = say("whoever analyzes it");
  step.effect = {EffectKind::unknown, say("it would help to tell the causes apart"), std::nullopt};
  return step;
}

/// A provider does not show the kernel's log; what it measures is the next best.
void give_metrics(Case& about, const Around& around) {
  const bool amazon = about.environment.kind == EnvironmentKind::rds || about.environment.kind == EnvironmentKind::aurora;
  Step& step = give(
      about, "give_history",
      amazon
          ? say("Give the Enhanced Monitoring of that time: its process list has every session with its memory")
          : say("Give the provider's metrics of that time (memory used and free, swap, connections): the kernel's log is not shown there"));
  if (!amazon) return;
  const Called instance{
      "RESOURCE_ID",
      say("the DbiResourceId that `aws rds describe-db-instances --query \"DBInstances[].[DBInstanceIdentifier,DbiResourceId]\"` lists"),
      false};
  step.command = "aws logs filter-log-events --log-group-name RDSOSMetrics --log-stream-names " + instance.word + around.milliseconds() +
                 " --query 'events[].[message]' --output text > enhanced-monitoring.json";
  explain(step, {instance});
}

void give_kernel_log(Case& about, const Around& around, bool whole) {
  if (about.environment.is_managed()) return give_metrics(about, around);
  Sentence text =
      whole ? say("Give the whole kernel report: what was read lacks the processes with their sizes, or its memory lines")
      : about.incident().oom_witnessed ? say("Give the kernel log of that time: it tells whom the OOM killer found large")
      : about.incident().kind == IncidentKind::sigkill_no_oom
          ? say("Give the kernel log of that time: it tells whether the OOM killer came and whom it found large, or, silent, that somebody sent the signal")
          : say("Give the kernel log of that time: it tells whether the OOM killer came, and whom it found large");
  if (about.environment.is_kubernetes())
    text = say("{0} (on the node of the pod, which `kubectl get pods -A -o wide` names)", text);
  else if (about.environment.is_container())
    text = say("{0} (on the container's host)", text);
  Step& step = give(about, "give_kernel_log", std::move(text));
  // Before systemd syslog kept it.
  step.command = about.environment.kind == EnvironmentKind::no_systemd
                     ? "zgrep -h ' kernel: ' /var/log/messages* /var/log/kern.log* > kernel.log"
                     : "journalctl -k -o short-precise --no-pager" + around.journal() + " > kernel.log";
}

void give_ram(Case& about) {
  Step& step = give(about, "give_ram", say("Say how much RAM the machine has (--ram): with it the sizes that are known become shares"));
  step.command = "free -b | awk '/^Mem:/ {print $2}'";
}

void give_history(Case& about, const Around& around) {
  if (about.environment.is_managed()) return give_metrics(about, around);
  if (about.environment.is_container() || about.in_group()) {
    give(
        about, "give_history",
        say("Give the group's memory over that time (container_memory_working_set_bytes from Prometheus, docker stats): who grew, and since when"));
    return;
  }
  Step& step =
      give(about, "give_history",
           say("Give the memory history of that time (sysstat; on Red Hat in /var/log/sa), or atop's or ps captures if there are any"));
  step.command = around.sar() + " > sar.txt";
}

void give_server_log(Case& about, const Around& around) {
  Step& step = give(about, "give_server_log", say("Give the PostgreSQL log of that time: it names the session that died and what it ran"));
  switch (about.environment.kind) {
    case EnvironmentKind::docker:
    case EnvironmentKind::container: {
      const Called container = container_called(about);
      step.command = "docker logs" + around.docker() + " " + container.word + " > postgresql.log 2>&1";
      return explain(step, {container});
    }
    case EnvironmentKind::kubernetes:
    case EnvironmentKind::cloudnativepg:
    case EnvironmentKind::zalando:
    case EnvironmentKind::crunchy: {
      const PodCalled names = pod_called(about);
      step.command = "kubectl " + (names.name_space.word.empty() ? "" : "-n " + names.name_space.word + " ") + "logs " + names.pod.word +
                     " --all-containers --previous > postgresql.log";
      return explain(step, {names.name_space, names.pod});
    }
    case EnvironmentKind::rds:
    case EnvironmentKind::aurora: {
      const Called instance{"INSTANCE", say("its name: `aws rds describe-db-instances --query \"DBInstances[].DBInstanceIdentifier\"`"),
                            false};
      if (!around.known()) return;
      step.command = "aws rds download-db-log-file-portion --db-instance-identifier " + instance.word +
                     " --log-file-name error/postgresql.log." + around.hour() + " --output text > postgresql.log";
      return explain(step, {instance});
    }
    default:
      if (about.environment.is_managed()) return;
      step.text = say("{0} (this tells where it is)", step.text);
      step.command = "psql -X -A -t -c 'SHOW data_directory' -c 'SHOW log_directory' -c 'SHOW log_destination'";
  }
}

void give_settings(Case& about) {
  Step& step = give(about, "give_settings", say("Give the server's settings: they tell what a session may take"));
  step.command = "psql -X --csv -c 'SELECT * FROM pg_settings' > pg_settings.csv";
}

bool lacks_kernel_report(const Incident& incident) {
  return incident.report && (!incident.report->complete() || incident.report->tasks.empty());
}

}  // namespace

void give_inputs(Case& about) {
  const Incident& incident = about.incident();
  const Around around(incident);
  const bool sizes = !about.facts.sessions.empty() || !about.facts.programs.empty();
  const bool near_miss = incident.kind == IncidentKind::memory_pressure;
  std::size_t given = 0;
  const auto ask = [&](bool missing, auto&& give) {
    if (missing && given < kMost) give(), ++given;
  };
  ask(sizes && !about.facts.total && !about.in_group(), [&] { give_ram(about); });
  ask(lacks_kernel_report(incident), [&] { give_kernel_log(about, around, true); });
  ask(!incident.report && !incident.kernel_log_covers && !incident.refusal && !near_miss, [&] { give_kernel_log(about, around, false); });
  ask(!incident.postgres.present, [&] { give_server_log(about, around); });
  ask(!about.facts.captured_before && !(about.environment.is_managed() && given > 0), [&] { give_history(about, around); });
  ask(!judge::has_configuration(about.facts), [&] { give_settings(about); });
}

}  // namespace laststraw::advise
