// Checks of what would leave better evidence next time.
#include <array>

#include "judge/checks.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

std::string conf() { return say("give postgresql.conf or pg_settings"); }

/// A setting's value, the default where a configuration is among the inputs and does not name it.
std::optional<std::string> value_of(const Facts& facts, const char* name, const char* otherwise) {
  if (const Setting* setting = pg_setting(facts, name)) return setting->value;
  return has_configuration(facts) ? std::optional<std::string>(otherwise) : std::nullopt;
}

void audit_statements(const Facts& facts, ChecklistItem& item) {
  const auto statements = value_of(facts, "log_statement", "none"), duration = value_of(facts, "log_min_duration_statement", "-1");
  if (!statements || !duration) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(facts, "log_statement"));
  point(item, pg_setting(facts, "log_min_duration_statement"));
  const bool nothing = *statements == "none" && *duration == "-1";
  set(item, nothing ? CheckStatus::fail : CheckStatus::pass, "log_statement = " + *statements + ", log_min_duration_statement = " + *duration,
      say("one of them on: otherwise only the crash line names a statement"), say("set log_min_duration_statement = 1000"));
}

void track_activity_query_size(const Facts& facts, ChecklistItem& item) {
  const auto size = pg_size(facts, "track_activity_query_size", Bytes{1024});
  if (!size) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(facts, "track_activity_query_size"));
  bool cut = false;
  for (const Process* session : facts.sessions)
    if (session->victim && static_cast<std::int64_t>(session->statement.size()) >= size->count - 1) cut = true;
  set(item, cut ? CheckStatus::warn : CheckStatus::pass,
      cut ? say("track_activity_query_size = {0}; the victim's statement fills it and is cut", size->count) : "track_activity_query_size = " + std::to_string(size->count), say("enough for the statements there are"),
      say("set track_activity_query_size = 16kB and restart"));
}

void logging(const Facts& facts, ChecklistItem& item, const char* name, const char* otherwise, const char* off, const std::string& wanted,
             const std::string& remedy) {
  const auto value = value_of(facts, name, otherwise);
  if (!value) return unknown(item, say("the configuration"), conf());
  point(item, pg_setting(facts, name));
  set(item, *value == off ? CheckStatus::warn : CheckStatus::pass, std::string(name) + " = " + *value, wanted, remedy);
}

void log_temp_files(const Facts& facts, ChecklistItem& item) {
  logging(facts, item, "log_temp_files", "-1", "-1", say("0 to 10MB: what spilled, and how much"), say("set log_temp_files = 10MB"));
}
void log_connections(const Facts& facts, ChecklistItem& item) {
  logging(facts, item, "log_connections", "off", "off", say("on: who was connected"), say("set log_connections = on and log_disconnections = on"));
}
void log_autovacuum(const Facts& facts, ChecklistItem& item) {
  const bool modern = std::atoi(facts.incident->postgres.version.c_str()) >= 15;
  logging(facts, item, "log_autovacuum_min_duration", modern ? "10min" : "-1", "-1", say("a duration: what autovacuum ran"), say("set log_autovacuum_min_duration = 1min"));
}

void memory_history(const Facts& facts, ChecklistItem& item) {
  for (const AlignedSeries& series : facts.incident->series) {
    if (series.name != "mem_available_bytes" && series.name != "mem_free_bytes" && series.name != "memcg_usage_bytes") continue;
    if (series.points.size() < 3) continue;
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(series.points.back().at - series.points.front().at).count();
    const auto every = span / static_cast<std::int64_t>(series.points.size() - 1);
    item.evidence.push_back({{series.source, series.points.front().line, series.points.front().line}, {}});
    return set(item, every > threshold::kHistorySeconds ? CheckStatus::warn : CheckStatus::pass, say("memory was recorded every {0} s", every),
               say("at least every minute"), say("let sysstat collect every minute (OnCalendar=*:00/1)"));
  }
  set(item, CheckStatus::warn, say("no memory history is among the inputs"), say("sar at least every minute, PSI"), say("install sysstat and let it collect every minute"));
}

void alerting(const Facts&, ChecklistItem& item) {
  unknown(item, say("the monitoring's configuration"), say("alert on MemAvailable below 10 % and on memory pressure (some avg10, which the kernel prints in percent) above 0.2"));
}

void evidence_preserved(const Facts& facts, ChecklistItem& item) {
  const Incident& incident = *facts.incident;
  if (incident.report) {
    if (!incident.report->kills.empty()) item.evidence.push_back(incident.report->kills.front().cite);
    std::string odd;
    for (const std::string& defect : incident.report->defects) odd += (odd.empty() ? "" : ", ") + in_words(defect);
    return set(item, odd.empty() ? CheckStatus::pass : CheckStatus::warn, odd.empty() ? say("the kernel's report is whole") : say("the kernel's report is not whole: {0}", odd),
               say("the whole report"), say("keep the journal (Storage=persistent) and a large ring buffer (log_buf_len=4M)"));
  }
  if (incident.kernel_log_covers) {
    if (incident.kernel_log_cite) item.evidence.push_back(*incident.kernel_log_cite);
    return set(item, CheckStatus::pass, say("the kernel log covers the moment"));
  }
  set(item, CheckStatus::fail, say("no kernel log covers the moment"), say("a persistent journal"), say("set Storage=persistent in journald.conf"));
}

constexpr const char* kLogging = "PostgreSQL documentation, Error Reporting and Logging";
constexpr std::array kChecks{
    Check{"audit_statements", "Statements are logged", "What would have named the culprit's statement.", kLogging, audit_statements},
    Check{"track_activity_query_size", "Statements are not cut", "The crash line quotes no more than this of a statement.", "PostgreSQL documentation, Run-time Statistics", track_activity_query_size},
    Check{"log_temp_files", "Spills are logged", "Temporary files show which statements outgrow work_mem.", kLogging, log_temp_files},
    Check{"log_connections", "Connections are logged", "Without them nobody can say who was connected.", kLogging, log_connections},
    Check{"log_autovacuum", "Autovacuum is logged", "Its workers are among the large ones.", kLogging, log_autovacuum},
    Check{"memory_history", "Memory history", "One snapshot shows who is large, not who grew.", "docs/reference/causes.md G", memory_history},
    Check{"alerting", "Alerting", "The decline before the kill can be seen.", "ND: Netdata guide; kernel Documentation/accounting/psi.rst", alerting},
    Check{"evidence_preserved", "Evidence is kept", "A wrapped ring buffer or a volatile journal loses the report.", "journald.conf(5), Storage=", evidence_preserved},
};

}  // namespace

std::span<const Check> evidence_checks() { return kChecks; }

}  // namespace laststraw::judge
