// Many incidents on one page: by cause, host and week, each with its evidence.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "report/report.hpp"
#include "report/format.hpp"
#include "report/template.hpp"
#include "report/text_parts.hpp"
#include "report/web.hpp"
#include "text/say.hpp"

namespace laststraw {

using namespace report;

struct FleetPage::Counts {
  std::map<std::string, std::int64_t> causes, hosts, weeks, verdicts;
  std::set<std::string> cases;
  Json incidents = Json::array();
  std::int64_t count = 0;
};

namespace {

constexpr std::size_t kMaxListed = 5000;          ///< incidents with their evidence; the counts are of all

/// "2026-11-16": the Monday of the week; empty for what has no date.
std::string week_of(const std::string& iso) {
  namespace chr = std::chrono;
  if (iso.size() != 24) return {};
  const chr::sys_days day = day_of(iso);
  const chr::year_month_day monday{day - (chr::weekday{day} - chr::Monday)};
  return iso_time(chr::sys_days{monday}).substr(0, 10);
}

Json by_count(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json rows = Json::array();
  for (const auto& [name, count] : sorted)
    if (rows.size() < 50) rows.push_back({{"name", name}, {"count", count}});
  return rows;
}

}  // namespace

FleetPage::FleetPage() : counts_(std::make_unique<Counts>()) {}
FleetPage::~FleetPage() = default;

void FleetPage::add(const std::string& line, const std::string& link) {
  const Json incident = Json::parse(line);
  const Json& leading = incident.at("hypotheses").front();
  const std::string host = text_of(incident, "host"), week = week_of(text_of(incident, "at"));
  ++counts_->count;
  counts_->cases.insert(text_of(incident, "case"));
  ++counts_->causes[text_of(leading, "cause")];
  ++counts_->hosts[host.empty() ? text_of(incident, "case") : host];
  ++counts_->weeks[week.empty() ? say("no date") : say("week of {0}", week)];
  ++counts_->verdicts[text_of(incident, "verdict")];
  if (counts_->incidents.size() >= kMaxListed) return;
  Json row = {{"at", text_of(incident, "at")}, {"case", text_of(incident, "case")}, {"id", bytes_of(incident, "id")}, {"host", host}, {"cause", text_of(leading, "cause")},
              {"likelihood", leading.at("likelihood")}, {"verdict", text_of(incident, "verdict")}, {"summary", text_of(incident, "summary")}, {"link", link}};
  row["evidence"] = Json::array();
  for (const Json& evidence : leading.at("evidence"))
    row["evidence"].push_back({{"bearing", text_of(evidence, "bearing")}, {"decibans", evidence.at("decibans")}, {"claim", text_of(evidence, "claim")},
                               {"path", text_of(evidence.at("at"), "path")}, {"line", bytes_of(evidence.at("at"), "first_line")}});
  counts_->incidents.push_back(std::move(row));
}

std::string FleetPage::render() const {
  Json values = {{"count", counts_->count}, {"cases", counts_->cases.size()}, {"causes", by_count(counts_->causes)}, {"hosts", by_count(counts_->hosts)},
                 {"verdicts", by_count(counts_->verdicts)}, {"incidents", counts_->incidents}};
  values["weeks"] = Json::array();
  for (const auto& [week, count] : counts_->weeks) values["weeks"].push_back({{"name", week}, {"count", count}});
  // The viewer's page without its script: the same styles, nothing that runs.
  std::string page(kViewer);
  page.erase(page.rfind("<script>"), page.rfind("</script>") + 9 - page.rfind("<script>"));
  const std::string_view mark = "<!-- laststraw:static -->";
  page.replace(page.find(mark), mark.size(), expand_own("fleet.tpl", kFleet, values));
  return page;
}

}  // namespace laststraw
