// One machine's history in every form sysstat keeps it in: the same quantities, times and values.
#include <cmath>
#include <map>

#include "analyze/analyze.hpp"
#include "input/inputs.hpp"
#include "laststraw/parsers/readers.hpp"
#include "laststraw/records.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using Points = std::map<std::string, std::map<std::int64_t, double>>;  // name, seconds, value

Points read(const std::filesystem::path& path) {
  const input::Detector detector(rooms());
  const std::vector<input::Input> inputs = input::open_inputs({path.string()}, detector);
  Records records;
  records.sources.resize(1);
  EXPECT_TRUE(inputs.at(0).room) << path << ": " << english()(inputs.at(0).note);
  if (!inputs.at(0).room) return {};
  const Reading reading = inputs.at(0).room->read(inputs.at(0).text(SourceId{0}), records, test::let_go);
  EXPECT_TRUE(reading.coverage.adds_up()) << path;
  EXPECT_EQ(reading.coverage.unrecognised, 0u) << path << " " << english()(reading.note);
  Points points;
  for (const Series& series : records.series)
    for (const SeriesPoint& point : series.points)
      points[series.name][std::chrono::duration_cast<std::chrono::seconds>(point.stamp.civil.value_or(Micros{})).count()] = point.value;
  return points;
}

std::filesystem::path sample(std::string_view name) { return test::samples_dir() / name; }

/// Everything both have must agree up to what the text rounds away (two decimals).
std::size_t expect_same(const Points& a, const Points& b, const char* what) {
  std::size_t compared = 0;
  for (const auto& [name, points] : a) {
    const auto other = b.find(name);
    if (other == b.end()) continue;
    for (const auto& [time, value] : points)
      if (const auto found = other->second.find(time); found != other->second.end()) {
        EXPECT_NEAR(value, found->second, 0.01 + std::abs(value) * 0.002) << what << ": " << name << " at " << time;
        ++compared;
      }
  }
  return compared;
}

TEST(Histories, SysstatsFormsAgree) {
  const Points text = read(sample("sar/same-as-sadf.txt"));
  ASSERT_GE(text.size(), 20u);
  for (const char* form : {"sar/sadf.json", "sar/sadf.xml", "sar/sadf-d.txt", "sar/sadf-p.txt", "sysstat_file/sa21.bin"}) {
    const Points other = read(sample(form));
    EXPECT_GE(expect_same(text, other, form), 40u) << form;
    EXPECT_TRUE(other.count("anon_bytes") && other.count("direct_scan_pages_per_s") && other.count("psi_memory_some_avg10_percent"))
        << form;
  }
}

/// Each binary file beside what the sadf of its own version says it holds: one writer of 64-bit longs before extra structures
/// existed, and two of 32 bits, of which one has the foreign byte order and the other records headers of 20 bytes.
TEST(Histories, EveryWriterOfBinaryFilesAgreesWithItsOwnSadf) {
  for (const char* writer : {"11.7.3", "12.0.6", "12.0.6-i386", "12.0.6-powerpc"}) {
    const Points text = read(sample(std::string("sar/sadf-d-") + writer + ".txt"));
    const Points binary = read(sample(std::string("sysstat_file/sa-") + writer + ".bin"));
    ASSERT_GE(text.size(), 20u) << writer;
    EXPECT_GE(expect_same(text, binary, writer), 20u * 4) << writer;
    for (const auto& [name, points] : text) {
      ASSERT_TRUE(binary.count(name)) << writer << " " << name;
      for (const auto& [time, value] : points) EXPECT_TRUE(binary.at(name).count(time)) << writer << " " << name << " " << time;
    }
  }
}

/// "Line" 1 of a binary file is its first record: bytes up to the first 0x0a would be no evidence.
TEST(Histories, BinaryRecordsAreQuotedByTheirValues) {
  AnalyzeOptions options;
  options.paths = {sample("system_log/global-6.12-syslog.log").string(), sample("sysstat_file/sa21.bin").string()};
  const Report report = analyze(options);
  std::vector<std::string> quotes;
  for (const ChecklistItem& item : report.incidents.at(0).checklist)
    for (const Citation& cite : item.evidence)
      if (report.records->sources.at(static_cast<std::size_t>(cite.at.source)).path.ends_with(".bin")) quotes.push_back(cite.quote);
  ASSERT_FALSE(quotes.empty());
  for (const std::string& quote : quotes) {
    EXPECT_EQ(quote.rfind("record 1: mem_free_bytes 11390398464, ", 0), 0U) << quote;
    EXPECT_LE(quote.size(), kMaxQuote);
  }
}

TEST(Histories, BinaryFilesCarryWhatTheTextLeftOut) {
  const Points binary = read(sample("sysstat_file/sa21.bin"));
  EXPECT_EQ(binary.at("mem_total_bytes").begin()->second, 24682416.0 * 1024) << "sadf -r says kbttlmem 24682416";
}

}  // namespace
}  // namespace laststraw
