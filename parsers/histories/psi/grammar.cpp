// Captures of /proc/pressure/memory (kernel/sched/psi.c psi_show()), each after a line with the time where there are several.
//   2026-11-21T02:53:43+0000
//   some avg10=0.00 avg60=0.00 avg300=0.00 total=268
//   full avg10=0.00 avg60=0.00 avg300=0.00 total=268
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::psi_detail {
struct RawPressure {
  grammar::Chars kind;
  double avg10, avg60, avg300;
  std::uint64_t total;
};
}  // namespace laststraw::psi_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::psi_detail::RawPressure, kind, avg10, avg60, avg300, total)

namespace laststraw {

namespace {

using grammar::number;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::raw;
using grammar::x3::rule;
using psi_detail::RawPressure;

const auto pressure = rule<struct pressure_tag, RawPressure>{"pressure"} =
    raw[lit("some") | "full"] >> " avg10=" >> number >> " avg60=" >> number >> " avg300=" >> number >> " total=" >> grammar::u64 >> eoi;

}  // namespace

Reading read_psi(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  Stamp stamp;
  return support::read_lines(source, records, "psi", "some avg10=.. avg60=.. avg300=.. total=..", [&](const Line& line) {
    std::string_view text = support::trim(line.text);
    if (const auto time = support::read_mark(text)) {
      stamp = *time;
      return support::LineIs::parsed;
    }
    RawPressure raw_pressure{};
    if (!grammar::take(text, pressure, raw_pressure)) return support::LineIs::unrecognised;
    const std::string name = "psi_memory_" + grammar::str(raw_pressure.kind);
    series.add(name + "_avg10_percent", stamp, raw_pressure.avg10, line.at.first_line);
    series.add(name + "_total_us", stamp, static_cast<double>(raw_pressure.total), line.at.first_line);
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
