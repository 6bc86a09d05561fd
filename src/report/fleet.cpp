// Many incidents on one page: by cause, host and week, each with its evidence.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "report/format.hpp"
#include "report/report.hpp"
#include "report/template.hpp"
#include "report/web.hpp"
#include "text/say.hpp"

namespace laststraw {

using namespace report;

namespace {

constexpr std::size_t kMaxListed = 5000;  ///< incidents with their evidence; the counts are of all
constexpr std::size_t kMaxCounted = 50;

struct Listed {
  std::string case_name, link;
  report::Incident incident;
};

/// "2026-11-16": the Monday of the week.
Text week_of(const std::string& iso) {
  namespace chr = std::chrono;
  const auto day = day_of(iso);
  if (!day) return say("no date");
  return say("week of {0}", iso_time(*day - (chr::weekday{*day} - chr::Monday)).substr(0, 10));
}

void fill_counts(Filler& filler, const char* name, const std::vector<std::pair<std::string, std::int64_t>>& counts) {
  for (const auto& [what, count] : counts) {
    Filler row = filler.section(name);
    row("name", what), row("count", count);
  }
}

std::vector<std::pair<std::string, std::int64_t>> by_count(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > kMaxCounted) sorted.resize(kMaxCounted);
  return sorted;
}

}  // namespace

struct FleetPage::Counts {
  std::map<std::string, std::int64_t> causes, hosts, weeks, verdicts;
  std::set<std::string> cases;
  std::vector<Listed> incidents;
  std::int64_t count = 0;
};

FleetPage::FleetPage(Language in) : in_(std::move(in)), counts_(std::make_unique<Counts>()) {}
FleetPage::~FleetPage() = default;

void FleetPage::add(const CaseIncident& one, const std::string& link) {
  const report::Incident& incident = one.incident;
  ++counts_->count;
  counts_->cases.insert(one.case_name);
  ++counts_->causes[leading(incident).cause];
  ++counts_->hosts[incident.host.empty() ? one.case_name : incident.host];
  ++counts_->weeks[in_(week_of(incident.at))];
  ++counts_->verdicts[std::string(word(incident.verdict))];
  if (counts_->incidents.size() >= kMaxListed) return;
  // Of each only what the page shows.
  report::Incident shown;
  shown.id = incident.id, shown.at = incident.at, shown.when = incident.when, shown.host = incident.host;
  shown.verdict = incident.verdict, shown.summary = incident.summary;
  shown.hypotheses.push_back(leading(incident));
  counts_->incidents.push_back({one.case_name, link, std::move(shown)});
}

std::string FleetPage::render() const {
  const auto fill = [&](Filler& filler) {
    filler("count", counts_->count), filler("cases", static_cast<std::int64_t>(counts_->cases.size()));
    fill_counts(filler, "causes", by_count(counts_->causes));
    fill_counts(filler, "hosts", by_count(counts_->hosts));
    fill_counts(filler, "verdicts", by_count(counts_->verdicts));
    fill_counts(filler, "weeks", {counts_->weeks.begin(), counts_->weeks.end()});
    for (const Listed& listed : counts_->incidents) {
      const report::Hypothesis& first = leading(listed.incident);
      Filler row = filler.section("incidents");
      row("when", listed.incident.when), row("case", listed.case_name), row("id", listed.incident.id), row("host", listed.incident.host);
      row("cause", first.cause), row("likelihood", first.likelihood), row("verdict", listed.incident.verdict),
          row("summary", listed.incident.summary);
      row("link", listed.link), row("evidence", first.evidence);
    }
  };
  // The viewer's page without its script: the same styles, nothing that runs.
  std::string page(kViewer);
  page.erase(page.rfind("<script>"), page.rfind("</script>") + 9 - page.rfind("<script>"));
  const std::string_view mark = "<!-- laststraw:static -->";
  page.replace(page.find(mark), mark.size(), expand_own("fleet.tpl", kFleet, fill, in_));
  return page;
}

}  // namespace laststraw
