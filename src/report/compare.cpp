#include "report/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "report/brief.hpp"
#include "report/format.hpp"
#include "report/memory_settings.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

/// A part of the memory that grew by less than this share of the total tells nothing.
constexpr double kTellingPart = 0.05;

Text not_known() { return say("not known"); }

/// Rows of one group; what is equal is counted.
class Rows {
 public:
  Rows(SideBySide& to, std::string name, Text title) : to_(to) { group_.name = std::move(name), group_.title = std::move(title); }
  ~Rows() {
    if (!group_.rows.empty()) to_.groups.push_back(std::move(group_));
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  void add(std::string name, Text what, Text a, Text b) {
    group_.rows.push_back(
        {std::move(name), std::move(what), a.empty() ? not_known() : std::move(a), b.empty() ? not_known() : std::move(b)});
  }
  /// Neither, or both alike: no row.
  void add(std::string name, Text what, const std::string& a, const std::string& b) {
    if (a == b) return count(!a.empty());
    add(std::move(name), std::move(what), Text(a), Text(b));
  }
  void add_size(std::string name, Text what, const Number& a, const Number& b, double least = 0) {
    if (!a && !b) return;
    const auto one = static_cast<double>(a.value_or(0)), other = static_cast<double>(b.value_or(0));
    if (a && b && (is_same_size(one, other) || std::abs(one - other) <= least)) return count(true);
    if ((!a || !b) && std::max(std::abs(one), std::abs(other)) <= least) return;
    add(std::move(name), std::move(what), a ? Text(Bytes{*a}) : Text(), b ? Text(Bytes{*b}) : Text());
  }
  void count(bool equal) { to_.equal += equal ? 1 : 0; }

 private:
  SideBySide& to_;
  Differences group_;
};

bool is_decided(const Incident& incident) { return incident.verdict != VerdictKind::undecided; }

Text cause_words(const Incident& incident) {
  const Hypothesis& first = leading(incident);
  return is_decided(incident) ? first.label : say("undecided");
}

/// The same culprit may come back under another pid: a role, a program, a setting.
std::array<std::string, 4> who_again(const Incident& incident) {
  if (!incident.culprit) return {};
  const Culprit& culprit = *incident.culprit;
  const bool has_session = !culprit.user.empty() || !culprit.database.empty();
  if (has_session) return {culprit.kind, culprit.user, culprit.database, culprit.application};
  return {culprit.kind, english()(culprit.name), {}, {}};
}

bool is_named(const Incident& incident) {
  const auto who = who_again(incident);
  return !who[1].empty() || !who[2].empty() || (incident.culprit && incident.culprit->kind == "group");
}

Text culprit_words(const Incident& incident) {
  if (!incident.culprit) return is_decided(incident) ? say("nobody in particular") : say("undecided");
  return incident.culprit->who;
}

Text said_statement(const Incident& incident) {
  const std::string& statement = statement_of(incident);
  return statement.empty() ? Text() : Text(statement_name(statement));
}

void compare_incidents(SideBySide& both, const Incident& a, const Incident& b) {
  Rows rows(both, "incident", say("The incident"));
  rows.add("outcome", say("outcome"), std::string(word(a.outcome)), std::string(word(b.outcome)));
  rows.add("scope", say("scope"), a.scope.value_or(""), b.scope.value_or(""));
  if (is_decided(a) != is_decided(b) || leading(a).cause != leading(b).cause || leading(a).mechanism != leading(b).mechanism)
    rows.add("cause", say("cause"), cause_words(a), cause_words(b));
  else
    rows.count(true);
  if (who_again(a) != who_again(b))
    rows.add("culprit", say("culprit"), culprit_words(a), culprit_words(b));
  else
    rows.count(a.culprit.has_value());
  if (statement_of(a) != statement_of(b))
    rows.add("statement", say("what it ran"), said_statement(a), said_statement(b));
  else
    rows.count(!statement_of(a).empty());
  rows.add_size("culprit_bytes", say("held by the culprit"), a.culprit ? a.culprit->bytes : Number(),
                b.culprit ? b.culprit->bytes : Number());
  rows.add("host", say("host"), a.host, b.host);
  rows.add("environment", say("run by"), a.environment.value_or(""), b.environment.value_or(""));
  const auto &down_a = a.postgres.down_s, &down_b = b.postgres.down_s;
  if ((down_a || down_b) && down_a != down_b)
    rows.add("down_s", say("down for"), down_a ? Text(Duration{*down_a}) : Text(), down_b ? Text(Duration{*down_b}) : Text());
}

Text quantity_words(const std::string& name) {
  static const std::map<std::string, Text, std::less<>> kWords{{"ram_bytes", say("RAM")},
                                                               {"swap_bytes", say("swap")},
                                                               {"total_bytes", say("RAM and swap together")},
                                                               {"limit_bytes", say("memory limit of the group")},
                                                               {"commit_limit_bytes", say("commit limit")},
                                                               {"shared_memory_bytes", say("the server's shared memory")},
                                                               {"work_mem_bytes", say("work_mem of that session")},
                                                               {"requested_bytes", say("asked for")}};
  const auto known = kWords.find(name);
  return known == kWords.end() ? Text(name) : known->second;
}

Number middle_of(const Known* known) {
  if (!known || !known->low || !known->high) return std::nullopt;
  return *known->low + (*known->high - *known->low) / 2;
}

void compare_sizes(SideBySide& both, const Incident& a, const Incident& b) {
  Rows rows(both, "sizes", say("Sizes"));
  const auto find = [](const Incident& in, const std::string& name) -> const Known* {
    const auto found = std::find_if(in.quantities.begin(), in.quantities.end(), [&](const Known& known) { return known.name == name; });
    return found == in.quantities.end() ? nullptr : &*found;
  };
  for (const char* name : {"ram_bytes", "swap_bytes", "total_bytes", "limit_bytes", "commit_limit_bytes", "shared_memory_bytes",
                           "work_mem_bytes", "requested_bytes"})
    rows.add_size(name, quantity_words(name), middle_of(find(a, name)), middle_of(find(b, name)));
}

Number sessions_of(const Incident& incident) {
  const auto count = std::count_if(incident.processes.begin(), incident.processes.end(),
                                   [](const Process& process) { return process.role == "backend" || process.role == "parallel_worker"; });
  return count > 0 && incident.processes_left_out == 0 ? Number(count) : std::nullopt;
}

/// Where the memory was: the parts of both ledgers.
void compare_loads(SideBySide& both, const Incident& a, const Incident& b) {
  Rows rows(both, "load", say("Load"));
  const Number sessions_a = sessions_of(a), sessions_b = sessions_of(b);
  if (sessions_a && sessions_b && sessions_a != sessions_b)
    rows.add("sessions", say("sessions"), Text(std::to_string(*sessions_a)), Text(std::to_string(*sessions_b)));
  if (!a.ledger.total_bytes || !b.ledger.total_bytes) return;
  const double least = kTellingPart * static_cast<double>(std::max(*a.ledger.total_bytes, *b.ledger.total_bytes));
  std::map<std::string, std::array<Number, 2>> parts;
  std::map<std::string, Text> labels;
  for (const auto& [ledger, side] : {std::pair{&a.ledger, 0}, {&b.ledger, 1}})
    for (const LedgerPart& part : ledger->parts)
      parts[part.name][static_cast<std::size_t>(side)] = part.bytes, labels[part.name] = part.label;
  for (const auto& [name, bytes] : parts) rows.add_size(name, labels[name], bytes[0], bytes[1], least);
}

/// Of the same kind; the other side's is not told where it has none of that kind at all.
void compare_settings(SideBySide& both) {
  Rows rows(both, "settings", say("Settings"));
  for (const char* of : {"postgresql", "kernel"}) {
    std::map<std::string, std::array<const Configured*, 2>> found;
    std::array<bool, 2> told{};
    for (const auto& [document, side] : {std::pair{both.a.document, std::size_t{0}}, {both.b.document, std::size_t{1}}})
      for (const Configured& setting : document->configuration)
        if (setting.of == of) found[setting.name][side] = &setting, told[side] = true;
    if (!told[0] || !told[1]) {
      if (told[0] || told[1])
        both.notes.push_back(say("{0} settings are known of one side only ({1}): they were not compared", of,
                                 harmless(told[0] ? both.a.path : both.b.path)));
      continue;
    }
    for (const auto& [name, two] : found) {
      const std::string a = two[0] ? english()(two[0]->value) : "", b = two[1] ? english()(two[1]->value) : "";
      if (two[0] && two[1] && a == b)
        rows.count(true);
      else
        rows.add(name, Text(name), two[0] ? two[0]->value : say("not set"), two[1] ? two[1]->value : say("not set"));
    }
  }
}

Sameness sameness_of(const SideBySide& both) {
  const Incident *a = both.a.incident, *b = both.b.incident;
  if (!a && !b) return Sameness::none;
  if (!a) return Sameness::first_incident;
  if (!b) return Sameness::gone;
  if (!is_decided(*a) || !is_decided(*b)) return Sameness::undecided;
  if (leading(*a).cause != leading(*b).cause) return Sameness::another_cause;
  return is_named(*a) && who_again(*a) == who_again(*b) ? Sameness::same_again : Sameness::same_cause;
}

std::size_t changes_in(const SideBySide& both, std::string_view group) {
  const auto found = std::find_if(both.groups.begin(), both.groups.end(), [&](const Differences& one) { return one.name == group; });
  return found == both.groups.end() ? 0 : found->rows.size();
}

Text sentence_of(const SideBySide& both) {
  const Incident *a = both.a.incident, *b = both.b.incident;
  switch (both.sameness) {
    case Sameness::none:
      return say("Neither holds an incident.");
    case Sameness::first_incident:
      return changes_in(both, "settings") + changes_in(both, "versions") > 0
                 ? say("The first holds no incident, the second does: it is the first incident after these changes ({0}).", cause_words(*b))
                 : say("The first holds no incident, the second does: {0}.", cause_words(*b));
    case Sameness::gone:
      return say("The first holds an incident ({0}), the second none.", cause_words(*a));
    case Sameness::undecided:
      return !is_decided(*a) && !is_decided(*b)
                 ? say("Neither is decided, so that nothing can be said of whether they have the same cause.")
             : is_decided(*a) ? say("The second is undecided; of the first it is known: {0}.", cause_words(*a))
                              : say("The first is undecided; of the second it is known: {0}.", cause_words(*b));
    case Sameness::another_cause:
      return say("Two causes: {0}, and then {1}.", cause_words(*a), cause_words(*b));
    case Sameness::same_again:
      return say("The same again: {0}, {1}.", cause_words(*b), culprit_words(*b));
    case Sameness::same_cause:
      return a->culprit && b->culprit ? say("The same cause, {0}, by another culprit or one that is not named: {1}, and {2}.",
                                            cause_words(*b), culprit_words(*a), culprit_words(*b))
                                      : say("The same cause: {0}.", cause_words(*b));
  }
  return {};
}

}  // namespace

SideBySide compare(const Compared& a, const Compared& b) {
  SideBySide both{a, b, {}, {}, {}, 0, {}};
  if (a.incident && b.incident) {
    compare_incidents(both, *a.incident, *b.incident);
    compare_sizes(both, *a.incident, *b.incident);
    compare_loads(both, *a.incident, *b.incident);
    Rows versions(both, "versions", say("Versions"));
    versions.add("postgresql", Text("PostgreSQL"), a.incident->postgres.version, b.incident->postgres.version);
    versions.add("kernel", Text("Linux"), a.incident->kernel_release, b.incident->kernel_release);
  }
  compare_settings(both);
  both.sameness = sameness_of(both);
  both.sentence = sentence_of(both);
  return both;
}

}  // namespace laststraw::report
