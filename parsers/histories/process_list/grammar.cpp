// `ps` captures (procps ps/output.c): a line with the time, a header, rows. Columns by the header; the last one is the
// rest of the line. "zzz" lines are OSWatcher's.
//   zzz 2026-11-21 02:53:44 UTC
//       PID    PPID USER       RSS    VSZ %CPU ELAPSED COMMAND
//       296       1 root     14492 240340 34.8       5 /usr/bin/python3 /opt/agent/agent.py
#include <algorithm>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/day.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/number.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;

const auto cell = omit[*lit(' ')] >> raw[+(char_ - ' ')];
const auto number = grammar::u64 >> eoi;

using Header = std::vector<std::string>;

bool is_command(std::string_view column) { return column == "COMMAND" || column == "CMD" || column == "ARGS" || column == "Command"; }

/// The columns, empty where the line is no header of ps.
Header read_header(std::string_view text) {
  Header header;
  for (grammar::Chars word; grammar::take(text, cell, word);) header.push_back(grammar::str(word));
  const bool has_pid = std::find(header.begin(), header.end(), "PID") != header.end();
  return has_pid && is_command(header.back()) ? header : Header{};
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::uint64_t value = 0;
  if (!grammar::take(text, number, value) || value > (std::uint64_t{1} << 52)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

/// ELAPSED: seconds (etimes) or [[dd-]hh:]mm:ss (etime).
std::optional<std::chrono::seconds> elapsed(std::string_view text) {
  if (const auto seconds = whole(text)) return std::chrono::seconds{*seconds};
  std::int64_t days = 0, total = 0;
  std::uint64_t part = 0;
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    const auto d = whole(text.substr(0, dash));
    if (!d || *d > 100'000) return std::nullopt;
    days = *d;
    text.remove_prefix(dash + 1);
  }
  int parts = 0;
  while (grammar::take(text, grammar::u64, part) && part < 1000 && parts < 3) {
    total = total * 60 + static_cast<std::int64_t>(part);
    ++parts;
    if (text.empty()) return std::chrono::seconds{days * 86400 + total};
    if (text.front() != ':') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

/// KiB, or with a suffix as top writes it: "1.2g", "512m"; the point may be a comma.
std::optional<Bytes> size_of(std::string_view text) {
  if (const auto kilobytes = whole(text)) return kib(*kilobytes);
  std::string decimal(text);
  std::replace(decimal.begin(), decimal.end(), ',', '.');
  std::string_view rest = decimal;
  double value = 0;
  if (!grammar::take(rest, grammar::number, value) || rest.size() != 1 || value < 0 || value > 1e9) return std::nullopt;
  switch (rest.front()) {
    case 'k':
      return scaled(kib(1), value);
    case 'm':
      return scaled(mib(1), value);
    case 'g':
      return scaled(mib(1024), value);
    case 't':
      return scaled(mib(1 << 20), value);
    default:
      return std::nullopt;
  }
}

/// A row and, where it is printed, what part of the RAM its resident memory is.
struct Read {
  ProcessRow row;
  double percent_of_ram = 0;  ///< "%MEM": ps cuts it off behind a tenth, top rounds it; 0: not printed
};

bool keep(Read& read, std::string_view column, std::string_view text) {
  ProcessRow& row = read.row;
  const auto value = whole(text);
  if (column == "PID") {
    if (!value || *value > 0x7fffffff) return false;
    row.pid = Pid(static_cast<std::int32_t>(*value));
  } else if (column == "PPID" && value && *value <= 0x7fffffff) {
    row.ppid = Pid(static_cast<std::int32_t>(*value));
  } else if (column == "USER" || column == "UID") {
    row.user = std::string(text);
  } else if (column == "RSS" || column == "RSZ" || column == "RES") {
    row.rss = size_of(text);
  } else if (column == "VSZ" || column == "VIRT") {
    row.vsz = size_of(text);
  } else if (column == "ELAPSED") {
    row.elapsed = elapsed(text);
  } else if (column == "%MEM") {
    grammar::take(text, grammar::number, read.percent_of_ram);
  }
  return true;
}

std::optional<Read> read_row(std::string_view text, const Header& header) {
  Read read;
  for (std::size_t i = 0; i + 1 < header.size(); ++i) {
    grammar::Chars word;
    if (!grammar::take(text, cell, word) || !keep(read, header[i], grammar::view(word))) return std::nullopt;
  }
  read.row.command = std::string(support::trim(text).substr(0, kMaxQuote));
  if (read.row.command.empty()) return std::nullopt;
  return read;
}

}  // namespace

namespace {

/// pidstat puts the time into the first column, top into a line without a date: both need the day from elsewhere.
const auto two = grammar::x3::uint_parser<std::uint32_t, 10, 2, 2>{};

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records) { list_.source = source.id; }

  support::LineIs read(const Line& line) {
    std::string_view text = line.text;
    if (auto stamp = support::read_mark(text)) {
      close();
      list_.stamp = std::move(stamp);
      list_.cite = cite(line);
      return support::LineIs::parsed;
    }
    if (support::is_mark(text)) return close(), support::LineIs::parsed;
    if (text.substr(0, 6) == "Linux ") return read_banner(text), support::LineIs::parsed;
    if (text.substr(0, 6) == "top - ") {
      close();
      list_.cite = cite(line);
      in_top_ = true;
      return support::LineIs::parsed;
    }
    const auto time = take_clock(text);
    if (Header found = read_header(text); !found.empty()) {
      if (!list_.rows.empty()) close();
      if (list_.cite.at.first_line == 0) list_.cite = cite(line);
      header_ = std::move(found);
      return support::LineIs::parsed;
    }
    if (read_top_totals(line)) return support::LineIs::parsed;
    if (header_.empty() || (in_top_ && list_.rows.empty() && is_top_summary(text)))
      return header_.empty() && !in_top_ ? support::LineIs::noise : support::LineIs::parsed;
    if (text.substr(0, 8) == "Average:") return support::LineIs::parsed;
    if (time) start_sample(*time, line);
    auto read = read_row(text, header_);
    if (!read) return in_top_ && is_top_summary(text) ? support::LineIs::parsed : support::LineIs::unrecognised;
    read->row.line = line.at.first_line;
    note_ram(*read, line);
    list_.rows.push_back(std::move(read->row));
    return support::LineIs::parsed;
  }

  void close() {
    if (!list_.rows.empty()) records_.process_lists.push_back(std::move(list_));
    list_ = {};
    list_.source = source_.id;
  }

 private:
  /// A large part of the RAM tells the RAM, where nothing has told it.
  void note_ram(const Read& read, const Line& line) {
    constexpr double kTells = 20, kMost = 100, kCutOff = 0.1, kRounded = 0.05;
    if (records_.meminfo.total || !read.row.rss || read.percent_of_ram < kTells || read.percent_of_ram > kMost) return;
    const double rss = 100 * static_cast<double>(read.row.rss->count);
    const double low = rss / (read.percent_of_ram + kCutOff), high = rss / (read.percent_of_ram - kRounded);
    records_.meminfo.total = {Bytes{to_whole((low + high) / 2)}, cite(line)};
    records_.meminfo.total_within = Bytes{to_whole((high - low) / 2)};
  }

  /// "Tasks:  94 total", "%Cpu(s):", "MiB Mem :", "Mem:  24682416k total"
  static bool is_top_summary(std::string_view text) {
    for (const std::string_view opening : {"Tasks:", "Threads:", "%Cpu", "Cpu(s)", "Cpu", "MiB ", "KiB ", "GiB ", "Mem:", "Swap:"})
      if (text.substr(0, opening.size()) == opening) return true;
    return false;
  }

  /// "MiB Mem :  15841.3 total,    118.6 free, ...", "KiB Swap:  2097148 total, ...  101900 avail Mem", "Mem:  24682416k total, ..." (procps top.c).
  bool read_top_totals(const Line& line) {
    std::string_view text = support::trim(line.text);
    std::int64_t kilobytes = 1;
    for (const auto& [unit, factor] : {std::pair<std::string_view, std::int64_t>{"KiB ", 1}, {"MiB ", 1024}, {"GiB ", 1 << 20}})
      if (text.starts_with(unit)) kilobytes = factor, text.remove_prefix(unit.size());
    const bool mem = text.starts_with("Mem"), swap = text.starts_with("Swap");
    const std::size_t colon = text.find(':');
    if ((!mem && !swap) || colon == std::string_view::npos || colon > 6 || text.find(" total") == std::string_view::npos) return false;
    text.remove_prefix(colon + 1);
    for (double value = 0; grammar::take(text, omit[*char_(" ,.")] >> grammar::number >> omit[-char_("kK+")] >> omit[*lit(' ')], value);) {
      const std::size_t end = std::min(text.find_first_of(",."), text.size());
      std::string_view label = support::trim(text.substr(0, end));
      const std::size_t next = label.find_first_of("0123456789");
      if (next != std::string_view::npos) label = support::trim(label.substr(0, next));
      text.remove_prefix(next == std::string_view::npos ? end : next);
      const auto fact = label == "total"          ? (mem ? &MemInfo::total : &MemInfo::swap_total)
                        : label == "avail Mem"    ? &MemInfo::available
                        : label == "free" && swap ? &MemInfo::swap_free
                                                  : nullptr;
      if (fact && value >= 0 && value < 1e12) records_.meminfo.*fact = {scaled(kib(kilobytes), value), cite(line)};
    }
    return true;
  }

  /// pidstat's "03:41:08 " or "03:41:08 AM " off the front.
  static std::optional<Micros> take_clock(std::string_view& text) {
    std::uint32_t hour = 0, minute = 0, second = 0;
    std::string_view rest = text;
    if (!grammar::take(rest, two, hour) || !grammar::take(rest, lit(':') >> two, minute) || !grammar::take(rest, lit(':') >> two, second))
      return std::nullopt;
    if (rest.substr(0, 3) == " AM" || rest.substr(0, 3) == " PM") {
      hour = hour % 12 + (rest[1] == 'P' ? 12u : 0u);
      rest.remove_prefix(3);
    }
    if (rest.empty() || rest.front() != ' ' || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    text = rest;
    return std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  }

  void read_banner(std::string_view text) {
    for (grammar::Chars word; grammar::take(text, omit[*char_(" \t")] >> raw[+(char_ - ' ' - '\t')], word);)
      if (const auto day = support::read_day(grammar::view(word))) day_ = day->day;
  }

  void start_sample(Micros time, const Line& line) {
    if (list_.stamp && day_ && list_.stamp->civil == *day_ + time) return;
    close();
    list_.cite = cite(line);
    if (!day_) return;
    Stamp stamp;
    stamp.civil = *day_ + time;
    stamp.resolution = std::chrono::seconds{1};
    list_.stamp = stamp;
  }

  const SourceText& source_;
  Records& records_;
  Header header_;
  ProcessList list_;
  std::optional<Micros> day_;
  bool in_top_ = false;
};

}  // namespace

Reading read_process_list(const SourceText& source, Records& records) {
  Reader reader(source, records);
  Reading reading = support::read_lines(source, records, "process_list/ps", "a row of ps with the header's columns",
                                        [&](const Line& line) { return reader.read(line); });
  reader.close();
  return reading;
}

}  // namespace laststraw
