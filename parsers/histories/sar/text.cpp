// sar text (sysstat rd_stats / pr_stats.c): a machine line with the date, then blocks of a header and rows. Columns by the
// header's names, in any order; blocks that are not about memory, load or pressure are noise.
//   Linux 6.12.107+deb12-cloud-amd64 (db-lab) 	11/21/26 	_x86_64_	(1 CPU)
//   02:53:44    kbmemfree   kbavail kbmemused  %memused ...
//   02:53:46       391508    418988 ...
// kbmemused has had three definitions (docs/reference/postgres.md 4.1) and is never used.
#include <boost/fusion/include/adapt_struct.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "sar/columns.hpp"
#include "support/day.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw::sar_detail {
struct RawClock {
  std::uint32_t hour, minute, second;
};
}  // namespace laststraw::sar_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::sar_detail::RawClock, hour, minute, second)

namespace laststraw {

namespace {

using namespace std::chrono_literals;
using grammar::take;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using sar_detail::RawClock;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 2, 2> kTwo{};
const auto clock = rule<struct clock_tag, RawClock>{"time"} = kTwo >> ':' >> kTwo >> ':' >> kTwo;
// %r of the locale; the East Asian ones too.
const auto half_day = omit[*lit(' ')] >> raw[lit("AM") | "PM" | "am" | "pm" | "\u5348\u524d" | "\u5348\u5f8c" | "\u4e0a\u5348" |
                                             "\u4e0b\u5348" | "\uc624\uc804" | "\uc624\ud6c4"];

bool is_afternoon(std::string_view half) {
  return half == "PM" || half == "pm" || half == "\u5348\u5f8c" || half == "\u4e0b\u5348" || half == "\uc624\ud6c4";
}
struct Value {
  double number;
  bool in_bytes;
};

/// Decimal comma or point; "-nan" is nothing; with --human a size has a suffix ("10.6G") and a share a percent sign.
std::optional<Value> value_of(std::string_view text) {
  std::string number(text);
  std::replace(number.begin(), number.end(), ',', '.');
  std::string_view rest = number;
  double value = 0;
  if (!take(rest, grammar::real, value)) return std::nullopt;
  if (rest.empty() || rest == "%") return Value{value, false};
  constexpr std::string_view kSuffixes = "BkMGTP";
  const std::size_t power = rest.size() == 1 ? kSuffixes.find(rest.front()) : std::string_view::npos;
  if (power == std::string_view::npos) return std::nullopt;
  for (std::size_t i = 0; i < power; ++i) value *= 1024;
  return Value{value, true};
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records), series_(records, source.id) {}

  Reading read() {
    Reading reading = support::read_lines(source_, records_, "sar/text", "a row of sar with the header's columns",
                                          [&](const Line& line) { return read_line(line); });
    if (ambiguous_) reading.note = say("the date {0} is read as month/day/year", date_text_);
    return reading;
  }

 private:
  support::LineIs read_line(const Line& line) {
    std::string_view text = line.text;
    if (text.substr(0, 6) == "Linux ") return read_machine(text) ? support::LineIs::parsed : support::LineIs::unrecognised;
    RawClock time{};
    if (!take(text, clock, time)) return read_untimed(text);
    grammar::Chars half;
    if (std::string_view rest = text; take(rest, half_day, half)) {
      text = rest;
      if (time.hour > 12) return support::LineIs::unrecognised;
      time.hour = time.hour % 12 + (is_afternoon(grammar::view(half)) ? 12u : 0u);
    }
    const std::vector<std::string_view> found = support::words_of(text);
    if (found.empty() || text.find("LINUX") != std::string_view::npos) return support::LineIs::parsed;  // LINUX RESTART
    return value_of(found.back()) || value_of(found.front()) ? read_row(found, time, line) : read_header(found);
  }

