// pg_settings and SHOW ALL as psql prints them. psql's print.c: aligned, unaligned (-A), expanded (\x).
//    name           | setting | unit            name|setting|description
//   ----------------+---------+------
//    shared_buffers | 16384   | 8kB            -[ RECORD 1 ]-+------------
//                                               name           | work_mem
// SHOW ALL has "128MB" under "setting" and no unit; SHOW work_mem has the name as its only heading:
//    work_mem
//   ----------
//    64MB
#include <algorithm>
#include <utility>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

std::vector<std::string> cells(std::string_view text) {
  std::vector<std::string> found;
  while (true) {
    const std::size_t bar = text.find('|');
    found.emplace_back(support::trim(text.substr(0, bar)));
    if (bar == std::string_view::npos) return found;
    text.remove_prefix(bar + 1);
  }
}

std::size_t column(const std::vector<std::string>& header, std::string_view name) {
  return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
}

/// "(353 rows)", "---+---", "-[ RECORD 12 ]---"
bool is_rule(std::string_view text) {
  return text.find_first_not_of("-+") == std::string_view::npos || text.substr(0, 10) == "-[ RECORD " ||
         (text.front() == '(' && text.find("row") != std::string_view::npos);
}

class Reader {
 public:
  explicit Reader(Settings& settings) : settings_(settings) {}

  support::LineIs read(const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (is_rule(text)) {
      shown_ = std::exchange(heading_, {});
      return keep_record(), support::LineIs::parsed;
    }
    const auto found = cells(line.text);
    if (found.size() < 2) return header_.empty() ? read_shown(text, line) : support::LineIs::parsed;  // else a description that goes on
    if (column(found, "name") < found.size() && column(found, "setting") < found.size()) return header_ = found, support::LineIs::parsed;
    if (header_.empty()) return read_expanded(found, line);
    const std::size_t name = column(header_, "name"), setting = column(header_, "setting"), unit = column(header_, "unit");
    if (found.size() <= std::max(name, setting)) return support::LineIs::unrecognised;
    if (found[name].empty()) return support::LineIs::parsed;  // psql wraps long values below
    support::keep(settings_, found[name],
                  {found[setting], unit < found.size() ? found[unit] : std::string(), cite(line), support::kFromServer});
    return support::LineIs::parsed;
  }

  void keep_record() {
    if (!name_.empty()) support::keep(settings_, name_, record_);
    name_.clear();
    record_ = {};
  }

 private:
  /// A heading, or the value under it.
  support::LineIs read_shown(std::string_view text, const Line& line) {
    if (!shown_.empty()) {
      support::keep(settings_, std::exchange(shown_, {}), {std::string(text), {}, cite(line), support::kFromServer});
      return support::LineIs::parsed;
    }
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") != std::string_view::npos) return support::LineIs::noise;
    heading_ = std::string(text);
    return support::LineIs::parsed;
  }

  support::LineIs read_expanded(const std::vector<std::string>& found, const Line& line) {
    if (found[0] == "name")
      name_ = found[1];
    else if (found[0] == "setting")
      record_ = {found[1], record_.unit, cite(line), support::kFromServer};
    else if (found[0] == "unit")
      record_.unit = found[1];
    else if (name_.empty())
      return support::LineIs::noise;
    return support::LineIs::parsed;
  }

  Settings& settings_;
  std::vector<std::string> header_;
  std::string name_;
  std::string heading_, shown_;  ///< of SHOW: a line that may be one; the name whose value comes next
  Setting record_;
};

}  // namespace

Reading read_pg_settings_table(const SourceText& source, Records& records) {
  Reader reader(records.pg_settings);
  Reading reading = support::read_lines(source, records, "pg_settings/table", "name | setting | ...",
                                        [&](const Line& line) { return reader.read(line); });
  reader.keep_record();
  return reading;
}

}  // namespace laststraw
