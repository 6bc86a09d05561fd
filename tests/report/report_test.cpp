#include "report/report.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "analyze/analyze.hpp"
#include "report/format.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using nlohmann::json;

/// The series belong to the answer.
struct Made {
  Report answer;
  report::Document document;
};

Made made_of(const std::filesystem::path& path) {
  AnalyzeOptions options;
  options.paths = {path.string()};
  Made made{analyze(options), {}};
  made.document = report::compose(made.answer);
  return made;
}

std::string report_of(const std::filesystem::path& path) { return report::write_json(made_of(path).document); }

std::filesystem::path bundle(const char* name) { return test::samples_dir() / "incidents" / name / "bundle"; }
std::string sample(const char* name) { return report_of(bundle(name)); }
std::string text_of(const char* name, const TextStyle& style) { return report::write_text(made_of(bundle(name)).document, style); }

std::vector<std::string> schema_errors(const json& document) {
  const json schema_json = json::parse(std::ifstream(std::filesystem::path(LASTSTRAW_SOURCE_DIR) / "docs/report.schema.json"));
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results);
  std::vector<std::string> errors;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    std::string where;
    for (const std::string& part : error.context) where += part;
    errors.push_back(where + ": " + error.description);
  }
  return errors;
}

/// A statement that wants to be markup, a terminal command, a table cell and an end of line.
const std::string kHostile = "\x1b]0;owned\x07</script><img src=x onerror=alert(1)>|`'\r\n\xC2\x9B[2J";

report::Document hostile() {
  report::Document document = made_of(bundle("two-large-sessions")).document;
  report::Incident& incident = document.incidents[0];
  incident.series.clear();
  incident.victims[0].statement = incident.victims[0].user = incident.culprit->statement = incident.hypotheses[0].evidence[0].quote =
      kHostile;
  incident.summary = incident.victims[0].who = incident.culprit->who = Sentence(kHostile);
  incident.ledger.parts[0].label = incident.timeline[0].text = incident.hypotheses[0].evidence[0].claim =
      Sentence(quoted_statement(kHostile));
  document.inputs[0].path = kHostile;
  return document;
}

TEST(Schema, EverySampleIncidentFollowsTheContract) {
  for (const auto& entry : std::filesystem::directory_iterator(test::samples_dir() / "incidents")) {
    if (!entry.is_directory()) continue;
    for (const std::string& error : schema_errors(json::parse(report_of(entry.path() / "bundle")))) ADD_FAILURE() << entry.path() << error;
  }
}

TEST(Schema, BrokenDocumentsAreRefused) {
  json document = json::parse(sample("two-large-sessions"));
  document["incidents"][0]["verdict"] = "guilty";
  EXPECT_FALSE(schema_errors(document).empty());
  document = json::parse(sample("two-large-sessions"));
  document["incidents"][0]["hypotheses"][0].erase("likelihood");
  EXPECT_FALSE(schema_errors(document).empty());
}

TEST(Json, QuotesAreTheWordsAtTheirPlace) {
  const std::filesystem::path folder = test::samples_dir() / "incidents/two-large-sessions/bundle";
  const json document = json::parse(report_of(folder));
  std::size_t checked = 0;
  for (const json& hypothesis : document["incidents"][0]["hypotheses"])
    for (const json& evidence : hypothesis["evidence"]) {
      std::ifstream file(folder / evidence["at"]["path"].get<std::string>());
      std::string line;
      for (int n = 0; n < evidence["at"]["first_line"].get<int>(); ++n) ASSERT_TRUE(std::getline(file, line)) << evidence.dump();
      ASSERT_FALSE(evidence["quote"].get<std::string>().empty());
      EXPECT_NE(line.find(evidence["quote"].get<std::string>()), std::string::npos) << evidence.dump();
      ++checked;
    }
  EXPECT_GT(checked, 15u);
}

