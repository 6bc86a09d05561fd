// What every view shows comes from the Document: unknown is unknown in all of them, and the words are the same.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "report/format.hpp"
#include "report/words.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using nlohmann::json;

/// An incident of which next to nothing is known; a kernel log that begins in its middle, say.
struct Bare {
  Records records;
  Report report;

  Bare() {
    records.sources.resize(1);
    records.sources[0].path = "dmesg";
    records.sources[0].format = "kernel_oom/dmesg";
    report.records = std::shared_ptr<const Records>(&records, [](const Records*) {});
    IncidentReport& answer = report.incidents.emplace_back();
    answer.incident.when.since_boot = std::chrono::seconds{558};
    answer.incident.kind = IncidentKind::kernel_oom;
    answer.incident.invocation = Invocation{};
    answer.incident.invocation->comm = "postgres";
    Process victim;
    victim.comm = "postgres";
    victim.role = Role::backend;
    answer.incident.processes.push_back(victim);
    answer.incident.victims.push_back(0);
    answer.incident.postgres.crashed = true;
    Finding finding;
    finding.cause = "insufficient_evidence";
    finding.likelihood = 0.4;
    answer.judgement.findings.push_back(finding);
    answer.judgement.summary = "Undecided.";
  }
  Incident& incident() { return report.incidents[0].incident; }
  Finding& finding() { return report.incidents[0].judgement.findings[0]; }
};

std::vector<std::string> views(const report::Document& document) {
  TextStyle verbose;
  verbose.verbose = true;
  const report::CaseIncident one{"case", "folder", document.incidents[0]};
  TextStyle wide;
  wide.width = 1000;
  return {report::write_text(document, {}), report::write_text(document, verbose), report::write_markdown(document), report::csv_row(one),
          report::table_row(one, wide)};
}

/// The page's first screen, without the data behind it.
std::string first_screen(const report::Document& document) {
  const std::string page = report::write_html(document);
  const std::size_t from = page.find("<div id=\"page\">");
  return page.substr(from, page.find("<script type=\"application/") - from);
}

TEST(Document, UnknownIsNowhereZero) {
  Bare bare;
  const report::Document document = report::compose(bare.report);
  std::vector<std::string> all = views(document);
  all.push_back(first_screen(document));
  all.push_back(report::write_short(document, {}));
  all.push_back(report::write_summary(document, report::SummaryForm::text));
  for (const std::string& view : all)
    for (const char* never : {"pid 0", "pid null", "null", " 0 B", ">0 B", "s UTC", "nan", "until the end of the log"})
      EXPECT_EQ(view.find(never), std::string::npos) << never << "\n" << view;
  const json contract = json::parse(report::write_json(document)).at("incidents").at(0);
  for (const char* path :
       {"/victim/pid", "/victim/anon_bytes", "/victim/shmem_bytes", "/invoker/pid", "/ledger/total_bytes", "/ledger/unaccounted_bytes",
        "/postgres/down_s", "/processes/0/pid", "/processes/0/anon_bytes", "/processes/0/rss_bytes", "/processes/0/page_tables_bytes",
        "/processes/0/swap_bytes", "/processes/0/oom_score_adj", "/processes/0/age_s", "/cause", "/culprit", "/environment"})
    EXPECT_TRUE(contract.at(json::json_pointer(path)).is_null()) << path;
  EXPECT_EQ(contract.at("confidence"), "none");
  EXPECT_EQ(contract.at("when"), "558.000 s after boot");
}

TEST(Document, APrintedZeroIsZero) {
  Bare bare;
  laststraw::Process& known = bare.incident().processes[0];
  known.pid = Pid{7};
  known.shmem = known.swap = Bytes{0};
  known.oom_score_adj = 0;
  const report::Process process = report::compose(bare.report).incidents[0].processes[0];
  EXPECT_EQ(process.pid, 7);
  EXPECT_EQ(process.swap_bytes, 0);
  EXPECT_EQ(process.shmem_bytes, 0);
  EXPECT_EQ(process.oom_score_adj, 0);
  EXPECT_EQ(process.page_tables_bytes, std::nullopt) << "this kernel prints no such column";
}

TEST(Document, EveryKindOfCulpritHasWordsWithoutItsNumbers) {
  const std::string name = "systemd-oomd";
  for (const Who& kind :
       {Who(SessionAtFault{Pid{0}, name, {}, {}, {}, {}}), Who(ProcessAtFault{Pid{0}, name}), Who(ProgramAtFault{name, std::nullopt}),
        Who(ProgramAtFault{name, 3}), Who(GroupAtFault{GroupOf::maintenance_processes, 3}), Who(SettingAtFault{name, std::nullopt}),
        Who(LimitAtFault{name}), Who(KernelAtFault{"page tables"}), Who(FilesAtFault{name}), Who(UnknownSender{std::nullopt})}) {
    Bare bare;
    bare.finding().cause = "single_backend";
    bare.finding().culprit.who = kind;
    bare.report.incidents[0].judgement.verdict = VerdictKind::culprit;
    const report::Document document = report::compose(bare.report);
    const std::string who = english()(document.incidents[0].culprit->who);
    EXPECT_FALSE(who.empty());
    EXPECT_EQ(who.find("pid"), std::string::npos) << who;
    for (const std::string& view : views(document)) EXPECT_NE(view.find(who), std::string::npos) << who << "\n" << view;
    EXPECT_NE(first_screen(document).find(who), std::string::npos);
  }
}

