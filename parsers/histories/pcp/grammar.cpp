// What unwrap_pcp() makes of a PCP archive: a value or a process a line, with its time.
#include "laststraw/parsers/iso_time.hpp"
#include "laststraw/parsers/pcp.hpp"
#include "laststraw/parsers/readers.hpp"
#include "pcp/metrics.hpp"
#include "support/cursor.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using pcp::Known;
using pcp::Use;
using support::Cursor;
using support::LineIs;

constexpr std::string_view kMetricCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

/// "Kbyte": 1024; 1 where it is no size.
double factor(std::string_view unit) {
  double size = 1;
  for (const std::string_view one : {"byte", "Kbyte", "Mbyte", "Gbyte", "Tbyte", "Pbyte", "Ebyte"}) {
    if (unit == one) return size;
    size *= 1024;
  }
  return 1;
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : records_(records), series_(records, source.id) {}

  LineIs read(const Line& line) {
    std::string_view text = line.text;
    const auto stamp = support::take_iso_time(text);
    if (!stamp || !stamp->civil) return LineIs::unrecognised;
    Cursor in(text);
    in.skip_blanks();
    if (in.rest() == "mark") return counters_.clear(), LineIs::parsed;
    if (in.skip("proc [")) return read_process(in, *stamp, line) ? LineIs::parsed : LineIs::unrecognised_at(in.column());
    const Known* const known = pcp::known(in.take(kMetricCharacters));
    if (known && !known->instance.empty() && !(in.skip(" [") && in.skip(known->instance) && in.skip(']'))) return LineIs::unrecognised;
    if (!known || !in.skip(' ')) return LineIs::unrecognised_at(in.column());
    if (known->word) return records_.host.*known->word = {std::string(in.take_rest()), cite(line)}, LineIs::parsed;
    const auto value = in.take_number<double>();
    in.skip_blanks();
    if (!value) return LineIs::unrecognised_at(in.column());
    if (*value >= 0 && *value < 1e18) keep(*known, *value * factor(in.rest()), *stamp, line);
    return LineIs::parsed;
  }

 private:
  void keep(const Known& known, double value, const Stamp& stamp, const Line& line) {
    if (known.total) records_.meminfo.*known.total = {Bytes{to_whole(value)}, cite(line)};
    if (known.use == Use::amount) series_.add(known.series, stamp, value, line.at.first_line);
    if (known.use == Use::kills) count_kills(value, line);
    if (known.use != Use::rate) return;
    const auto [before, fresh] = counters_.try_emplace(known.series, *stamp.civil, value);
    const auto& [then, was] = before->second;
    if (!fresh && value >= was && *stamp.civil > then)
      series_.add(known.series, stamp, (value - was) * 1e6 / static_cast<double>((*stamp.civil - then).count()), line.at.first_line);
    before->second = {*stamp.civil, value};
  }

  /// Only what came while the archive was written is known to belong to its time.
  void count_kills(double value, const Line& line) {
    if (kills_ && value > *kills_) {
      const auto& before = records_.host.vmstat_oom_kills;
      records_.host.vmstat_oom_kills = {(counted_ && before ? before->value : 0) + to_whole(value - *kills_), cite(line)};
      counted_ = true;
    }
    kills_ = value;
  }

  bool read_process(Cursor& in, const Stamp& stamp, const Line& line) {
    ProcessRow row;
    const auto pid = in.take_number<std::int32_t>();
    if (!pid || *pid < 1 || !in.skip("] rss ")) return false;
    row.pid = Pid(*pid);
    row.line = line.at.first_line;
    if (!take_size(in, row.rss)) return false;
    if (in.skip(", vsize ") && !take_size(in, row.vsz)) return false;
    if (in.skip(", ppid "))
      if (const auto ppid = in.take_number<std::int32_t>()) row.ppid = Pid(*ppid);
    if (in.skip(", user ")) row.user = in.take_until(",");
    if (in.skip(", psargs ")) row.command = in.take_rest();
    if (!in.done()) return false;
    // A line for each process of one list, all with its time.
    std::vector<ProcessList>& lists = records_.process_lists;
    if (!in_list_ || lists.back().stamp != stamp) {
      lists.push_back({line.at.source, stamp, {line.at, {}}, {}});
      in_list_ = true;
    }
    lists.back().rows.push_back(std::move(row));
    return true;
  }

  static bool take_size(Cursor& in, std::optional<Bytes>& size) {
    const auto number = in.take_number<double>();
    if (!number) return false;
    in.skip_blanks();
    size = scaled(Bytes{to_whole(factor(in.take(support::kLetters)))}, *number);
    return true;
  }

  Records& records_;
  support::SeriesGatherer series_;
  std::map<std::string_view, std::pair<Micros, double>> counters_;
  std::optional<double> kills_;
  bool counted_ = false, in_list_ = false;
};

}  // namespace

Reading read_pcp(const SourceText& source, Records& records) {
  if (const auto label = pcp_label(source.bytes)) {  // not unwrapped: names without values, or values without names
    const bool is_volume = label->volume >= 0;
    return {"pcp", {.lines = 1, .parsed = is_volume ? 0U : 1U, .unrecognised = is_volume ? 1U : 0U}, {}};
  }
  Reader reader(source, records);
  return support::read_lines(source, records, "pcp", "a time, a metric of PCP and its value",
                             [&](const Line& line) { return reader.read(line); });
}

}  // namespace laststraw