TEST(Json, InvalidUtf8IsReplaced) {
  const auto folder = std::filesystem::temp_directory_path() / "laststraw-utf8-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "kern.log") << "[1.000000] Out of memory: Killed process 7 (\xFF\xFE) total-vm:1kB, anon-rss:1kB, file-rss:0kB\n";
  EXPECT_NO_THROW({ EXPECT_NE(report_of(folder).find("\xEF\xBF\xBD"), std::string::npos); });
  std::filesystem::remove_all(folder);
}

/// Commands and lines of configuration stay whole, to be copied.
bool is_to_copy(const std::string& line) { return line.starts_with("     $ ") || line.starts_with("     systemd: "); }

TEST(Text, NoLineIsWiderThanAsked) {
  for (const int width : {80, 120})
    for (const bool verbose : {false, true}) {
      TextStyle style;
      style.width = width;
      style.verbose = verbose;
      std::string text = text_of("two-large-sessions", style);
      for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
        if (const std::string line = text.substr(0, end); !is_to_copy(line)) {
          EXPECT_LE(report::display_width(line), static_cast<std::size_t>(width)) << line;
        }
    }
}

TEST(Text, ColourOnlyWhereAsked) {
  TextStyle style;
  EXPECT_EQ(text_of("two-large-sessions", style).find('\x1b'), std::string::npos);
  style.colour = true;
  EXPECT_NE(text_of("two-large-sessions", style).find("\x1b[1;31m"), std::string::npos);
}

TEST(Text, AsciiFallbackHasNoBlocks) {
  TextStyle style;
  style.unicode = false;
  const std::string text = text_of("greedy-neighbour", style);
  EXPECT_EQ(text.find("\u2588"), std::string::npos);
  EXPECT_NE(text.find("####"), std::string::npos);
}

TEST(Text, HostileTextNeverReachesTheTerminalRaw) {
  TextStyle style;
  style.verbose = true;
  const std::string text = report::write_text(hostile(), style);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos) << "C1 controls too";
  EXPECT_NE(text.find("\\x1b]0;owned"), std::string::npos) << "shown, not run";
}

TEST(Text, QuietIsOneLineAnIncident) {
  TextStyle style;
  style.quiet = true;
  const std::string text = text_of("killed-by-hand", style);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NE(text.find("manual_sigkill"), std::string::npos);
}

TEST(Text, NothingFoundIsSaidInClearWords) {
  Report nothing;
  nothing.records = std::make_shared<const Records>();
  const std::string text = report::write_text(report::compose(nothing), {});
  EXPECT_NE(text.find("Nothing can be said: nothing to read, no files were found"), std::string::npos);
}

TEST(Markdown, HostileTextIsNoMarkup) {
  const std::string text = report::write_markdown(hostile());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("**\\x1b\\]0;owned\\x07</script>"), std::string::npos);
  EXPECT_NE(text.find("&lt;/script>&lt;img src=x onerror=alert(1)>&#124;&#96;'"), std::string::npos);
}

TEST(Markdown, TablesHaveAsManyCellsAsTheirHeader) {
  const std::string text = report::write_markdown(hostile());
  std::size_t columns = 0, at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.rfind('|', 0) != 0) {
      columns = 0;
      continue;
    }
    std::size_t cells = 0;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++cells;
    if (columns == 0) columns = cells;
    EXPECT_EQ(cells, columns) << line;
  }
}

TEST(Format, Numbers) {
  EXPECT_EQ(report::human_bytes(0), "0 B");
  EXPECT_EQ(report::human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(report::human_bytes(-2097152), "-2.0 MiB");
  EXPECT_EQ(report::cut("caf\xC3\xA9 au lait", 5, true), "caf\xC3\xA9\u2026");
  EXPECT_EQ(report::wrap("a bb ccc", 4, "  "), "a bb\n  ccc");
  Instant boot;
  boot.since_boot = std::chrono::milliseconds(558748);
  EXPECT_EQ(report::when_text(boot), "boot+558.748s");
}

}  // namespace
}  // namespace laststraw
