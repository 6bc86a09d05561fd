// Checks of what would leave better evidence next time.
#include <algorithm>
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"
#include "laststraw/words.hpp"

namespace laststraw::judge {

namespace {

Sentence conf() { return say("give postgresql.conf or pg_settings"); }

/// A setting's value, the default where a configuration is among the inputs and does not name it.
std::optional<std::string> value_of(const Facts& facts, const char* name, const char* otherwise) {
  if (const Setting* setting = pg_setting(facts, name)) return setting->value;
  return has_configuration(facts) ? std::optional<std::string>(otherwise) : std::nullopt;
}

void audit_statements(const Asked& asked, ChecklistItem& item) {
  const auto statements = value_of(asked.facts, "log_statement", "none"),
             duration = value_of(asked.facts, "log_min_duration_statement", "-1");
  if (!statements || !duration) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(asked.facts, "log_statement"));
  point(item, pg_setting(asked.facts, "log_min_duration_statement"));
  const Setting* preloaded = pg_setting(asked.facts, "shared_preload_libraries");
  const bool audited = preloaded && preloaded->value.find("pgaudit") != std::string::npos;
  if (audited) point(item, preloaded);
  // What is logged by its duration is logged when it ends, and a killed statement does not (runtime-config-logging).
  const bool nothing = *statements == "none" && *duration == "-1", at_start = *statements == "all" || audited;
  const auto& processes = asked.incident().processes;
  const bool named =
      std::any_of(processes.begin(), processes.end(), [](const Process& one) { return one.victim && !one.statement.empty(); });
  if (named && !at_start)
    item.title = nothing ? say("Statements are not logged") : say("The killed statement is known, and others are logged");
  set(item,
      at_start || (named && !nothing) ? CheckStatus::pass
      : nothing                       ? CheckStatus::fail
                                      : CheckStatus::warn,
      "log_statement = " + *statements + ", log_min_duration_statement = " + *duration + (audited ? ", pgaudit" : ""),
      say("log_statement = all, or pgaudit: a duration is logged at the end, and a killed statement has none; then only the DETAIL of the crash line names it"),
      say("set log_statement = all where the log can hold it, or load pgaudit"));
  if (nothing) advise(item, "postgresql.conf", "log_statement", "all");
}

void track_activity_query_size(const Asked& asked, ChecklistItem& item) {
  const auto size = pg_size(asked.facts, "track_activity_query_size", Bytes{1024});
  if (!size) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(asked.facts, "track_activity_query_size"));
  bool cut = false;
  for (const Process& process : asked.incident().processes)
    if (process.victim && is_session(process.role) && static_cast<std::int64_t>(process.statement.size()) >= size->count - 1) cut = true;
  set(item, cut ? CheckStatus::warn : CheckStatus::pass,
      cut ? say("track_activity_query_size = {0}; the victim's statement fills it and is cut", size->count)
          : "track_activity_query_size = " + std::to_string(size->count),
      say("long enough for the statements seen"), say("set track_activity_query_size = 16kB and restart"));
  advise(item, "postgresql.conf", "track_activity_query_size", "16kB");
}

void logging(const Asked& asked, ChecklistItem& item, const char* name, const char* otherwise, const char* off, const Sentence& wanted,
             const char* on) {
  const auto value = value_of(asked.facts, name, otherwise);
  if (!value) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(asked.facts, name));
  set(item, *value == off ? CheckStatus::warn : CheckStatus::pass, std::string(name) + " = " + *value, wanted,
      say("set {0} = {1}", name, on));
  advise(item, "postgresql.conf", name, on);
}

/// What pg_stat_statements shows of it: the statement that spills most a call.
const StatementStats* spills_most(const Records& records) {
  const auto most = std::max_element(records.statement_stats.begin(), records.statement_stats.end(),
                                     [](const auto& a, const auto& b) { return a.temp_per_call() < b.temp_per_call(); });
  return most == records.statement_stats.end() || most->temp_per_call() == Bytes{0} ? nullptr : &*most;
}

void log_temp_files(const Asked& asked, ChecklistItem& item) {
  if (const StatementStats* const most = spills_most(asked.records())) {
    item.evidence.push_back(most->cite);
    return set(item, CheckStatus::pass,
               say("pg_stat_statements knows what spilled: {0} a call (calls: {1}), by {2}", most->temp_per_call(), most->calls,
                   statement_name(most->query)),
               say("0 to 10MB: what spilled, and how much"));
  }
  logging(asked, item, "log_temp_files", "-1", "-1", say("0 to 10MB: what spilled, and how much"), "10MB");
}
void log_connections(const Asked& asked, ChecklistItem& item) {
  logging(asked, item, "log_connections", "off", "off", say("on: who was connected"), "on");
}
void log_autovacuum(const Asked& asked, ChecklistItem& item) {
  const bool modern = major_version(asked.incident()) >= 15;
  logging(asked, item, "log_autovacuum_min_duration", modern ? "10min" : "-1", "-1", say("a duration: what autovacuum ran"), "1min");
}

