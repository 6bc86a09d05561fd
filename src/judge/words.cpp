#include "judge/words.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace laststraw::judge {

std::string words(Bytes size) {
  static constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(size.count);
  std::size_t unit = 0;
  while (std::abs(value) >= 1024 && unit + 1 < kUnits.size()) value /= 1024, ++unit;
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

std::string percent(double fraction) { return std::to_string(std::lround(fraction * 100)) + " %"; }

std::string words(const Process& process) {
  std::string text = "pid " + std::to_string(number(process.pid));
  if (!is_postgres(process.role)) return text + " (" + process.comm + ")";
  std::string who = process.user;
  if (!process.database.empty()) who += "@" + process.database;
  if (!process.application.empty()) who += (who.empty() ? "" : ", ") + process.application;
  return who.empty() ? text : text + " (" + who + ")";
}

std::string statement_words(const Process& process) {
  constexpr std::size_t kMost = 100;
  if (process.statement.empty()) return {};
  std::string text = process.statement.substr(0, kMost);
  // Never end inside a UTF-8 sequence.
  if (process.statement.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(process.statement[end]) & 0xC0) == 0x80) --end;
    text = process.statement.substr(0, end) + "...";
  }
  return "\"" + text + "\"";
}

std::string count_words(std::size_t n, const std::string& singular, const std::string& plural) {
  return std::to_string(n) + " " + (n == 1 ? singular : plural);
}

std::string victim_words(const Facts& facts, const Process* culprit) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const Process& first = incident.processes[incident.victims.front()];
  if (incident.kind == IncidentKind::enomem)
    return &first == culprit ? "; it was refused memory and nothing was killed" : "; refused was " + words(first);
  const std::string more = incident.victims.size() > 1 ? " and " + std::to_string(incident.victims.size() - 1) + " more" : "";
  if (&first == culprit) return more.empty() ? "; it was also the victim" : "; it was the first victim, with" + more.substr(4);
  if (culprit && first.role == Role::parallel_worker && (!first.leader || *first.leader == culprit->pid))
    return "; killed was a parallel worker of it, " + words(first) + more;
  const auto growth = facts.growth(first);
  const bool stood_still = culprit && is_session(first.role) && growth && share(growth->by, facts.total) < 0.02;
  return "; killed was " + words(first) + (stood_still ? ", which had not grown" : "") + (more.empty() || !stood_still ? more : "," + more);
}

std::string last_straw_words(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (incident.victims.empty()) return {};
  const Process& victim = incident.processes[incident.victims.front()];
  std::string text = "; the victim, " + words(victim) + ", was only the last straw";
  if (const std::size_t more = incident.victims.size() - 1; more > 0) text += std::string(more == 1 ? ", as was " : ", as were ") + std::to_string(more) + " more";
  return text;
}

}  // namespace laststraw::judge
