#include "judge/checklist.hpp"

#include <algorithm>

#include "judge/checks.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

/// The order of the contract is that of the tables.
template <class Visit>
void each_check(const Visit& visit) {
  for (const auto& table :
       {postgres_checks(), commit_checks(), swap_checks(), zone_checks(), service_checks(), killer_checks(), evidence_checks()})
    for (const Check& check : table) visit(check);
}

/// By what was found; a check with several findings has said it itself.
Sentence title_of(const Check& check, CheckStatus status) {
  switch (status) {
    case CheckStatus::fail:
    case CheckStatus::warn:
      return in_words(check.bad);
    case CheckStatus::pass:
      return in_words(check.good);
    case CheckStatus::unknown:
      return say("Not known: {0}", in_words(check.title));
    case CheckStatus::not_applicable:
      break;
  }
  return say("Without a part in it: {0}", in_words(check.title));
}

}  // namespace

std::vector<ChecklistItem> checklist(const Facts& facts, const Judgement& judgement) {
  const Asked asked{facts, judgement, environment_of(facts)};
  std::vector<ChecklistItem> items;
  each_check([&](const Check& check) {
    ChecklistItem& item = items.emplace_back();
    item.id = std::string(check.id);
    item.why = in_words(check.why);
    item.sources.push_back(std::string(check.source));
    check.run(asked, item);
    if (item.title.empty()) item.title = title_of(check, item.status);
  });
  return items;
}

std::vector<CheckText> check_texts() {
  std::vector<CheckText> texts;
  each_check([&](const Check& check) { texts.push_back({check.id, check.title, check.why}); });
  return texts;
}

void set(ChecklistItem& item, CheckStatus status, Sentence found, Sentence wanted, Sentence remedy) {
  item.status = status;
  item.found = std::move(found);
  item.wanted = std::move(wanted);
  if (status != CheckStatus::pass) item.remedy = std::move(remedy);
}

void unknown(ChecklistItem& item, const Sentence& missing, const Sentence& how) {
  set(item, CheckStatus::unknown, say("{0} is not among the inputs", missing), {}, how);
}

void advise(ChecklistItem& item, const char* file, const char* setting, std::string value) {
  if (item.status == CheckStatus::fail || item.status == CheckStatus::warn)
    item.fragments.push_back({file, setting, std::move(value), item.id});
}

Sentence give_sysctl() { return say("give the output of `sysctl -a`"); }

const Settings& sysctl(const Asked& asked) { return asked.records().sysctl; }

/// The usual shape: one sysctl, a wanted range, the value to set.
void number_check(const Asked& asked, ChecklistItem& item, const char* name, std::int64_t low, std::int64_t high, CheckStatus bad,
                  const Sentence& wanted, std::int64_t set_to) {
  const auto value = integer(sysctl(asked), name);
  if (!value) return unknown(item, name, give_sysctl());
  point(item, find(sysctl(asked), name));
  set(item, *value < low || *value > high ? bad : CheckStatus::pass, std::string(name) + " = " + std::to_string(*value), wanted,
      say("set {0} = {1}", name, set_to));
  advise(item, "sysctl.conf", name, std::to_string(set_to));
}

/// What the host does with its memory had no part in it.
bool host_had_no_part(const Asked& asked, ChecklistItem& item) {
  if (asked.in_group())
    set(item, CheckStatus::not_applicable, say("a cgroup limit was hit; the host's setting had no part in it"));
  else if (asked.is_cause(manual_sigkill))
    set(item, CheckStatus::not_applicable, say("nothing was killed for want of memory"));
  else
    return false;
  return true;
}

std::optional<Cited<Bytes>> ram_of(const Facts& facts) {
  const Incident& incident = *facts.incident;
  if (const auto& total = incident.records->meminfo.total; total && total->value.count > 0) return total;
  const auto counted = incident.report ? incident.report->counted_ram() : std::nullopt;
  if (!counted) return std::nullopt;
  return Cited<Bytes>{counted->value, facts.or_anchor(incident.report->ram_cite)};
}

std::optional<Bytes> budget_of(const Facts& facts) {
  if (facts.incident->kind == IncidentKind::memcg_oom && facts.total) return facts.total->value;
  const auto ram = ram_of(facts);
  if (const auto limit = facts.incident->records->cgroup.limit(); limit && (!ram || limit->value < ram->value)) return limit->value;
  return ram ? std::optional(ram->value) : std::nullopt;
}

bool has_configuration(const Facts& facts) { return !facts.incident->records->pg_settings.empty(); }

const Setting* pg_setting(const Facts& facts, std::string_view name) { return find(facts.incident->records->pg_settings, name); }

std::optional<Bytes> pg_size(const Facts& facts, std::string_view name, Bytes otherwise) {
  if (const auto size = pg_bytes(facts.incident->records->pg_settings, name)) return size;
  return has_configuration(facts) ? std::optional(otherwise) : std::nullopt;
}

std::optional<std::int64_t> pg_number(const Facts& facts, std::string_view name, std::int64_t otherwise) {
  if (const auto value = integer(facts.incident->records->pg_settings, name)) return value;
  return has_configuration(facts) && !pg_setting(facts, name) ? std::optional(otherwise) : std::nullopt;
}

void point(ChecklistItem& item, const Setting* setting) {
  if (setting && setting->cite.at.first_line > 0) item.evidence.push_back(setting->cite);
}

}  // namespace laststraw::judge
