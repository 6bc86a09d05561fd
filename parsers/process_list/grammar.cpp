// `ps` captures (procps ps/output.c): a line with the time, a header, rows. Columns by the header; the last one is the
// rest of the line. "zzz" lines are OSWatcher's.
//   zzz 2026-11-21 02:53:44 UTC
//       PID    PPID USER       RSS    VSZ %CPU ELAPSED COMMAND
//       296       1 root     14492 240340 34.8       5 /usr/bin/python3 /opt/agent/agent.py
#include <algorithm>
#include <vector>

#include "laststraw/parse.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
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

bool is_command(std::string_view column) { return column == "COMMAND" || column == "CMD" || column == "ARGS"; }

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

bool keep(ProcessRow& row, std::string_view column, std::string_view text) {
  const auto value = whole(text);
  if (column == "PID") {
    if (!value || *value > 0x7fffffff) return false;
    row.pid = Pid(static_cast<std::int32_t>(*value));
  } else if (column == "PPID" && value && *value <= 0x7fffffff) {
    row.ppid = Pid(static_cast<std::int32_t>(*value));
  } else if (column == "USER" || column == "UID") {
    row.user = std::string(text);
  } else if ((column == "RSS" || column == "RSZ") && value) {
    row.rss = kib(*value);
  } else if (column == "VSZ" && value) {
    row.vsz = kib(*value);
  } else if (column == "ELAPSED") {
    row.elapsed = elapsed(text);
  }
  return true;
}

std::optional<ProcessRow> read_row(std::string_view text, const Header& header) {
  ProcessRow row;
  for (std::size_t i = 0; i + 1 < header.size(); ++i) {
    grammar::Chars word;
    if (!grammar::take(text, cell, word) || !keep(row, header[i], grammar::view(word))) return std::nullopt;
  }
  row.command = std::string(support::trim(text).substr(0, kMaxQuote));
  if (row.command.empty()) return std::nullopt;
  return row;
}

/// "zzz 2026-11-21 02:53:44 UTC", "zzz ***Sat Nov 21 ...": the text behind the mark.
bool is_mark(std::string_view text) { return text.substr(0, 4) == "zzz "; }

}  // namespace

Reading read_process_list(const SourceText& source, Records& records) {
  Header header;
  ProcessList list;
  list.source = source.id;
  const auto close = [&] {
    if (!list.rows.empty()) records.process_lists.push_back(std::move(list));
    list = {};
    list.source = source.id;
  };
  Reading reading = support::read_lines(source, records, "process_list/ps", "a row of ps with the header's columns", [&](const Line& line) {
    std::string_view text = line.text;
    const bool mark = is_mark(text);
    if (mark) text.remove_prefix(4);
    if (std::string_view rest = support::trim(text); const auto stamp = support::take_iso_time(rest)) {
      close();
      list.stamp = stamp;
      list.cite = cite(line);
      return 1;
    }
    if (mark) {
      close();
      return 1;
    }
    if (Header found = read_header(text); !found.empty()) {
      if (!list.rows.empty()) close();
      if (list.cite.at.first_line == 0) list.cite = cite(line);
      header = std::move(found);
      return 1;
    }
    if (header.empty()) return 0;
    auto row = read_row(text, header);
    if (!row) return -1;
    row->line = line.at.first_line;
    list.rows.push_back(std::move(*row));
    return 1;
  });
  close();
  return reading;
}

}  // namespace laststraw
