#include "cli/fleet_outputs.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "report/fleet_words.hpp"
#include "report/format.hpp"
#include "report/metrics.hpp"
#include "report/redact.hpp"
#include "scan/cases.hpp"

namespace laststraw::cli {

namespace {

/// What prepare() makes, by place. kRow: as write_row() does; kOpen: undecided; kLine: where it is not the one that was found.
enum Part : std::size_t { kCsv, kTable, kRow, kOpen, kAt, kLine, kParts };

/// The name of a case's report: what of its name may stand in a file's, and a hash that keeps two cases apart.
std::string report_name(const std::string& case_name, bool redacted) {
  std::string name = redacted ? "case" : case_name.substr(0, 80);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '+') c = '_';
  return name + "-" + report::hexadecimal(scan::stable_hash(case_name)) + ".html";
}

/// Where the page of `html` finds the report of this incident; empty where there is none (yet: reports are written before their rows).
std::string link_of(const report::FleetRow& one, const Options& options) {
  if (options.reports.empty() || options.html == "-") return {};
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path file = fs::path(options.reports) / report_name(one.case_name, options.redact);
  if (!fs::exists(file, error)) return {};
  return fs::proximate(file, fs::absolute(options.html).parent_path(), error).string() + "#incident-" + std::to_string(one.id);
}

scan::Owners owners_in(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file.is_open() || file.bad()) throw std::invalid_argument(path + ": cannot be read");
  return {text, path};
}

void add_listed(report::FleetSummary& summary, const report::Story& story, const report::StoryLists::List& uids) {
  report::ListedStory listed{story.id, story.name, {}};
  uids([&](const std::string& uid) { listed.uids.push_back(uid); });
  if (!listed.uids.empty()) summary.listed_stories.push_back(std::move(listed));
}

[[noreturn]] void no_room() { throw OutputError("the incidents could not be held until the newest is known: no room for temporary files"); }

}  // namespace

HeldRows::HeldRows() : file_(std::tmpfile(), std::fclose) {
  if (!file_) no_room();
}

