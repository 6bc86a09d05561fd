#include "report/metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <utility>

#include "report/format.hpp"

namespace laststraw::report {

namespace {

constexpr const char* kOthers = "(other hosts)";
constexpr std::size_t kMostSampled = 50;
/// Of a label's value; names of hosts come from the input.
constexpr std::size_t kMostColumns = 128;

using Labels = std::map<std::string, std::string>;
struct Sample {
  Labels labels;
  std::string value;
};

std::string number(double value, int decimals = -1) {
  std::array<char, 400> text{};  // the largest there is has 309 digits before its point
  const auto end = decimals < 0 ? std::to_chars(text.data(), text.data() + text.size(), value)
                                : std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

std::string epoch(const WallTime& time) { return number(std::chrono::duration<double>(time.time_since_epoch()).count(), 3); }

/// As the specification's "escaped-string": the rest of what could end the line or the value is made visible before.
std::string escaped(const std::string& value) {
  std::string safe;
  for (const char c : cut(harmless(value), kMostColumns, true)) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

void write_family(std::string& out, const std::string& name, const char* unit, const char* help, const std::vector<Sample>& samples) {
  out += "# TYPE " + name + " gauge\n";
  if (*unit != '\0') out += "# UNIT " + name + " " + unit + "\n";
  out += "# HELP " + name + " " + help + "\n";
  for (const Sample& sample : samples) {
    std::string labels;
    for (const auto& [label, value] : sample.labels)  // an empty one is none
      if (!value.empty()) labels += (labels.empty() ? "" : ",") + label + "=\"" + escaped(value) + "\"";
    out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + sample.value + "\n";
  }
}

void add(Tally& sum, const Tally& one) {
  sum.incidents += one.incidents;
  if (one.down_s) sum.down_s = sum.down_s.value_or(0) + *one.down_s;
  if (one.sessions_lost) sum.sessions_lost = (Bytes{sum.sessions_lost.value_or(0)} + Bytes{*one.sessions_lost}).count;
  if (one.last) sum.last = std::max(sum.last.value_or(*one.last), *one.last);
}

void write_incidents(std::string& out, const std::map<Labels, Tally>& sums) {
  const auto samples = [&](const std::function<std::optional<std::string>(const Tally&)>& value_of) {
    std::vector<Sample> all;
    for (const auto& [labels, sum] : sums)
      if (const auto value = value_of(sum)) all.push_back({labels, *value});
    return all;
  };
  using Value = std::optional<std::string>;
  write_family(out, "laststraw_incidents", "", "Incidents found by the last scan, each counted once.",
               samples([](const Tally& sum) { return Value(std::to_string(sum.incidents)); }));
  write_family(out, "laststraw_outage_seconds", "seconds", "Seconds down, of the incidents of which that is known.",
               samples([](const Tally& sum) { return sum.down_s ? Value(number(*sum.down_s)) : std::nullopt; }));
  write_family(out, "laststraw_sessions_lost", "", "Sessions lost, of the incidents of which that is known.",
               samples([](const Tally& sum) { return sum.sessions_lost ? Value(std::to_string(*sum.sessions_lost)) : std::nullopt; }));
  write_family(out, "laststraw_last_incident_timestamp_seconds", "seconds",
               "When the last of them was, in seconds since 1970; a time whose zone is not known counts as UTC.",
               samples([](const Tally& sum) { return sum.last ? Value(epoch(*sum.last)) : std::nullopt; }));
}

void write_stories(std::string& out, const FleetSummary& summary) {
  const std::vector<Story>& stories = summary.stories;
  std::vector<Sample> incidents, outages, last;
  for (std::size_t i = 0; i < std::min(kMostSampled, stories.size()); ++i) {
    const Story& story = stories[i];
    const Labels labels{{"story", story.id}, {"by", story.by}, {"cause", story.cause}};
    incidents.push_back({labels, std::to_string(story.incidents)});
    if (story.down_known > 0) outages.push_back({labels, number(story.down_s)});
    if (const auto time = wall_time_of(story.last)) last.push_back({labels, epoch(*time)});
  }
  write_family(out, "laststraw_stories", "", "What happens again and again; the fifty with the longest outage have samples of their own.",
               {{{}, std::to_string(summary.story_count)}});
  write_family(out, "laststraw_story_incidents", "", "Incidents of a story.", incidents);
  write_family(out, "laststraw_story_outage_seconds", "seconds", "Seconds down in a story, as far as known.", outages);
  write_family(out, "laststraw_story_last_timestamp_seconds", "seconds", "When the last incident of a story was, in seconds since 1970.",
               last);
}

}  // namespace

std::string write_metrics(const FleetSummary& summary) {
  std::map<Labels, Tally> sums;
  for (const Tally& tally : summary.tallies)
    add(sums[{{"host", tally.of_others ? kOthers : cut(harmless(tally.host), kMostColumns, true)},
              {"owner", tally.owner},
              {"environment", tally.environment.empty() ? "unknown" : tally.environment},
              {"outcome", tally.outcome},
              {"cause", tally.cause},
              {"verdict", tally.verdict}}],
        tally);
  std::string out;
  write_incidents(out, sums);
  write_family(out, "laststraw_hosts", "", "Hosts with incidents; those with listed=no share the label (other hosts).",
               {{{{"listed", "no"}}, std::to_string(summary.other_hosts)}, {{{"listed", "yes"}}, std::to_string(summary.listed_hosts)}});
  write_stories(out, summary);
  return out + "# EOF\n";
}

}  // namespace laststraw::report