TEST(Document, NoInfinityGetsIn) {
  Bare bare;
  AlignedSeries series;
  series.name = "mem_available_bytes", series.unit = "bytes";
  const auto at = [](int second) { return WallTime{std::chrono::seconds{1'795'000'000 + second}}; };
  const std::vector<AlignedSeries::Point> points{{at(0), 1e308, 1},
                                                 {at(1), std::numeric_limits<double>::infinity(), 2},
                                                 {at(2), std::nan(""), 3},
                                                 {at(3), -1e300, 4},
                                                 {at(4), 0.5, 5}};
  series.points = points;
  bare.incident().series.push_back(series);
  bare.incident().decline = Decline{};
  bare.incident().decline->of = DeclineOf::available;
  bare.incident().decline->bytes_per_second = std::numeric_limits<double>::infinity();
  const report::Document document = report::compose(bare.report);
  const json contract = json::parse(report::write_json(document)).at("incidents").at(0);
  EXPECT_EQ(contract.at("series").at(0).at("points").size(), 3U);
  EXPECT_EQ(contract.at("series").at(0).at("note"), "2 values that are no finite numbers were left out");
  EXPECT_EQ(contract.at("series").at(0).at("points").at(0).at(1), 1e308);
  EXPECT_TRUE(contract.at("decline").at("bytes_per_s").is_null());
  EXPECT_EQ(english()(document.inputs[0].note), "mem_available_bytes: 2 values that are no finite numbers were left out");
  EXPECT_NE(report::write_markdown(document).find(english()(document.inputs[0].note)), std::string::npos);
  EXPECT_NO_THROW(report::write_html(document));
  for (const std::string& view : views(document))
    for (const char* never : {" inf", "-inf", "nan "}) EXPECT_EQ(view.find(never), std::string::npos) << view;
}

/// What a sentence says can be read without reading prose; in whatever language it is.
TEST(Document, JsonHasTheArgumentsOfSentences) {
  Bare bare;
  bare.report.incidents[0].judgement.summary =
      say("{0} held {1}{2}", Identity{Pid{7}, {}, "etl", "shop", {}}, mib(3), say(", running {0}", quoted_statement("select 1")));
  const report::Document document = report::compose(bare.report);
  for (const std::string_view name : {"en", "zh_CN"}) {
    const Language in(name);
    const json contract = json::parse(report::write_json(document, in));
    EXPECT_EQ(contract.at("language").get<std::string>(), name);
    const json& incident = contract.at("incidents").at(0);
    EXPECT_EQ(incident.at("summary").get<std::string>(), in(document.incidents[0].summary));
    const json& said = incident.at("summary_said");
    EXPECT_EQ(said.at("message").get<std::string>(), "{0} held {1}{2}");
    EXPECT_EQ(said.at("arguments").at(0), json({{"kind", "process"}, {"text", "pid 7 (etl@shop)"}, {"value", 7}}));
    EXPECT_EQ(said.at("arguments").at(1), json({{"kind", "bytes"}, {"text", "3.0 MiB"}, {"value", mib(3).count}}));
    EXPECT_EQ(said.at("arguments").at(2).at("message").get<std::string>(), ", running {0}");
    EXPECT_EQ(said.at("arguments").at(2).at("arguments").at(0), json({{"kind", "statement"}, {"text", "\"select 1\""}}));
    EXPECT_FALSE(json::parse(report::write_json(document, in, -1, {.arguments = false})).at("incidents").at(0).contains("summary_said"));
  }
  EXPECT_NE(report::write_text(document, {}), report::write_text(document, {}, Language("zh_CN"))) << "one document, two languages";
}

TEST(Document, ALedgerThatDoesNotAddUpSaysSoInEveryView) {
  Bare bare;
  Ledger& ledger = bare.incident().ledger;
  ledger.of = LedgerOf::ram;
  ledger.total = {mib(100), {}};
  laststraw::LedgerPart backends{PartKind::by_role, exactly(mib(130)), std::nullopt};
  backends.role = Role::backend;
  backends.count = 5;
  ledger.parts.push_back({PartKind::postgres_private, exactly(mib(121)), std::nullopt});
  ledger.parts.back().within.push_back(backends);
  ledger.unaccounted = Bytes{0} - mib(21);
  const report::Document document = report::compose(bare.report);
  std::vector<std::string> all = views(document);
  all.resize(3);
  all.push_back(first_screen(document));
  for (const std::string& view : all)
    for (const char* said : {"121.0 MiB", "121 %", "-21.0 MiB", "-21 %"})
      EXPECT_NE(view.find(said), std::string::npos) << said << "\n" << view;
  EXPECT_NE(english()(document.incidents[0].ledger.note).find("add up to 121 %"), std::string::npos);
  EXPECT_EQ(document.incidents[0].ledger.parts[0].within[0].bytes, mib(121).count) << "no more than the part that it is in";
}

TEST(Document, TheSameIncidentHasTheSameUid) {
  Bare one, two;
  two.incident().id = 5;
  EXPECT_EQ(report::compose(one.report).incidents[0].uid, report::compose(two.report).incidents[0].uid);
  two.incident().when.since_boot = std::chrono::seconds{559};
  EXPECT_NE(report::compose(one.report).incidents[0].uid, report::compose(two.report).incidents[0].uid);
}

/// Sentences are read back as text.
json without_arguments(json value) {
  if (value.is_object())
    for (auto member = value.begin(); member != value.end();) {
      member.value() = without_arguments(std::move(member.value()));
      member = member.key().ends_with("_said") ? value.erase(member) : std::next(member);
    }
  if (value.is_array())
    for (json& element : value) element = without_arguments(std::move(element));
  return value;
}

TEST(Document, ALineOfAScanReadsBackAsItWas) {
  for (const auto& entry : std::filesystem::directory_iterator(test::samples_dir() / "incidents")) {
    if (!entry.is_directory()) continue;
    AnalyzeOptions options;
    options.paths = {(entry.path() / "bundle").string()};
    const Report answer = analyze(options);
    const std::string line = report::write_line({"a case", "folder", report::compose(answer).incidents.at(0)});
    EXPECT_EQ(json::parse(report::write_line(report::read_line(line))), without_arguments(json::parse(line))) << entry.path();
  }
}

TEST(Document, WhatIsNoLineIsRefusedInWords) {
  const std::string line = report::write_line({"case", "folder", report::compose(Bare().report).incidents[0]});
  EXPECT_NO_THROW(report::read_line(line));
  for (std::size_t end = 0; end < line.size(); end += 7) EXPECT_THROW(report::read_line(line.substr(0, end)), std::invalid_argument);
  for (const char* bad :
       {R"({"schema_version":2})", R"({"schema_version":1,"case":"a","id":1})", "[]", "1", "null", R"({"schema_version":"2"})"})
    EXPECT_THROW(report::read_line(bad), std::invalid_argument) << bad;
  std::string twisted = line;
  twisted.replace(twisted.find("\"kernel_oom\""), 12, "\"an_invented\"");
  EXPECT_THROW(report::read_line(twisted), std::invalid_argument);
}

TEST(Csv, NoCellIsAFormulaWhateverSeparates) {
  Bare bare;
  report::CaseIncident one{"x;=1+1", "folder", report::compose(bare.report).incidents[0]};
  const auto first_cell = [&](const char* name) {
    one.case_name = name;
    const std::string row = report::csv_row(one);
    return row.substr(0, row.find(",1,boot"));
  };
  EXPECT_EQ(first_cell("=1+1"), "'=1+1");
  EXPECT_EQ(first_cell("x;=1+1"), "\"x;'=1+1\"");
  EXPECT_EQ(first_cell("x; \"@SUM(A1)"), "\"x; \"\"'@SUM(A1)\"");
  EXPECT_EQ(first_cell("-1+1"), "'-1+1");
  EXPECT_EQ(first_cell("-1.5e3"), "-1.5e3");
  EXPECT_EQ(first_cell("a,b"), "\"a,b\"");
}

TEST(Format, HarmlessTextIsOneVisibleLine) {
  EXPECT_EQ(report::harmless("a\x1b[2J\tb\r\nc\x7f"), "a\\x1b[2J b  c\\x7f");
  EXPECT_EQ(report::harmless("\xC2\x9B"
                             "2J"),
            "\\x9b2J");
  EXPECT_EQ(report::harmless("\x9b"
                             "2J"),
            "\uFFFD2J")
      << "an 8-bit control is no UTF-8";
  EXPECT_EQ(report::harmless("user\u202Eresu\u2066x\u2069\u200B\u200D\u2028\u2029\uFEFF\u00AD"),
            "user<U+202E>resu<U+2066>x<U+2069><U+200B><U+200D><U+2028><U+2029><U+FEFF><U+00AD>");
  EXPECT_EQ(report::harmless("caf\u00e9 \u5143\u51f6 \U0001F418"), "caf\u00e9 \u5143\u51f6 \U0001F418");
}

TEST(Format, NumbersBeyondAllSizesStayNumbers) {
  EXPECT_EQ(report::saturated(1e300), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(report::saturated(-1e300), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(report::saturated(std::nan("")), 0);
  EXPECT_EQ(report::iso_time(WallTime{std::chrono::milliseconds{1'795'230'141'554}}), "2026-11-21T03:02:21.554Z");
  EXPECT_EQ(report::iso_time(WallTime{std::chrono::milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace laststraw