void HeldRows::add(const Row& row) {
  for (const std::string& text : row) {
    const std::uint64_t size = text.size();
    if (std::fwrite(&size, sizeof size, 1, file_.get()) != 1 || std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
      no_room();
  }
}

void HeldRows::each(const std::function<void(Row&& row)>& taken) {
  if (std::fflush(file_.get()) != 0) no_room();
  std::rewind(file_.get());
  std::uint64_t size = 0;
  for (Row row; std::fread(&size, sizeof size, 1, file_.get()) == 1;) {
    std::string& text = row.emplace_back(size, '\0');
    if (std::fread(text.data(), 1, size, file_.get()) != size) no_room();
    if (row.size() < kParts + 1) continue;
    taken(std::move(row));
    row.clear();
  }
}

FleetOutputs::FleetOutputs(const Options& options, const TextStyle& style, bool table, std::function<void()> before_table)
    : options_(options),
      style_(style),
      before_table_(std::move(before_table)),
      in_(options.language),
      table_(table && options.ndjson != "-" && options.csv != "-" && options.html != "-" && options.metrics != "-"),
      owners_(owners_in(options.owners)),
      stories_(!options.html.empty()) {
  if (options.filter.window.is_relative()) held_.emplace();
  if (!options.ndjson.empty()) ndjson_.emplace(options.ndjson);
  if (!options.csv.empty()) csv_.emplace(options.csv), csv_->write(report::csv_header());
  if (!options.html.empty()) page_.emplace(in_);
  if (!options.sqlite.empty()) database_.emplace(options.sqlite);
  if (!options.reports.empty()) std::filesystem::create_directories(options.reports);
}

std::vector<std::string> FleetOutputs::prepare(report::CaseIncident one) const {
  if (!options_.filter.wants(one)) return {};
  if (!owners_.empty()) one.owner = owners_.of(scan::host_or_case(one));
  std::vector<std::string> parts(kParts);
  if (csv_) parts[kCsv] = report::csv_row(one, in_);
  if (table_) parts[kTable] = report::table_row(one, style_, in_);
  parts[kRow] = report::write_row(report::fleet_row(one, in_));
  if (one.incident.verdict == VerdictKind::undecided) parts[kOpen] = "undecided";
  parts[kAt] = one.incident.at;
  if (!one.owner.empty()) parts[kLine] = report::write_line(one, in_);
  return parts;
}

void FleetOutputs::put_out(const std::string& line, const std::vector<std::string>& prepared) {
  if (prepared.empty()) {
    ++not_asked_for_;
    return;
  }
  const std::string& whole = prepared[kLine].empty() ? line : prepared[kLine];
  if (!held_) return show(whole, prepared);
  if (const auto at = report::wall_time_of(prepared[kAt])) newest_ = std::max(*at, newest_.value_or(*at));
  std::vector<std::string> row = prepared;
  row.push_back(whole);
  held_->add(row);
}

void FleetOutputs::show(const std::string& line, const std::vector<std::string>& prepared) {
  ++shown_;
  if (ndjson_) ndjson_->write(line + "\n");
  if (csv_) csv_->write(prepared[kCsv]);
  report::FleetRow row = report::read_row(prepared[kRow]);
  if (page_) row.link = link_of(row, options_);
  stories_.add(row);
  if (database_) database_->add(row);
  if (!prepared[kOpen].empty()) ++undecided_;
  if (!table_) return;
  before_table_();
  if (!headed_ && !options_.quiet) terminal_.write(report::table_header());
  headed_ = true;
  terminal_.write(prepared[kTable]);
}

void FleetOutputs::pass_on(const std::string& line) {
  ++shown_;
  if (ndjson_) ndjson_->write(line + "\n");
}

void FleetOutputs::show_held() {
  const TimeWindow window = newest_ ? options_.filter.window.resolved(*newest_) : TimeWindow();
  held_->each([&](std::vector<std::string>&& row) {
    const auto at = report::wall_time_of(row[kAt]);
    if (at && !window.holds(*at)) {
      ++not_asked_for_;
      return;
    }
    const std::string line = std::move(row.back());
    show(line, row);
  });
}

std::string FleetOutputs::report(const std::string& case_name, const Report& answer, const report::Document& document) const {
  const auto& all = document.incidents;
  if (std::none_of(all.begin(), all.end(), [&](const report::Incident& one) { return options_.filter.wants({case_name, {}, one}); }))
    return {};
  return report::write_html(options_.redact ? report::redact(document, report::hosts_of(*answer.records)) : document, in_);
}

void FleetOutputs::write_report(const std::string& case_name, const std::string& page) const {
  if (!page.empty()) write_out((std::filesystem::path(options_.reports) / report_name(case_name, options_.redact)).string(), page);
}

void FleetOutputs::finish(bool complete) {
  if (held_) show_held();
  const bool shard = options_.scan.shards > 1;
  // A shard's lines end with one that says so: merge knows by it that none is missing.
  if (ndjson_ && complete && shard)
    ndjson_->write("{\"shard\":{\"part\":" + std::to_string(options_.scan.shard) + ",\"of\":" + std::to_string(options_.scan.shards) +
                   ",\"incidents\":" + std::to_string(shown_) + "}}\n");
  tell_stories(complete);
  if (ndjson_) ndjson_->finish();
  if (csv_) csv_->finish();
}

/// What they come to. A shard has but a part of each story: merge tells them.
void FleetOutputs::tell_stories(bool complete) {
  std::optional<WallTime> until;
  if (const AskedWindow& window = options_.filter.window; window.until && (newest_ || !window.is_relative()))
    until = window.resolved(newest_.value_or(WallTime{})).until;
  report::FleetSummary summary = stories_.sum_up(until, options_.metrics_hosts);
  stories_.each_story([&](const report::Story& story, const report::StoryLists& lists) {
    if (summary.stories.size() < report::kMostStories) summary.stories.push_back(story);
    if (database_) database_->add_story(story, lists, in_);
    if (page_) add_listed(summary, story, lists.listed);
    if (!ndjson_ || !complete || options_.scan.shards > 1) return;
    report::write_story(story, lists, in_, [&](const std::string& part) { ndjson_->write(part); });
    ndjson_->write("\n");
  });
  stories_.each_same([&](const report::RowName& row, const report::RowName& of, bool listed) {
    if (database_) database_->leave_out(row);
    if (listed) summary.listed_same.emplace_back(row, of);
  });
  if (page_) stories_.each_listed([&](const report::FleetRow& row) { page_->add(row); });
  if (table_ && !options_.quiet && shown_ > 1) terminal_.write(report::write_summary_of_fleet(summary, style_, in_));
  if (page_) write_out(options_.html, page_->render(summary));
  if (database_) database_->finish(summary);
  if (!options_.metrics.empty()) write_out(options_.metrics, report::write_metrics(summary));
}

}  // namespace laststraw::cli
