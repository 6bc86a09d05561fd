// A volume of a PCP archive as text. Parsed here and not by libpcp, which opens files by name, loads libraries and reads configuration, and
// so could not live where input is read (docs/TRUST.md).
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <map>

#include "laststraw/parsers/pcp.hpp"
#include "pcp/records.hpp"
#include "pcp/values.hpp"

namespace laststraw {

namespace {

using pcp::Metadata;
using pcp::Metric;
using pcp::Use;
using pcp::Value;

/// A machine's largest pid is 4 million, but nobody logs so many.
constexpr std::size_t kMostProcesses = 100000;

/// Of all volumes of an archive.
constexpr std::size_t kMostText = std::size_t{512} << 20;

/// What instances are called at the moment that was told last.
class Instances {
 public:
  explicit Instances(const Metadata& metadata) : metadata_(metadata) {
    for (const auto& [domain, observations] : metadata.domains) domains_.try_emplace(domain);
  }

  void tell(Micros now) {
    for (auto& [id, domain] : domains_) {
      const std::vector<pcp::Observation>& all = metadata_.domains.at(id);
      for (; domain.next < all.size() && all[domain.next].from <= now; ++domain.next) apply(domain, all[domain.next]);
    }
  }

  std::string_view name(std::uint32_t domain, std::int32_t instance) const {
    const auto its = domains_.find(domain);
    if (its == domains_.end()) return {};
    const auto found = its->second.names.find(instance);
    return found == its->second.names.end() ? std::string_view() : found->second;
  }

 private:
  struct Domain {
    std::size_t next = 0;
    std::map<std::int32_t, std::string_view> names;
  };
  static void apply(Domain& domain, const pcp::Observation& observation) {
    if (observation.whole) domain.names.clear();
    for (const auto& [instance, name] : observation.names)
      if (name)
        domain.names.insert_or_assign(instance, *name);
      else
        domain.names.erase(instance);
  }