  /// "Average:" rows (in any language) and continuation of other blocks.
  support::LineIs read_untimed(std::string_view text) const {
    const std::size_t colon = text.find(':');
    return !columns_.empty() && wanted_ && colon != std::string_view::npos && colon < 24 ? support::LineIs::parsed : support::LineIs::noise;
  }

  bool read_machine(std::string_view text) {
    day_.reset();
    for (const std::string_view word : support::words_of(text))
      if (const auto day = support::read_day(word)) {
        date_text_ = std::string(word);
        ambiguous_ = day->ambiguous;
        day_ = block_day_ = day->day;
        settle_by_file_name();
        last_.reset();
        return true;
      }
    return false;
  }

  /// "sar21" is the report of the 21st: it tells 03/04 from 04/03.
  void settle_by_file_name() {
    if (!ambiguous_) return;
    std::string_view name = std::string_view(source_.path).substr(std::string_view(source_.path).rfind('/') + 1);
    std::uint32_t of_month = 0;
    if (!take(name, lit("sa") >> -lit('r')) || !take(name, kTwo, of_month) || (!name.empty() && name.front() != '.')) return;
    const std::chrono::year_month_day read{std::chrono::sys_days{std::chrono::floor<std::chrono::days>(*day_)}};
    if (static_cast<unsigned>(read.day()) != of_month && static_cast<unsigned>(read.month()) == of_month) {
      const std::chrono::year_month_day other{read.year(), std::chrono::month{static_cast<unsigned>(read.day())},
                                              std::chrono::day{of_month}};
      day_ = block_day_ = std::chrono::sys_days{other}.time_since_epoch();
    }
    ambiguous_ = false;
  }

  support::LineIs read_header(const std::vector<std::string_view>& names) {
    columns_.assign(names.size(), nullptr);
    // Per-CPU, per-device and per-process blocks repeat a column for each; only machine-wide ones are ours.
    const bool many =
        !names.empty() && (names.front() == "CPU" || names.front() == "DEV" || names.front() == "IFACE" || names.front() == "TTY");
    for (std::size_t i = 0; i < names.size() && !many; ++i) columns_[i] = sar::by_text(names[i]);
    wanted_ = std::any_of(columns_.begin(), columns_.end(), [](const sar::Column* known) { return known != nullptr; });
    // Each block of a day's file begins again in the morning.
    if (names != last_header_words()) block_day_ = day_, last_.reset();
    header_.assign(names.begin(), names.end());
    return wanted_ ? support::LineIs::parsed : support::LineIs::noise;
  }

  std::vector<std::string_view> last_header_words() const { return {header_.begin(), header_.end()}; }

  support::LineIs read_row(const std::vector<std::string_view>& found, const RawClock& time, const Line& line) {
    if (!wanted_) return support::LineIs::noise;
    if (found.size() != columns_.size() || time.hour > 23 || time.minute > 59 || time.second > 59) return support::LineIs::unrecognised;
    const Micros of_day = std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
    Stamp stamp;
    stamp.resolution = 1s;
    if (block_day_) {
      if (last_ && of_day < *last_ - 12h) *block_day_ += 24h;  // past midnight
      stamp.civil = *block_day_ + of_day;
    }
    last_ = of_day;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!columns_[i]) continue;
      const auto value = value_of(found[i]);
      if (!value) return support::LineIs::unrecognised;
      if (std::isfinite(value->number))
        series_.add(columns_[i]->series, stamp, value->number * (value->in_bytes ? 1 : columns_[i]->factor), line.at.first_line);
    }
    return support::LineIs::parsed;
  }

  const SourceText& source_;
  Records& records_;
  support::SeriesGatherer series_;
  std::optional<Micros> day_, block_day_, last_;
  std::vector<const sar::Column*> columns_;
  std::vector<std::string> header_;
  bool wanted_ = false, ambiguous_ = false;
  std::string date_text_;
};

}  // namespace

Reading read_sar(const SourceText& source, Records& records) { return Reader(source, records).read(); }

}  // namespace laststraw
