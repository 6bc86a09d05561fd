#include "advise/case.hpp"

#include <algorithm>
#include <array>

#include "advise/called.hpp"
#include "advise/step_text.hpp"

namespace laststraw::advise {

namespace {

bool is_client(Role role) { return role == Role::backend || role == Role::unknown_postgres; }

/// Where an environment keeps the server's parameters.
const char* parameters_file(const Environment& environment) {
  switch (environment.kind) {
    case EnvironmentKind::rds:
    case EnvironmentKind::aurora:
      return "parameter group";
    case EnvironmentKind::cloud_sql:
      return "database flags";
    case EnvironmentKind::azure:
      return "server parameters";
    default:
      return "postgresql.conf";
  }
}

/// Providers take a number in the setting's own unit.
std::string in_base_unit(const char* setting, const std::string& value) {
  const auto change = change_of(setting, value);
  if (!change) return value;
  const Bytes size{change->value};
  if (change->knob == Knob::shared_buffers || change->knob == Knob::temp_buffers) return std::to_string(size.count / 8192);
  if (change->knob == Knob::work_mem || change->knob == Knob::maintenance_work_mem || change->knob == Knob::logical_decoding_work_mem)
    return std::to_string(size.count / 1024);
  return value;
}

}  // namespace

Case case_of(const judge::Facts& facts, const Judgement& judgement, const std::vector<ChecklistItem>& checklist) {
  Case about{facts, judgement, checklist, judge::environment_of(facts)};
  if (judgement.findings.empty()) return about;
  about.cause = &judgement.findings.front();
  const auto pid = about.cause->culprit.pid();
  for (const Process& process : facts.incident->processes)
    if (pid == process.pid && is_postgres(process.role)) about.session = &process;
  // Whoever sent a signal is no process here; whom it hit is.
  if (about.cause->cause == judge::manual_sigkill.id && !facts.incident->victims.empty())
    about.session = &facts.incident->processes[facts.incident->victims.front()];
  return about;
}

Step& Case::add(std::string_view id, Sentence text) {
  const StepText& known = step_text(id);
  Step& step = steps.emplace_back();
  step.id = std::string(id);
  step.when = known.when;
  step.text = std::move(text);
  step.risk = in_words(known.risk);
  step.undo = in_words(known.undo);
  step.needs = known.needs;
  step.sources.emplace_back(known.source);
  step.effect = {EffectKind::no_effect,
                 known.when == StepWhen::observe ? say("it shows more the next time") : say("no effect on this incident"), std::nullopt};
  return step;
}

Step& Case::add_for_role(std::string_view id, Sentence text, const char* setting, const std::string& value) {
  Step& step = add(id, std::move(text));
  step.role = role();
  const Called called = role_called(step.role);
  step.command = "ALTER ROLE " + called.word + " SET " + setting + " = '" + value + "';";
  explain(step, {called});
  step.applies_to = step.role.empty() ? say("the role of {0}", who()) : say("role {0}", role_name(step.role));
  step.precondition = step.role.empty() ? Precondition::unknown : Precondition::met;
  step.condition = step.role.empty() ? say("the role is not known") : say("{0} belongs to this role", who());
  if (session && !step.role.empty()) step.evidence.push_back(facts.named_by(*session));
  return step;
}

void Case::try_out(Step& step, std::initializer_list<Change> changes) {
  tried[&step] = changes;
  step.effect = what_if(facts, judgement, {changes.begin(), changes.size()});
}

void Case::set_server(Step& step, const char* setting, const std::string& value) const {
  const std::string own = environment.is_managed() ? in_base_unit(setting, value) : value;
  step.fragment = Fragment{parameters_file(environment), setting, own, step.id};
  step.applies_to = say("the server");
  if (!environment.is_managed()) step.command = std::string("ALTER SYSTEM SET ") + setting + " = '" + value + "';";
  if (const Setting* known = judge::pg_setting(facts, setting); known && known->cite.at.first_line > 0)
    step.evidence.push_back(known->cite);
}

const ChecklistItem* Case::check(std::string_view id) const {
  const auto found = std::find_if(checklist.begin(), checklist.end(), [&](const ChecklistItem& item) { return item.id == id; });
  return found == checklist.end() ? nullptr : &*found;
}

std::string sql_name(std::string_view name) {
  // Reserved words that people do give to roles and tables (PostgreSQL documentation, SQL Key Words).
  constexpr std::array<std::string_view, 20> kReserved{"all",    "analyse",      "analyze", "any",   "check", "default", "desc",
                                                       "do",     "end",          "false",   "grant", "group", "limit",   "order",
                                                       "select", "session_user", "table",   "true",  "user",  "public"};
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto inner = [&](char c) { return plain(c) || (c >= '0' && c <= '9'); };
  if (!name.empty() && plain(name.front()) && std::all_of(name.begin(), name.end(), inner) &&
      std::find(kReserved.begin(), kReserved.end(), name) == kReserved.end())
    return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string sql_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::string shell_word(std::string_view text, std::string_view otherwise) {
  constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-\\";
  const bool safe = !text.empty() && text.front() != '-' && text.find_first_not_of(kSafe) == std::string_view::npos;
  if (!safe) return std::string(otherwise);
  return text.find('\\') == std::string_view::npos ? std::string(text) : "'" + std::string(text) + "'";
}

std::string setting_text(Bytes size) {
  if (size >= mib(2)) return std::to_string(size.count >> 20) + "MB";
  return std::to_string(std::max<std::int64_t>(64, size.count >> 10)) + "kB";
}

Bytes rounded_up(Bytes size, Bytes step) { return step * ((size.count + step.count - 1) / step.count); }

std::optional<Sessions> sessions_of(const judge::Facts& facts) {
  const auto& processes = facts.incident->processes;
  Sessions sessions;
  sessions.count = std::count_if(processes.begin(), processes.end(), [](const Process& one) { return is_client(one.role); });
  if (sessions.count == 0 || facts.sessions.empty()) return std::nullopt;
  Bytes tables{};
  for (const Process* session : facts.sessions) tables += session->page_tables.value_or(Bytes{0});
  sessions.each = facts.median_of_others(*facts.sessions.front()) + tables / static_cast<std::int64_t>(facts.sessions.size());
  return sessions;
}

std::optional<std::int64_t> sessions_that_fit(const judge::Facts& facts) {
  const auto sessions = sessions_of(facts);
  if (!sessions || !facts.total || sessions->each.count <= 0) return std::nullopt;
  const Bytes wanted = std::max(Bytes{0}, facts.total->value / 4 - facts.free_now);
  const std::int64_t fit = sessions->count - (wanted.count + sessions->each.count - 1) / sessions->each.count;
  const std::int64_t neat = fit >= 50 ? fit / 10 * 10 : fit >= 20 ? fit / 5 * 5 : fit;
  return neat >= 5 ? std::optional(neat) : std::nullopt;
}

}  // namespace laststraw::advise