  const Metadata& metadata_;
  std::map<std::uint32_t, Domain> domains_;
};

/// "2026-01-05 10:00:00.123456 UTC ".
std::string written(Micros at) {
  const std::chrono::sys_time<Micros> time{at};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%06d UTC ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

class Volume {
 public:
  Volume(const Metadata& metadata, Instances& instances, std::string_view bytes, int version, std::uint64_t most_lines)
      : metadata_(metadata), instances_(instances), bytes_(bytes), version_(version), most_lines_(most_lines) {}

  Unwrapped text() {
    const std::uint64_t lines = survey();
    one_in_ = std::max<std::uint64_t>(1, (lines + most_lines_ - 1) / most_lines_);
    read();
    if (one_in_ > 1) add_note(out_.note, say("of {0} values one in {1} was read: they are more than fit", lines, one_in_));
    if (damaged_) add_note(out_.note, say("record {0} is cut or damaged; what comes before it was read", *damaged_));
    return std::move(out_);
  }

 private:
  struct Row {
    std::string rss, vsize, ppid, user, psargs;
  };

  /// How many lines it will be. A process is one line, however many columns it has.
  std::uint64_t survey() {
    std::uint64_t lines = 0, others = 0;
    pcp::FramedRecords records(bytes_);
    records.next();  // the label
    const auto count = [&](const Metric& metric, std::int32_t, const Value&) {
      if (metric.known->use != Use::process || metric.known->series == std::string_view("rss")) ++lines;
    };
    while (const auto record = records.next()) pcp::for_each_value(*record, version_, metadata_, count, others);
    return lines;
  }

  void read() {
    pcp::FramedRecords records(bytes_);
    records.next();
    while (const auto record = records.next())
      if (!take(*record)) {
        damaged_ = records.count();
        return;
      }
    if (records.damaged()) damaged_ = records.count() + 1;
  }

  bool take(std::string_view record) {
    const auto head = pcp::read_head(record, version_);
    if (!head) return false;
    if (head->metrics == 0) return add(head->at, "mark"), true;
    instances_.tell(head->at);
    std::optional<bool> wanted;  // told by the first metric, which is the same in all records of a kind
    std::map<std::int32_t, Row> rows;
    bool sound = true;
    const auto take = [&](const Metric& metric, std::int32_t instance, const Value& value) {
      if (!wanted) wanted = seen_[metric.known]++ % one_in_ == 0;
      if (!*wanted || !sound) return;
      const auto text = value.text();
      if (!text || lines_ > 2 * most_lines_ || rows.size() > kMostProcesses)
        sound = false;
      else if (metric.known->use == Use::process)
        column(rows[instance], metric) = *text + (metric.known->series == std::string_view("psargs") ? "" : metric.unit);
      else
        add_value(head->at, metric, instance, *text);
    };
    sound &= pcp::for_each_value(record, version_, metadata_, take, out_.left_out);
    add_rows(head->at, rows);
    return sound;
  }

  static std::string& column(Row& row, const Metric& metric) {
    const std::string_view name = metric.known->series;
    return name == "rss" ? row.rss : name == "vsize" ? row.vsize : name == "ppid" ? row.ppid : name == "user" ? row.user : row.psargs;
  }

  void add(Micros at, const std::string& text) {
    out_.text += written(at) + text + '\n';
    ++lines_;
  }

  void add_value(Micros at, const Metric& metric, std::int32_t instance, const std::string& text) {
    const std::string_view meant = metric.known->instance;
    if (!meant.empty() && instances_.name(metric.domain, instance) != meant) {
      ++out_.left_out;
      return;
    }
    add(at, std::string(metric.known->metric) + (meant.empty() ? "" : " [" + std::string(meant) + "]") + ' ' + text + metric.unit);
  }

  /// A title may come in a record of its own.
  void add_rows(Micros at, std::map<std::int32_t, Row>& rows) {
    bool is_list = false;
    for (auto& [pid, row] : rows) {
      if (!row.psargs.empty() && (titles_.size() < kMostProcesses || titles_.count(pid))) titles_[pid] = row.psargs;
      is_list |= !row.rss.empty();
    }
    if (!is_list) return;
    for (auto title = titles_.begin(); title != titles_.end();) title = rows.count(title->first) ? std::next(title) : titles_.erase(title);
    for (const auto& [pid, row] : rows)
      if (!row.rss.empty()) add_row(at, pid, row);
  }

  void add_row(Micros at, std::int32_t pid, const Row& row) {
    std::string text = "proc [" + std::to_string(pid) + "] rss " + row.rss;
    for (const auto& [name, value] : {std::pair{", vsize ", &row.vsize}, {", ppid ", &row.ppid}, {", user ", &row.user}})
      if (!value->empty()) text += name + *value;
    const auto title = titles_.find(pid);
    const std::string command = title != titles_.end() ? title->second : name_of(pid);
    add(at, text + (command.empty() ? "" : ", psargs " + command));
  }

  /// pmdaproc calls an instance by its pid and its program: "024021 postgres:".
  std::string name_of(std::int32_t pid) const {
    for (const auto& [id, metric] : metadata_.metrics) {
      if (metric.known->use != Use::process) continue;
      const std::string_view name = instances_.name(metric.domain, pid);
      const std::size_t blank = name.find(' ');
      if (blank != std::string_view::npos) return pcp::printable(name.substr(blank + 1));
    }
    return {};
  }

  const Metadata& metadata_;
  Instances& instances_;  ///< of the archive: they go on where the volume before ended
  std::string_view bytes_;
  int version_;
  std::uint64_t most_lines_, one_in_ = 1, lines_ = 0;
  std::map<const pcp::Known*, std::uint64_t> seen_;
  std::map<std::int32_t, std::string> titles_;
  std::optional<std::uint32_t> damaged_;
  Unwrapped out_;
};

}  // namespace

std::vector<Unwrapped> unwrap_pcp(std::string_view metadata, const std::vector<std::string_view>& volumes, std::uint64_t most_lines) {
  const Metadata names = pcp::read_metadata(metadata);
  Instances instances(names);
  std::vector<Unwrapped> texts;
  std::size_t taken = 0;
  for (const std::string_view bytes : volumes) {
    Unwrapped& text = texts.emplace_back();
    const auto label = pcp_label(bytes);
    if (taken > kMostText) {
      text.note = say("the volumes of its PCP archive before it hold as much as fits");
      continue;
    }
    if (label) text = Volume(names, instances, bytes, label->version, most_lines).text();
    text.form = "PCP archive", text.room = "pcp";
    if (names.damaged) add_note(text.note, say("record {0} of its metadata is cut or damaged", *names.damaged));
    taken += text.text.size();
  }
  return texts;
}

}  // namespace laststraw
