// sadf's outputs for other programs. sysstat rndr_stats.c, json_stats.c, xml_stats.c.
//   -d  # hostname;interval;timestamp;kbmemfree;kbavail;...          db-lab;2;2026-11-21 02:53:46 UTC;504752;482072;...
//       db-lab;-1;2026-11-21 03:00:00 UTC;LINUX-RESTART	(2 CPU)
//   -p  vm	1	2026-11-21 03:30:01 UTC	-	kbmemfree	11122556
//   -j  "timestamp": {"date": "2026-11-21", "time": "02:53:46", "utc": 1, "interval": 2}, "memory": {"memfree": 504752, ...}
//   -x  <timestamp date="2026-11-21" time="03:30:01" utc="1" interval="1"> ... <memfree>11122556</memfree>
#include <boost/fusion/include/adapt_struct.hpp>

#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "sar/columns.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::sadf_detail {
struct RawPair {
  grammar::Chars key, value;
};
}  // namespace laststraw::sadf_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::sadf_detail::RawPair, key, value)

namespace laststraw {

namespace {

using grammar::real;
using grammar::take;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using sadf_detail::RawPair;
using sar::Column;

// --- -d and -p ---

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(by);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  if (!take(text, real >> eoi, value)) return std::nullopt;
  return value;
}

std::optional<Stamp> time_of(std::string_view text) {
  if (auto stamp = support::take_iso_time(text); stamp && text.empty()) return stamp;
  std::uint64_t seconds = 0;  // -U: seconds since 1970
  if (!take(text, grammar::u64 >> eoi, seconds) || seconds < 100'000'000 || seconds > 10'000'000'000) return std::nullopt;
  Stamp stamp;
  stamp.civil = std::chrono::seconds{seconds};
  stamp.utc_offset = std::chrono::minutes{0};
  stamp.resolution = std::chrono::seconds{1};
  return stamp;
}

class Table {
 public:
  explicit Table(support::SeriesGatherer& series) : series_(series) {}

  /// +1 parsed, 0 noise, -1 unrecognised.
  support::LineIs read(const Line& line) {
    if (line.text.substr(0, 2) == "# ") return read_header(line.text.substr(2));
    if (line.text.find('\t') != std::string_view::npos && line.text.find(';') == std::string_view::npos) return read_pair(line);
    const auto cells = split(line.text, ';');
    if (cells.size() < 4 || columns_.empty()) return support::LineIs::unrecognised;
    if (cells[1] == "-1" || cells[3] == "LINUX-RESTART" || cells[3].substr(0, 3) == "COM") return support::LineIs::parsed;
    const auto stamp = time_of(cells[2]);
    if (!stamp) return support::LineIs::unrecognised;
    if (!wanted_) return support::LineIs::noise;
    if (cells.size() != columns_.size()) return support::LineIs::unrecognised;
    for (std::size_t i = 3; i < cells.size(); ++i) {
      if (!columns_[i]) continue;
      const auto value = number_of(cells[i]);
      if (!value) return support::LineIs::unrecognised;
      series_.add(columns_[i]->series, *stamp, *value * columns_[i]->factor, line.at.first_line);
    }
    return support::LineIs::parsed;
  }

 private:
  support::LineIs read_header(std::string_view text) {
    columns_.clear();
    wanted_ = false;
    const auto names = split(text, ';');
    if (names.size() < 4 || names[0] != "hostname") return support::LineIs::unrecognised;
    // A block with one row for each CPU or device names it first.
    const bool many = names[3] == "CPU" || names[3] == "DEV" || names[3] == "IFACE" || names[3] == "TTY" || names[3] == "INTR" ||
                      names[3] == "FILESYSTEM";
    for (const std::string_view name : names) {
      columns_.push_back(many ? nullptr : sar::by_text(name));
      wanted_ = wanted_ || columns_.back();
    }
    return wanted_ ? support::LineIs::parsed : support::LineIs::noise;
  }

  /// host, interval, time, device, name, value
  support::LineIs read_pair(const Line& line) {
    const auto cells = split(line.text, '\t');
    if (cells.size() == 4 || (cells.size() == 5 && cells[3].substr(0, 5) == "LINUX")) return support::LineIs::parsed;  // LINUX-RESTART
    if (cells.size() != 6) return support::LineIs::unrecognised;
    const auto stamp = time_of(cells[2]);
    if (!stamp) return support::LineIs::unrecognised;
    const Column* column = cells[3] == "-" ? sar::by_text(cells[4]) : nullptr;
    if (!column) return support::LineIs::noise;
    const auto value = number_of(cells[5]);
    if (!value) return support::LineIs::unrecognised;
    series_.add(column->series, *stamp, *value * column->factor, line.at.first_line);
    return support::LineIs::parsed;
  }

  support::SeriesGatherer& series_;
  std::vector<const Column*> columns_;
  bool wanted_ = false;
};

// --- -j and -x: both print one member or element a line, so they are read line by line and a cut file loses only its end ---

const auto attribute = rule<struct attribute_tag, RawPair>{"attribute"} = omit[*char_(" ,{")] >> omit[-lit('"')] >>
                                                                          raw[+char_("a-z_0-9-")] >> omit[-lit('"')] >> omit[*lit(' ')] >>
                                                                          omit[char_(":=")] >> omit[*lit(' ')] >>
                                                                          (('"' >> raw[*(char_ - '"')] >> '"') | raw[+char_("0-9.a-z-")]);

const auto opening = omit[*char_(" ,")] >> '"' >> raw[+char_("a-z0-9_-")] >> '"' >> omit[*lit(' ')] >> ':' >> omit[*lit(' ')] >> '{';
const auto element = rule<struct element_tag, RawPair>{"element"} =
    lit('<') >> raw[+char_("a-z0-9_-")] >> '>' >> raw[+char_("0-9.-")] >> "</";

/// Where one block ends and which quantities may stand in it: "memory", "paging", ... Others repeat names for each device.
bool is_block(std::string_view name) {
  return name == "memory" || name == "paging" || name == "swap-pages" || name == "queue" || name == "hugepages" || name == "psi-mem";
}

class Members {
 public:
  explicit Members(support::SeriesGatherer& series) : series_(series) {}

  support::LineIs read(const Line& line) {
    std::string_view text = support::trim(line.text);
    if (text.find("timestamp") != std::string_view::npos && text.find("date") != std::string_view::npos)
      return read_time(text) ? support::LineIs::parsed : support::LineIs::unrecognised;
    if (!stamp_) return support::LineIs::noise;
    bool any = false;
    // XML: <memory per="second" unit="kB"> opens a block, its children are elements of one line each.
    if (!text.empty() && text.front() == '<') return read_element(text, line) ? support::LineIs::parsed : support::LineIs::noise;
    // JSON: "memory": {"memfree": 1, ...}; blocks may be nested ("psi": {"psi-mem": {...}}).
    while (!text.empty()) {
      if (std::string_view rest = text; take(rest, opening, name_)) {
        block_ = grammar::str(name_);
        text = rest;
        continue;
      }
      std::string_view key, value;
      if (!take_attribute(text, key, value)) break;
      any = keep(key, value, line) || any;
    }
    return any ? support::LineIs::parsed : support::LineIs::noise;
  }

 private:
  static bool take_attribute(std::string_view& text, std::string_view& key, std::string_view& value) {
    RawPair pair;
    std::string_view rest = text;
    if (!take(rest, attribute, pair)) return false;
    key = view(pair.key);
    value = view(pair.value);
    text = rest;
    return true;
  }

  bool read_time(std::string_view text) {
    const std::size_t at = text.find("date");
    text.remove_prefix(at > 0 && text[at - 1] == '"' ? at - 1 : at);
    std::string date, time;
    bool utc = false;
    for (std::string_view key, value; take_attribute(text, key, value);) {
      if (key == "date")
        date = std::string(value);
      else if (key == "time")
        time = std::string(value);
      else if (key == "utc")
        utc = value == "1";
    }
    const std::string both = date + " " + time;
    std::string_view rest = both;
    stamp_ = support::take_iso_time(rest);
    if (stamp_ && utc) stamp_->utc_offset = std::chrono::minutes{0};
    block_.clear();
    return stamp_.has_value();
  }

  bool read_element(std::string_view text, const Line& line) {
    RawPair pair;
    if (std::string_view rest = text; take(rest, element, pair)) return keep(view(pair.key), view(pair.value), line);
    // <paging per="second" pgpgin="360.00" .../>: the values are attributes.
    std::string_view rest = text.substr(1);
    const std::size_t end = rest.find_first_of(" >");
    const std::string_view name = rest.substr(0, end);
    if (name.empty() || name.front() == '/') return false;
    if (is_block(name) || name.substr(0, 4) == "psi-" || sar::by_member(name) == nullptr) block_ = std::string(name);
    bool any = false;
    rest.remove_prefix(std::min(end == std::string_view::npos ? rest.size() : end, rest.size()));
    for (std::string_view key, value; take_attribute(rest, key, value);) any = keep(key, value, line) || any;
    return any;
  }

  bool keep(std::string_view key, std::string_view value, const Line& line) {
    if (!is_block(block_)) return false;
    const char* series = nullptr;
    double factor = 1;
    if (block_ == "psi-mem") {
      if (key == "some_avg10")
        series = "psi_memory_some_avg10_percent";
      else if (key == "full_avg10")
        series = "psi_memory_full_avg10_percent";
    } else if (const Column* column = sar::by_member(key)) {
      series = column->series;
      factor = column->factor;
    }
    const auto number = number_of(value);
    if (!series || !number) return false;
    series_.add(series, *stamp_, *number * factor, line.at.first_line);
    return true;
  }

  support::SeriesGatherer& series_;
  std::optional<Stamp> stamp_;
  std::string block_;
  grammar::Chars name_;
};

}  // namespace

Reading read_sadf_table(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  Table table(series);
  return support::read_lines(source, records, "sar/sadf_table", "a row of sadf -d or -p",
                             [&](const Line& line) { return table.read(line); });
}

Reading read_sadf_members(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  Members members(series);
  return support::read_lines(source, records, "sar/sadf_members", "a timestamp of sadf -j or -x",
                             [&](const Line& line) { return members.read(line); });
}

}  // namespace laststraw
