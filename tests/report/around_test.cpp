// The lines around what explains an incident: where they stand, how many, and what is left of them with --redact.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "analyze/analyze.hpp"
#include "analyze/quotes.hpp"
#include "report/redact/around.hpp"
#include "report/template.hpp"
#include "support/samples.hpp"

namespace laststraw::report {
namespace {

namespace fs = std::filesystem;

laststraw::Report answer_of(const fs::path& path, bool pictures = true) {
  AnalyzeOptions options;
  options.paths = {path.string()};
  options.pictures = pictures;
  return analyze(options);
}

fs::path bundle() { return test::samples_dir() / "incidents/two-large-sessions/bundle"; }

std::string line_of(const fs::path& file, std::uint32_t number) {
  std::ifstream lines(file);
  std::string line;
  for (std::uint32_t n = 0; n < number; ++n)
    if (!std::getline(lines, line)) return {};
  return line;
}

TEST(Around, AreTheLinesBeforeAndAfterWhatIsCitedEachOnce) {
  const laststraw::Report answer = answer_of(bundle());
  const Document document = compose(answer);
  std::set<std::pair<std::string, std::uint32_t>> known;
  for (const Quote& line : document.around) {
    EXPECT_TRUE(known.emplace(line.at.path, line.at.first_line).second) << line.at.path << ":" << line.at.first_line << " is there twice";
    if (line.at.path.ends_with(".txt")) {
      EXPECT_EQ(line.quote, line_of(bundle() / line.at.path, line.at.first_line).substr(0, kMaxQuote));
    }
  }
  std::size_t places = 0;
  for (const Weighed& evidence : document.incidents[0].hypotheses[0].evidence)
    if (evidence.at.first_line > kLinesAround && evidence.at.path.find("dmesg") != std::string::npos) {
      ++places;
      for (std::uint32_t n = evidence.at.first_line - kLinesAround;
           n <= evidence.at.last_line + kLinesAround && !line_of(bundle() / evidence.at.path, n).empty(); ++n)
        EXPECT_TRUE(known.contains({evidence.at.path, n})) << evidence.at.path << ":" << n;
    }
  EXPECT_GT(places, 0u);
  EXPECT_LE(document.around.size(), kMostLinesAround);
}

TEST(Around, NobodyGathersThemForRowsOfAScan) { EXPECT_TRUE(answer_of(bundle(), false).around.empty()); }

/// Sixty kills of a day between lines of a thousand bytes: what is kept is bounded, and not all of it is of the first.
TEST(Around, AreBoundedAndOfManyIncidentsNoneOfTheFirstIsWithout) {
  const fs::path folder = test::scratch() / "around";
  fs::create_directories(folder);
  {
    std::ofstream log(folder / "kernel.log");
    for (int i = 0; i < 60; ++i)
      for (const std::string& text :
           {std::string("app") + std::string(1000, 'x'),
            "Out of memory: Killed process " + std::to_string(1000 + i) +
                " (postgres) total-vm:900000kB, anon-rss:800000kB, file-rss:0kB, shmem-rss:0kB, UID:26 pgtables:2000kB oom_score_adj:0",
            std::string("app") + std::string(1000, 'y')})
        log << "2026-01-05T" << (10 + i / 6) << ":" << i % 6 << "5:00.000000+00:00 db7 kernel: " << text << "\n";
  }
  const laststraw::Report answer = answer_of(folder);
  ASSERT_GT(answer.incidents.size(), 40u);
  ASSERT_FALSE(answer.around.empty());
  EXPECT_LE(answer.around.size(), kMostLinesAround);
  std::set<std::uint32_t> numbers;
  for (const Citation& line : answer.around) {
    EXPECT_LE(line.quote.size(), kMaxQuote);
    numbers.insert(line.at.first_line);
  }
  for (const IncidentReport& incident : answer.incidents)
    if (!incident.judgement.told.empty() && incident.judgement.told.front().cite.at.first_line > 0) {
      EXPECT_TRUE(numbers.contains(incident.judgement.told.front().cite.at.first_line)) << incident.incident.id;
    }
}

TEST(Around, ThePageHasThemWithoutScripts) {
  const laststraw::Report answer = answer_of(bundle());
  const Document document = compose(answer);
  const std::string page = write_html(document);
  EXPECT_NE(page.find("<details class=\"quote\"><summary><span class=\"place\">"), std::string::npos);
  EXPECT_NE(page.find("<ol class=\"around\"><li value=\""), std::string::npos);
  EXPECT_NE(page.find(" class=\"cited\"><code>"), std::string::npos);
}

TEST(Around, HostileLinesAreText) {
  const laststraw::Report answer = answer_of(bundle());
  Document document = compose(answer);
  for (Quote& line : document.around) line.quote = "</code><script>alert(1)</script><!-- \xFF \x1b]0;x\x07";
  const std::string page = write_html(document);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert"), std::string::npos);
}

/// Whoever reads the file next to what was read may find anything there.
TEST(Around, RedactedIsWhatDoesNotShowItsForm) {
  struct Row {
    const char *format, *line, *redacted;
  };
  const Row rows[] = {
      {"kernel_oom/dmesg", "[  12.3] [    277]   101   277   148456    97961   917504        0             0 postgres",
       "[  12.3] [    277]   101   277   148456    97961   917504        0             0 postgres"},
      {"kernel_oom/dmesg", "[  12.3] Command line: BOOT_IMAGE=/vmlinuz token=SECRET", "[redacted]"},
      {"kernel_oom/dmesg", "[  12.3] free: SECRET", "[redacted]"},
      {"kernel_oom/dmesg", "[ SECRET ] 1 2 3 4 5 6 x", "[redacted]"},
      {"kernel_oom/dmesg", "[ 277 ] SECRET 2 3 4 5 6 x", "[redacted]"},
      {"kernel_oom/syslog_bsd", "Nov 21 03:02:21 db7 CRON[77]: (root) CMD (pg_dump --password=SECRET)", "[redacted]"},
      {"postgres_log/stderr", "\tand email = 'SECRET'", "[redacted]"},
      {"postgres_log/csv", "continued 'SECRET', 3", "[redacted]"},
      {"process_list/ps", "alice      277  1.0 12.5 148456 97961 ?  Ss  03:01 0:00 /usr/bin/load --token=SECRET",
       "user1      277  1.0 12.5 148456 97961 ?  Ss  03:01 0:00 load --token=?"},
      {"process_list/ps", "the password is SECRET", "[redacted]"},
      {"meminfo", "SECRET 12 kB", "[redacted]"},
      {"sar", "10:00:01 SECRET 1 2 3", "[redacted]"},
      {"pg_settings/conf", "work_mem = 4MB", "[redacted]"},
      {"", "SECRET", "[redacted]"},
      {"meminfo", "  ", ""},
  };
  for (const Row& row : rows) {
    Replacements names;
    EXPECT_EQ(redact_line_around(row.line, row.format, names), row.redacted) << row.format << ": " << row.line;
  }
}

}  // namespace
}  // namespace laststraw::report
