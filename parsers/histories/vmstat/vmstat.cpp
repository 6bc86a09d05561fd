// vmstat text. procps vmstat.c: two header lines, columns by the second; -t appends the date and time, -w only widens.
//   r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st                 UTC
//   3  0      0 12515612 274816 9622636    0    0   616  1761  385 1111 36  4 59  0  0 2026-11-21 03:41:06
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

using grammar::x3::eoi;

const auto number = grammar::u64 >> eoi;

std::optional<double> whole(std::string_view text) {
  std::uint64_t value = 0;
  if (!grammar::take(text, number, value)) return std::nullopt;
  return static_cast<double>(value);
}

class Reader {
 public:
  explicit Reader(support::SeriesGatherer& series) : series_(series) {}

  support::LineIs read(const Line& line) {
    if (auto mark = support::sample_mark(line.text)) {
      stamp_ = *mark;
      since_boot_ = true;
      return support::LineIs::parsed;
    }
    if (line.text.find("--memory--") != std::string_view::npos) return support::LineIs::parsed;
    const auto found = support::words_of(line.text);
    if (found.size() > 10 && found[0] == "r" && found[1] == "b") {
      names_.assign(found.begin(), found.end());
      // -t ends the header with the zone.
      zone_ = names_.back().size() > 2 ? names_.back() : std::string();
      return support::LineIs::parsed;
    }
    if (names_.empty()) return support::LineIs::noise;
    return read_row(found, line) ? support::LineIs::parsed : support::LineIs::unrecognised;
  }

 private:
  bool read_row(const std::vector<std::string_view>& found, const Line& line) {
    const std::size_t columns = names_.size() - (zone_.empty() ? 0 : 1);
    if (found.size() < columns) return false;
    if (found.size() >= columns + 2) {
      const std::string time = std::string(found[columns]) + " " + std::string(found[columns + 1]) + (zone_.empty() ? "" : " " + zone_);
      std::string_view rest = time;
      if (const auto stamp = support::take_iso_time(rest)) stamp_ = *stamp;
    }
    for (std::size_t i = 0; i < columns; ++i) {
      const auto value = whole(found[i]);
      if (!value) return false;
      keep(names_[i], *value, line);
    }
    since_boot_ = false;
    return true;
  }

  void keep(const std::string& name, double value, const Line& line) {
    const auto add = [&](const char* series, double factor) { series_.add(series, stamp_, value * factor, line.at.first_line); };
    constexpr double kPagesPerKb = 0.25;
    if (name == "free")
      add("mem_free_bytes", 1024);
    else if (name == "buff")
      add("buffers_bytes", 1024);
    else if (name == "cache")
      add("cached_bytes", 1024);  // procps adds reclaimable slab since 3.3.10
    else if (name == "swpd")
      add("swap_used_bytes", 1024);
    else if (name == "b")
      add("blocked_tasks", 1);
    else if (name == "r")
      add("run_queue", 1);
    else if (since_boot_)
      return;  // the first row's rates are averages since boot
    else if (name == "si")
      add("swap_in_pages_per_s", kPagesPerKb);
    else if (name == "so")
      add("swap_out_pages_per_s", kPagesPerKb);
  }

  support::SeriesGatherer& series_;
  std::vector<std::string> names_;
  std::string zone_;
  Stamp stamp_;
  bool since_boot_ = true;
};

}  // namespace

Reading read_vmstat(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  Reader reader(series);
  return support::read_lines(source, records, "vmstat", "a row of vmstat with the header's columns",
                             [&](const Line& line) { return reader.read(line); });
}

}  // namespace laststraw
