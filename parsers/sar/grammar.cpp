// sar text (sysstat rd_stats / pr_stats.c): a machine line with the date, then blocks of a header and rows. Columns by the
// header's names, in any order; blocks that are not about memory, load or pressure are noise.
//   Linux 6.12.107+deb12-cloud-amd64 (db-lab) 	11/21/26 	_x86_64_	(1 CPU)
//   02:53:44    kbmemfree   kbavail kbmemused  %memused ...
//   02:53:46       391508    418988 ...
// kbmemused has had three definitions (POSTGRES.md 4.1) and is never used.
#include <boost/fusion/include/adapt_struct.hpp>

#include <algorithm>
#include <array>
#include <vector>

#include "laststraw/parse.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::sar_detail {
struct RawClock { std::uint32_t hour, minute, second; };
struct RawDate { std::uint32_t a, b, c; };
}  // namespace laststraw::sar_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::sar_detail::RawClock, hour, minute, second)
BOOST_FUSION_ADAPT_STRUCT(laststraw::sar_detail::RawDate, a, b, c)

namespace laststraw {

namespace {

using namespace std::chrono_literals;
using sar_detail::RawClock;
using sar_detail::RawDate;
using grammar::take;
using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 2, 2> kTwo{};
const auto clock = rule<struct clock_tag, RawClock>{"time"} = kTwo >> ':' >> kTwo >> ':' >> kTwo;
const auto half_day = omit[*lit(' ')] >> raw[lit("AM") | "PM"];
const auto cell = omit[*char_(" \t")] >> raw[+(char_ - ' ' - '\t')];
const auto us_date = rule<struct us_tag, RawDate>{"date"} = grammar::u32 >> '/' >> grammar::u32 >> '/' >> grammar::u32 >> eoi;
const auto iso_date = rule<struct iso_tag, RawDate>{"date"} = grammar::u32 >> '-' >> grammar::u32 >> '-' >> grammar::u32 >> eoi;

struct Known { std::string_view column; const char* series; double factor; };
/// The last column of the PSI block has the same names for cpu, io and mem but for the suffix (sysstat 12.3+).
constexpr std::array<Known, 30> kKnown{{
    {"kbmemfree", "mem_free_bytes", 1024}, {"kbavail", "mem_available_bytes", 1024}, {"kbanonpg", "anon_bytes", 1024},
    {"kbcached", "cached_bytes", 1024}, {"kbbuffers", "buffers_bytes", 1024}, {"kbslab", "slab_bytes", 1024},
    {"kbpgtbl", "page_tables_bytes", 1024}, {"kbkstack", "kernel_stack_bytes", 1024}, {"kbcommit", "committed_bytes", 1024},
    {"kbdirty", "dirty_bytes", 1024}, {"kbswpfree", "swap_free_bytes", 1024}, {"kbswpused", "swap_used_bytes", 1024},
    {"pswpin/s", "swap_in_pages_per_s", 1}, {"pswpout/s", "swap_out_pages_per_s", 1}, {"majflt/s", "major_faults_per_s", 1},
    {"pgscank/s", "kswapd_scan_pages_per_s", 1}, {"pgscand/s", "direct_scan_pages_per_s", 1}, {"runq-sz", "run_queue", 1},
    {"plist-sz", "tasks", 1}, {"blocked", "blocked_tasks", 1}, {"ldavg-1", "load_1", 1}, {"kbhugfree", "huge_free_bytes", 1024},
    {"kbhugused", "huge_used_bytes", 1024}, {"%smem-10", "psi_memory_some_avg10_percent", 1},
    {"%fmem-10", "psi_memory_full_avg10_percent", 1}, {"%smem", "psi_memory_some_percent", 1}, {"%fmem", "psi_memory_full_percent", 1},
    {"kbmemshrd", "shared_bytes", 1024}, {"pgsteal/s", "steal_pages_per_s", 1}, {"kbshmem", "shmem_bytes", 1024}}};

const Known* known_column(std::string_view column) {
  for (const Known& known : kKnown)
    if (known.column == column) return &known;
  return nullptr;
}

/// Decimal comma or point.
std::optional<double> value_of(std::string_view text) {
  std::string number(text);
  std::replace(number.begin(), number.end(), ',', '.');
  std::string_view rest = number;
  double value = 0;
  if (!take(rest, grammar::x3::double_, value) || !rest.empty()) return std::nullopt;
  return value;
}

std::vector<std::string_view> cells(std::string_view text) {
  std::vector<std::string_view> found;
  for (grammar::Chars word; take(text, cell, word);) found.push_back(grammar::view(word));
  return found;
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records), series_(records, source.id) {}

