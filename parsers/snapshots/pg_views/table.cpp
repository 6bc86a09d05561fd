// psql's fe_utils/print.c: print_aligned_text(), print_aligned_vertical(), print_csv_text().
//    pid  | usename | query          pid,usename,query         -[ RECORD 1 ]-----
//   ------+---------+-----------     4711,app,"select 1,       pid     | 4711
//    4711 | app     | select 1,+        2"                     usename | app
//         |         |    2
#include "pg_views/table.hpp"

#include <algorithm>
#include <vector>

#include "pg_views/json_rows.hpp"
#include "support/csv.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw::pg_views {

namespace {

constexpr std::size_t kMaxCell = std::size_t{1} << 16;
constexpr std::size_t kMostColumns = 200;

std::vector<std::string> bars_of(std::string_view text, std::size_t most) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t bar = cells.size() + 1 < most ? text.find('|') : std::string_view::npos;
    cells.emplace_back(support::trim(text.substr(0, bar)));
    if (bar == std::string_view::npos) return cells;
    text.remove_prefix(bar + 1);
  }
}

bool is_rule(std::string_view text) {
  return text.find('-') != std::string_view::npos && text.find_first_not_of("-+ ") == std::string_view::npos;
}
bool is_record(std::string_view text) { return text.starts_with("-[ RECORD ") || text.starts_with("*[ RECORD "); }
bool is_count(std::string_view text) { return text.starts_with('(') && text.ends_with(')') && text.find(" row") != std::string_view::npos; }

void append(std::string& cell, const std::string& more) {
  if (cell.ends_with('+')) cell.pop_back();  // the mark of a newline
  while (cell.ends_with(' ')) cell.pop_back();
  if (cell.size() + more.size() < kMaxCell && !more.empty()) cell += "\n" + more;
}

class Reader {
 public:
  explicit Reader(const std::function<bool(const Row&)>& take) : take_(take) {}

  support::LineIs read(const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (open_quote_) return continue_csv(line);
    if (columns_.empty() && !expanded_ && (text.front() == '[' || text.front() == '{')) return read_json(line);
    if (is_record(text)) return close(), expanded_ = true, begin(line), support::LineIs::parsed;
    if (is_rule(text) || is_count(text)) return support::LineIs::parsed;
    if (expanded_) return read_member(line);
    if (columns_.empty()) return read_header(text);
    if (csv_) return begin_csv(line);
    return read_aligned(line);
  }

  void close() {
    if (row_.cite.at.first_line > 0) take_(row_);
    row_ = {};
  }

 private:
  support::LineIs read_header(std::string_view text) {
    csv_ = text.find('|') == std::string_view::npos;
    if (!csv_)
      columns_ = bars_of(text, kMostColumns);
    else if (!support::split_csv(text, columns_))
      columns_.clear();
    if (columns_.size() < 2 || columns_.size() > kMostColumns) columns_.clear();
    return columns_.empty() ? support::LineIs::noise : support::LineIs::parsed;
  }

  void begin(const Line& line) { row_.cite = cite(line); }

  support::LineIs read_json(const Line& line) {
    const bool read = for_each_object(support::trim(line.text), [&](std::map<std::string, std::string, std::less<>> cells) {
      row_ = {std::move(cells), cite(line)};
      close();
    });
    return read ? support::LineIs::parsed : support::LineIs::unrecognised;
  }

  support::LineIs read_aligned(const Line& line) {
    const std::vector<std::string> cells = bars_of(line.text, columns_.size());
    if (cells.size() != columns_.size()) return support::LineIs::unrecognised;
    if (goes_on_) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        if (!cells[i].empty()) append(row_.cells[columns_[i]], cells[i]);
    } else {
      close();
      begin(line);
      for (std::size_t i = 0; i < cells.size(); ++i) row_.cells[columns_[i]] = cells[i];
    }
    goes_on_ = std::any_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.ends_with('+'); });
    return support::LineIs::parsed;
  }

  support::LineIs read_member(const Line& line) {
    const std::vector<std::string> cells = bars_of(line.text, 2);
    if (cells.size() != 2) return support::LineIs::unrecognised;
    if (cells[0].empty() && !member_.empty())
      append(row_.cells[member_], cells[1]);
    else if (row_.cells.size() < kMostColumns)
      member_ = cells[0], row_.cells[member_] = cells[1];
    return support::LineIs::parsed;
  }

  support::LineIs begin_csv(const Line& line) {
    close();
    begin(line);
    record_ = std::string(line.text);
    return finish_csv();
  }
  support::LineIs continue_csv(const Line& line) {
    record_ += "\n" + std::string(line.text);
    row_.cite.at.last_line = line.at.last_line;
    return finish_csv();
  }
  support::LineIs finish_csv() {
    open_quote_ = support::is_open_csv(record_) && record_.size() < kMaxCell;
    if (open_quote_) return support::LineIs::parsed;
    std::vector<std::string> cells;
    if (!support::split_csv(record_, cells) || cells.size() != columns_.size()) return row_ = {}, support::LineIs::unrecognised;
    for (std::size_t i = 0; i < cells.size(); ++i) row_.cells[columns_[i]] = cells[i];
    close();
    return support::LineIs::parsed;
  }

  const std::function<bool(const Row&)>& take_;
  std::vector<std::string> columns_;
  bool csv_ = false, expanded_ = false, open_quote_ = false, goes_on_ = false;
  std::string record_, member_;
  Row row_;
};

}  // namespace

const std::string& Row::operator[](std::string_view column) const {
  static const std::string kNone;
  const auto found = cells.find(column);
  return found == cells.end() ? kNone : found->second;
}

std::optional<std::int64_t> count_of(const std::string& cell) {
  const auto count = support::whole_number<std::int64_t>(cell);
  return count && *count >= 0 ? count : std::nullopt;
}

Coverage for_each_row(const SourceText& source, Records& records, const char* expected, const std::function<bool(const Row&)>& take) {
  Reader reader(take);
  const Reading reading = support::read_lines(source, records, "", expected, [&](const Line& line) { return reader.read(line); });
  reader.close();
  return reading.coverage;
}

}  // namespace laststraw::pg_views
