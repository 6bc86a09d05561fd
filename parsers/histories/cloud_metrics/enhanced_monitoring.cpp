// Amazon RDS Enhanced Monitoring: what the agent writes to the log group RDSOSMetrics, sizes in kilobytes (RDS User Guide, "OS metrics in Enhanced
// Monitoring"). One document a sample, alone, one a line, or as `aws logs get-log-events` prints them, text in "message".
//   {"engine":"POSTGRES","instanceID":"shop","timestamp":"2026-01-05T10:00:00Z","memory":{"total":4030000,"free":120000,...},
//    "swap":{"total":4030000,"free":10},"processList":[{"id":4711,"tgid":4711,"parentID":1,"name":"postgres: app shop 10.0.0.5(40772) SELECT","rss":2100000,"vss":...}]}
#include <array>

#include "cloud_metrics/documents.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using cloud_metrics::number_of;
using cloud_metrics::text_of;
using nlohmann::json;

struct Known {
  const char* group;
  const char* member;
  const char* series;
  double factor;
};
constexpr std::array<Known, 13> kKnown{{{"memory", "total", "mem_total_bytes", 1024},
                                        {"memory", "free", "mem_free_bytes", 1024},
                                        {"memory", "cached", "cached_bytes", 1024},
                                        {"memory", "buffers", "buffers_bytes", 1024},
                                        {"memory", "slab", "slab_bytes", 1024},
                                        {"memory", "pageTables", "page_tables_bytes", 1024},
                                        {"memory", "dirty", "dirty_bytes", 1024},
                                        {"swap", "total", "swap_total_bytes", 1024},
                                        {"swap", "free", "swap_free_bytes", 1024},
                                        {"tasks", "total", "tasks", 1},
                                        {"tasks", "blocked", "blocked_tasks", 1},
                                        {"tasks", "running", "run_queue", 1},
                                        {"loadAverageMinute", "one", "load_1", 1}}};

class Reader {
 public:
  Reader(const SourceText& source, Records& records)
      : source_(source), records_(records), series_(records, source.id), times_(cloud_metrics::lines_of(source, "\"timestamp\"")) {}

  /// A sample, several, or log events with a sample each.
  bool take(const json& document, const Line& line) {
    if (document.is_array()) {
      bool any = false;
      for (const json& one : document) any |= one.is_object() && take(one, line);
      return any;
    }
    if (const auto events = document.find("events"); events != document.end() && events->is_array()) {
      bool any = false;
      for (const json& event : *events) any |= take_event(event, line);
      return any;
    }
    if (!document.contains("processList") && !document.contains("memory")) return take_event(document, line);
    return take_sample(document, line_of_next(line));
  }

 private:
  bool take_event(const json& event, const Line& line) {
    const std::string message = text_of(event, "message");
    if (message.empty()) return false;
    const std::uint32_t at = line_of_next(line);
    const json sample = json::parse(message, nullptr, false);
    return sample.is_object() && take_sample(sample, at);
  }

  /// Where the next sample's time stands; of one line, that line.
  std::uint32_t line_of_next(const Line& line) {
    while (next_ < times_.size() && times_[next_] < line.at.first_line) ++next_;
    return next_ < times_.size() ? times_[next_++] : line.at.first_line;
  }

  bool take_sample(const json& sample, std::uint32_t at) {
    const auto stamp = cloud_metrics::time_of(text_of(sample, "timestamp"));
    if (!stamp) return false;
    for (const Known& known : kKnown)
      if (const auto group = sample.find(known.group); group != sample.end())
        if (const auto value = number_of(*group, known.member)) series_.add(known.series, *stamp, *value * known.factor, at);
    const Citation cite{{source_.id, at, at}, {}};
    if (const auto total = total_of(sample, "memory")) records_.meminfo.total = {*total, cite};
    if (const auto total = total_of(sample, "swap")) records_.meminfo.swap_total = {*total, cite};
    take_processes(sample, *stamp, cite);
    return true;
  }

  static std::optional<Bytes> total_of(const json& sample, const char* group) {
    const auto found = sample.find(group);
    const auto total = found != sample.end() ? number_of(*found, "total") : std::nullopt;
    return total ? std::optional(scaled(kib(1), *total)) : std::nullopt;
  }

  void take_processes(const json& sample, const Stamp& stamp, const Citation& cite) {
    const auto rows = sample.find("processList");
    if (rows == sample.end() || !rows->is_array()) return;
    ProcessList list{source_.id, stamp, cite, {}};
    for (const json& row : *rows) {
      const auto id = number_of(row, "id"), group = number_of(row, "tgid"), parent = number_of(row, "parentID");
      // Sums over the agent's and the system's own processes have no id; threads have their group's.
      if (!id || *id < 1 || *id > 0x7fffffff || (group && *group > 0 && *group != *id)) continue;
      ProcessRow process;
      process.pid = Pid(static_cast<std::int32_t>(*id));
      if (parent && *parent <= 0x7fffffff) process.ppid = Pid(static_cast<std::int32_t>(*parent));
      if (const auto rss = number_of(row, "rss")) process.rss = scaled(kib(1), *rss);
      if (const auto vss = number_of(row, "vss")) process.vsz = scaled(kib(1), *vss);
      process.command = text_of(row, "name").substr(0, kMaxQuote);
      process.line = cite.at.first_line;
      if (!process.command.empty()) list.rows.push_back(std::move(process));
    }
    if (!list.rows.empty()) records_.process_lists.push_back(std::move(list));
  }

  const SourceText& source_;
  Records& records_;
  support::SeriesGatherer series_;
  std::vector<std::uint32_t> times_;
  std::size_t next_ = 0;
};

}  // namespace

Reading read_enhanced_monitoring(const SourceText& source, Records& records) {
  Reader reader(source, records);
  Reading reading;
  reading.format = "cloud_metrics/enhanced_monitoring";
  reading.coverage = cloud_metrics::for_each_document(source, records, "a JSON document with a timestamp and memory or processList",
                                                      [&](const json& document, const Line& line) { return reader.take(document, line); });
  return reading;
}

}  // namespace laststraw