  Reading read() {
    Reading reading = support::read_lines(source_, records_, "sar/text", "a row of sar with the header's columns",
                                          [&](const Line& line) { return read_line(line); });
    if (ambiguous_) reading.note = "the date " + date_text_ + " is read as month/day/year";
    return reading;
  }

 private:
  int read_line(const Line& line) {
    std::string_view text = line.text;
    if (text.substr(0, 6) == "Linux ") return read_machine(text) ? 1 : -1;
    RawClock time{};
    if (!take(text, clock, time)) return read_untimed(text);
    grammar::Chars half;
    if (std::string_view rest = text; take(rest, half_day, half)) {
      text = rest;
      if (time.hour > 12) return -1;
      time.hour = time.hour % 12 + (grammar::view(half) == "PM" ? 12 : 0);
    }
    const std::vector<std::string_view> found = cells(text);
    if (found.empty() || text.find("LINUX") != std::string_view::npos) return 1;      // LINUX RESTART
    return value_of(found.back()) || value_of(found.front()) ? read_row(found, time, line) : read_header(found);
  }

  /// "Average:" rows (in any language) and continuation of other blocks.
  int read_untimed(std::string_view text) const {
    const std::size_t colon = text.find(':');
    return !columns_.empty() && wanted_ && colon != std::string_view::npos && colon < 24 ? 1 : 0;
  }

  bool read_machine(std::string_view text) {
    day_.reset();
    for (const std::string_view word : cells(text)) {
      RawDate d{};
      if (std::string_view rest = word; take(rest, iso_date, d)) return set_day(d.a, d.b, d.c);
      if (std::string_view rest = word; take(rest, us_date, d)) {
        date_text_ = std::string(word);
        // MM/DD in the C locale; a first field above 12 can only be a day.
        if (d.a > 12) std::swap(d.a, d.b);
        else ambiguous_ = d.b <= 12 && d.a != d.b;
        return set_day(d.c < 100 ? d.c + 2000 : d.c, d.a, d.b);
      }
    }
    return false;
  }

  bool set_day(std::uint32_t year, std::uint32_t month, std::uint32_t day) {
    if (year > 9999 || month > 12 || day > 31) return false;
    day_ = support::civil_micros(static_cast<int>(year), static_cast<int>(month), static_cast<int>(day), 0, 0, 0);
    block_day_ = day_;
    last_.reset();
    return day_.has_value();
  }

  int read_header(const std::vector<std::string_view>& names) {
    columns_.assign(names.size(), nullptr);
    // Per-CPU, per-device and per-process blocks repeat a column for each; only machine-wide ones are ours.
    const bool many = !names.empty() && (names.front() == "CPU" || names.front() == "DEV" || names.front() == "IFACE" || names.front() == "TTY");
    for (std::size_t i = 0; i < names.size() && !many; ++i) columns_[i] = known_column(names[i]);
    wanted_ = std::any_of(columns_.begin(), columns_.end(), [](const Known* known) { return known != nullptr; });
    // Each block of a day's file begins again in the morning.
    if (names != last_header_words()) block_day_ = day_, last_.reset();
    header_.assign(names.begin(), names.end());
    return wanted_ ? 1 : 0;
  }

  std::vector<std::string_view> last_header_words() const { return {header_.begin(), header_.end()}; }

  int read_row(const std::vector<std::string_view>& found, const RawClock& time, const Line& line) {
    if (!wanted_) return 0;
    if (found.size() != columns_.size() || time.hour > 23 || time.minute > 59 || time.second > 59) return -1;
    const Micros of_day = std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
    Stamp stamp;
    stamp.resolution = 1s;
    if (block_day_) {
      if (last_ && of_day < *last_ - 12h) *block_day_ += 24h;      // past midnight
      stamp.civil = *block_day_ + of_day;
    }
    last_ = of_day;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!columns_[i]) continue;
      const auto value = value_of(found[i]);
      if (!value) return -1;
      series_.add(columns_[i]->series, stamp, *value * columns_[i]->factor, line.at.first_line);
    }
    return 1;
  }

  const SourceText& source_;
  Records& records_;
  support::SeriesGatherer series_;
  std::optional<Micros> day_, block_day_, last_;
  std::vector<const Known*> columns_;
  std::vector<std::string> header_;
  bool wanted_ = false, ambiguous_ = false;
  std::string date_text_;
};

}  // namespace

Reading read_sar(const SourceText& source, Records& records) { return Reader(source, records).read(); }

}  // namespace laststraw