void memory_history(const Asked& asked, ChecklistItem& item) {
  for (const AlignedSeries& series : asked.incident().series) {
    if (series.name != "mem_available_bytes" && series.name != "mem_free_bytes" && series.name != "memcg_usage_bytes") continue;
    if (series.points.size() < 3) continue;
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(series.points.back().at - series.points.front().at).count();
    const auto every = span / static_cast<std::int64_t>(series.points.size() - 1);
    item.evidence.push_back({{series.source, series.points.front().line, series.points.front().line}, {}});
    return set(item, every > threshold::kHistorySeconds ? CheckStatus::warn : CheckStatus::pass,
               say("memory was recorded every {0}", how_long(std::chrono::seconds(every))), say("at least every minute"),
               say("let sysstat collect every minute (OnCalendar=*:00/1)"));
  }
  // Not among the inputs is not the same as not recorded.
  unknown(item, say("a memory history"),
          say("give sar, vmstat or PSI captures of that time; where there are none, let sysstat collect every minute"));
}

void alerting(const Asked&, ChecklistItem& item) {
  unknown(item, say("the monitoring's configuration"),
          say("alert on MemAvailable below 10 % and on avg10 of the line `some` in /proc/pressure/memory above {0} (percent of the time)",
              threshold::kPressure));
}

void evidence_preserved(const Asked& asked, ChecklistItem& item) {
  const Incident& incident = asked.incident();
  if (incident.report) {
    if (!incident.report->kills.empty()) item.evidence.push_back(incident.report->kills.front().cite);
    std::vector<Sentence> defects;
    for (const Defect defect : incident.report->defects) defects.push_back(in_words(word(defect)));
    const Sentence odd = joined(defects, ", ");
    return set(item, odd.empty() ? CheckStatus::pass : CheckStatus::warn,
               odd.empty() ? say("the kernel's report is whole") : say("the kernel's report is not whole: {0}", odd),
               say("the whole report"), say("keep the journal (Storage=persistent) and a large ring buffer (log_buf_len=4M)"));
  }
  if (incident.kernel_log_covers) {
    if (incident.kernel_log_cite) item.evidence.push_back(*incident.kernel_log_cite);
    return set(item, CheckStatus::pass, say("the kernel log covers the moment"));
  }
  unknown(item, say("a kernel log that covers the moment"),
          say("give `journalctl -k` or kern.log of that time; where it is lost, set Storage=persistent in journald.conf"));
}

constexpr const char* kLogging = "PostgreSQL documentation, Error Reporting and Logging";
constexpr std::array kChecks{
    Check{"audit_statements", "Logging of statements", message("The statement that is killed is not logged"),
          message("Statements are logged as they begin"), "What would have named the culprit's statement.", kLogging, audit_statements},
    Check{"track_activity_query_size", "Length of recorded statements", message("The victim's statement is cut off"),
          message("Statements are recorded at their length"), "The crash line quotes no more than this of a statement.",
          "PostgreSQL documentation, Run-time Statistics", track_activity_query_size},
    Check{"log_temp_files", "Logging of spills", message("Temporary files are not logged"), message("Temporary files are logged"),
          "Temporary files show which statements outgrow work_mem.", kLogging, log_temp_files},
    Check{"log_connections", "Logging of connections", message("Connections are not logged"), message("Connections are logged"),
          "Without them nobody can say who was connected.", kLogging, log_connections},
    Check{"log_autovacuum", "Logging of autovacuum", message("Autovacuum is not logged"), message("Autovacuum is logged"),
          "Its workers are among the large ones.", kLogging, log_autovacuum},
    Check{"memory_history", "Memory history", message("Memory is recorded too seldom"), message("Memory is recorded at least every minute"),
          "One snapshot shows who is large, not who grew.", "docs/reference/causes.md G", memory_history},
    Check{"alerting", "Alerting", message("Nothing warns before memory is gone"), message("Something warns before memory is gone"),
          "The decline before the kill can be seen.", "ND: Netdata guide; kernel Documentation/accounting/psi.rst", alerting},
    Check{"evidence_preserved", "Preserved evidence", message("The kernel's report is not whole"),
          message("The kernel's log of that time is there"), "A wrapped ring buffer or a volatile journal loses the report.",
          "journald.conf(5), Storage=", evidence_preserved},
};

}  // namespace

std::span<const Check> evidence_checks() { return kChecks; }

}  // namespace laststraw::judge
