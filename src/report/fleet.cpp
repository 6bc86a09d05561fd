// Many incidents on one page: what happens again and again first, then each with its evidence.
#include <algorithm>
#include <map>
#include <set>

#include "report/embed.hpp"
#include "report/fleet_fields.hpp"
#include "report/fleet_words.hpp"
#include "report/format.hpp"
#include "report/json_writer.hpp"
#include "report/report.hpp"
#include "report/template.hpp"
#include "report/web.hpp"
#include "text/say.hpp"

namespace laststraw {

using namespace report;

namespace {

void fill_counts(Filler& filler, const char* name, const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  for (const auto& [what, count] : counts) {
    Filler row = filler.section(name);
    row("name", what), row("count", static_cast<std::int64_t>(count));
  }
}

void fill_story(Filler row, const Story& story) {
  row("id", story.id), row("name", story.name), row("cause", story.cause);
  row("down_s", story.down_s), row("down", story.down_known > 0 ? Text(Duration{story.down_s}) : say("not known"));
  row("times", static_cast<std::int64_t>(story.incidents)), row("host_count", static_cast<std::int64_t>(story.hosts));
  row("first", story.first), row("last", story.last);
  row("first_day", story.first.substr(0, 10)), row("last_day", story.last.substr(0, 10));
  row("lost_value", story.sessions_lost);
  row("lost", story.sessions_known > 0 ? Text(std::to_string(story.sessions_lost)) : say("not known"));
  row("tags", story_tags(story)), row("notes", story_notes(story));
}

std::string hash_source(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  return "'sha256-" + base64(bytes) + "'";
}

std::string data(const char* id, std::string_view json) {
  return std::string("<script type=\"application/json\" id=\"") + id + "\">" + as_data(json) + "</script>\n";
}

std::string stories_of(const FleetSummary& summary, const Language& in) {
  std::string json;
  for (const ListedStory& story : summary.listed_stories) {
    JsonWriter write(-1);
    write.object([&] { write("id", story.id), write("name", in(story.name)), write("uids", story.uids); });
    json += (json.empty() ? "" : ",") + write.take();
  }
  return "[" + json + "]";
}

std::string same_of(const FleetSummary& summary) {
  const auto name = [](const RowName& row) {
    JsonWriter write(-1);
    write.value(row.case_name);
    return "[" + write.take() + "," + std::to_string(row.id) + "]";
  };
  std::string json;
  for (const auto& [row, of] : summary.listed_same)
    json += std::string(json.empty() ? "" : ",") + "{\"row\":" + name(row) + ",\"of\":" + name(of) + "}";
  return "[" + json + "]";
}

/// The viewer's page with a script and more styles of its own, and a policy that lets these run.
std::string page_around(const std::string& markup, const std::string& all_data) {
  std::string page(kViewer);
  const auto put = [&](std::size_t from, std::size_t to, const std::string& text) { page.replace(from, to - from, text); };
  const std::size_t script = page.rfind("<script>"), end = page.rfind("</script>") + 9;
  put(script, end, all_data + "<script>" + std::string(kFleetScript.text) + "</script>");
  const std::string_view mark = "<!-- laststraw:static -->";
  const std::size_t at = page.find(mark);
  put(at, at + mark.size(), markup);
  const std::size_t head = page.find("</head>");
  put(head, head, "<style>" + std::string(kFleetStyle.text) + "</style>\n");
  const std::size_t policy = page.find("script-src "), styles = page.find("style-src ", policy), images = page.find(';', styles);
  put(images, images, " " + hash_source(kFleetStyle.sha256));
  put(policy, styles, "script-src " + hash_source(kFleetScript.sha256) + "; ");
  return page;
}

}  // namespace

struct FleetPage::Rows {
  std::string json;             ///< with commas between
  std::set<std::string> words;  ///< names of the contract that the script shows
};

FleetPage::FleetPage(Language in) : in_(std::move(in)), rows_(std::make_unique<Rows>()) {}
FleetPage::~FleetPage() = default;

void FleetPage::add(const FleetRow& row) {
  rows_->json += (rows_->json.empty() ? "" : ",") + write_row(row);
  for (const std::string& name : {row.cause, std::string(word(row.outcome)), std::string(word(row.verdict)), row.environment})
    if (!name.empty()) rows_->words.insert(name);
}

std::string FleetPage::render(const FleetSummary& summary) const {
  const auto fill = [&](Filler& filler) {
    filler("count", static_cast<std::int64_t>(summary.incidents)), filler("cases", static_cast<std::int64_t>(summary.cases));
    std::vector<Text> facts = fleet_facts(summary);
    if (summary.listed < summary.incidents) facts.push_back(say("the charts and the list show the newest {0}", summary.listed));
    filler("facts", facts);
    filler("has_lacking", !summary.lacking.empty());
    for (const auto& [what, count] : summary.lacking) {
      Filler row = filler.section("lacking");
      row("what", what), row("share", Text(Percent{static_cast<double>(count) / static_cast<double>(summary.undecided)}));
    }
    filler("has_stories", !summary.stories.empty());
    for (const Story& story : summary.stories) fill_story(filler.section("stories"), story);
    fill_counts(filler, "causes", summary.causes);
    fill_counts(filler, "hosts", summary.places);
  };
  JsonWriter names(-1);
  names.object([&] {
    for (const std::string& name : rows_->words) names(name, in_.words(name));
  });
  return page_around(expand_own("fleet.tpl", kFleet, fill, in_),
                     data("fleet-rows", "[" + rows_->json + "]") + data("fleet-stories", stories_of(summary, in_)) +
                         data("fleet-same", same_of(summary)) + data("fleet-names", names.take()));
}

}  // namespace laststraw
