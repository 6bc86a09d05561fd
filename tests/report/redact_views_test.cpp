// Secrets planted into a real incident, in every form a statement has and every framing a log has: no view shows them.
#include <gtest/gtest.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "analyze/analyze.hpp"
#include "report/redact.hpp"
#include "support/samples.hpp"
#include "support/wrap.hpp"
#include "text/say.hpp"

namespace laststraw {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kSecret = "S3CR3T";

/// Made up, in the forms that applications and drivers send.
const std::vector<std::string>& statements() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> forms{
        "select * from orders where state = 'open'\n  and email = 'S3CR3T'",
        "select * from orders where state = 'open'\tand email = 'S3CR3T'",
        "SELECT \"o\".\"id\" FROM \"orders\" AS \"o\" WHERE \"o\".\"state\" = 'open' AND \"o\".\"email\" = 'S3CR3T'",
        "update orders set data = '{\"state\": \"open\", \"email\": \"S3CR3T\"}'::jsonb where id = 5",
        "insert into log values ('{\"a\": {\"b\": [\"S3CR3T\"]}}', 'S3CR3T')",
        "insert into notes values ('first line\nsecond S3CR3T', 'S3CR3T')",
        "select * from t where x ~ '^\\d+$' and email = 'S3CR3T'",
        "select * from files where path = 'C:\\S3CR3T\\' and email = 'S3CR3T'",
        "select E'it\\'s S3CR3T' || E'\\\\' || 'S3CR3T'",
        "select U&'S3CR3T\\0041', B'01', X'1F', N'S3CR3T'",
        "do $$ begin perform 'S3CR3T'; end $$",
        "select $tag$ S3CR3T $$ 'S3CR3T' $tag$, 'x'",
        "select /* outer /* inner */ S3CR3T */ 1 -- S3CR3T\n from t",
        "select \"it's S3CR3T\", 'S3CR3T' from \"S3CR3T\".t",
        "select * from t where a = any(array['open', 'S3CR3T']) and b = '{S3CR3T}'",
        "select 'it\\'s S3CR3T', 'S3CR3T' -- standard_conforming_strings off",
        "set app.token = S3CR3T",
        "alter role bob password 'S3CR3T'",
        "select dblink('host=S3CR3T password=S3CR3T', 'select ''S3CR3T''')",
        "select * from t where email = '\xE5\xAF\x86\xE7\xA0\x81 S3CR3T'",
        "select 1 where pin in (S3CR3T)"};
    // Cut as track_activity_query_size does, each within another literal, and longer than a quote; redact_test cuts at every byte.
    const std::size_t whole = forms.size();
    for (std::size_t i = 0; i < whole; i += 5) forms.push_back(forms[i].substr(0, forms[i].rfind(kSecret) + kSecret.size()));
    forms.push_back("select '" + std::string(300, 'x') + "', 'S3CR3T" + std::string(300, 'x') + "', 'S3CR3T'");
    return forms;
  }();
  return all;
}

/// The sample's log with the crashed session's statement and names exchanged.
std::vector<Json> entries_with(const std::string& statement) {
  std::vector<Json> entries;
  std::istringstream lines(test::slurp(test::samples_dir() / "incidents/two-large-sessions/bundle/postgresql/postgresql.json"));
  for (std::string line; std::getline(lines, line);) {
    Json entry = Json::parse(line);
    for (const char* member : {"message", "detail"})
      if (entry.contains(member)) {
        std::string text = entry[member];
        for (const auto& [from, to] : {std::pair{"user=etl", "user=S3CR3Tuser"},
                                       {"database=shop", "database=S3CR3Tdb"},
                                       {"application_name=billing_batch", "application_name=S3CR3Tapp"},
                                       {"\"etl\"", "\"S3CR3Tuser\""},
                                       {"127.0.0.1", "10.77.66.55"}})
          if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, std::string_view(from).size(), to);
        if (text.starts_with("Failed process was running: ")) text = "Failed process was running: " + statement;
        entry[member] = text;
      }
    if (entry.value("user", "") == "etl") entry["user"] = "S3CR3Tuser";
    if (entry.value("dbname", "") == "shop") entry["dbname"] = "S3CR3Tdb";
    if (entry.contains("remote_host")) entry["remote_host"] = "10.77.66.55";
    const bool authorized = entry.value("pid", 0) == 27163 && entry["message"].get<std::string>().starts_with("connection authorized");
    entries.push_back(entry);
    if (!authorized) continue;
    // log_statement = all, and an error with everything a user may put into one.
    entry["application_name"] = "S3CR3Tapp";
    entry["line_num"] = 4;
    entry["message"] = "statement: " + statement;
    entries.push_back(entry);
    entry["line_num"] = 5;
    entry["error_severity"] = "ERROR";
    entry["message"] = "customer S3CR3T is unknown";
    entry["detail"] = "Key (email)=(S3CR3T) is not present.";
    entry["hint"] = "Ask S3CR3T.";
    entry["context"] = "PL/pgSQL function S3CR3T() line 1";
    entry["statement"] = statement;
    entries.push_back(entry);
  }
  return entries;
}

std::string text_of(const Json& entry, const char* member) {
  return !entry.contains(member) ? "" : entry[member].is_string() ? entry[member].get<std::string>() : entry[member].dump();
}

std::string as_json(const std::vector<Json>& entries) {
  std::string log;
  for (const Json& entry : entries) log += entry.dump() + "\n";
  return log;
}

std::string as_csv(const std::vector<Json>& entries) {
  std::string log;
  for (const Json& entry : entries) {
    const auto quoted = [&](const char* member) {
      std::string field;
      for (const char c : text_of(entry, member)) field.append(c == '"' ? 2 : 1, c);
      return field.empty() ? field : "\"" + field + "\"";
    };
    const std::string client =
        entry.contains("remote_host") ? "\"" + text_of(entry, "remote_host") + ":" + text_of(entry, "remote_port") + "\"" : "";
    log += text_of(entry, "timestamp") + "," + quoted("user") + "," + quoted("dbname") + "," + text_of(entry, "pid") + "," + client + "," +
           text_of(entry, "session_id") + "," + text_of(entry, "line_num") + "," + quoted("ps") + "," + text_of(entry, "session_start") +
           "," + text_of(entry, "vxid") + "," + text_of(entry, "txid") + "," + text_of(entry, "error_severity") + ",00000," +
           quoted("message") + "," + quoted("detail") + "," + quoted("hint") + ",,," + quoted("context") + "," + quoted("statement") +
           ",,," + quoted("application_name") + "," + quoted("backend_type") + ",,0\n";
  }
  return log;
}

/// log_line_prefix = '%m [%p] %q%u@%d/%a '
std::string as_stderr(const std::vector<Json>& entries) {
  std::string log;
  for (const Json& entry : entries) {
    const std::string user = text_of(entry, "user");
    const std::string prefix = text_of(entry, "timestamp") + " [" + text_of(entry, "pid") + "] " +
                               (user.empty() ? "" : user + "@" + text_of(entry, "dbname") + " ");
    const auto add = [&](const std::string& label, const std::string& text) {
      if (text.empty()) return;
      log += prefix + label + ":  ";
      for (const char c : text) log += c == '\n' ? std::string("\n\t") : std::string(1, c);
      log += "\n";
    };
    add(text_of(entry, "error_severity"), text_of(entry, "message"));
    add("DETAIL", text_of(entry, "detail"));
    add("HINT", text_of(entry, "hint"));
    add("CONTEXT", text_of(entry, "context"));
    add("STATEMENT", text_of(entry, "statement"));
  }
  return log;
}

std::string in_syslog(const std::string& log) {
  return test::each_line(log, [](const std::string& line) {
    std::string escaped;
    for (const char c : line) escaped += c == '\t' ? std::string("#011") : std::string(1, c);
    return "Nov 21 03:16:57 S3CR3Thost postgres[27126]: [8-1] " + escaped;
  });
}

std::string in_journal_json(const std::string& log) {
  return test::each_line(log, [](const std::string& line) {
    return R"({"__REALTIME_TIMESTAMP":"1795231017663000","_HOSTNAME":"S3CR3Thost","SYSLOG_IDENTIFIER":"postgres","_PID":"27126","PRIORITY":"6","MESSAGE":")" +
           test::json_text(line) + "\"}";
  });
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

/// The sample's other files, with names, command lines and settings exchanged.
fs::path bundle_with(const std::string& name, const std::string& log) {
  const fs::path from = test::samples_dir() / "incidents/two-large-sessions/bundle", to = test::scratch() / "S3CR3Tcustomer";
  fs::remove_all(to);
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".json") continue;
    std::string text =
        replaced(test::slurp(entry.path()), "etl shop 127.0.0.1(42964) DO", "S3CR3Tuser S3CR3Tdb client.S3CR3T.example(42964) DO");
    text = replaced(text, "/usr/lib/postgresql/15/bin/postgres -D d15", "/usr/lib/postgresql/15/bin/postgres -D /S3CR3T");
    if (entry.path().filename() == "ps-history.log")
      text = test::each_line(text, [](const std::string& line) {
        return line.starts_with("24077 ")
                   ? line +
                         "\n24099     1 S3CR3Tme 150000 200000  0.0     284 /home/S3CR3T/bin/load.S3CR3T --password=S3CR3T -U S3CR3T postgresql://bob:S3CR3T@S3CR3T/db"
                   : line;
      });
    write(to / fs::relative(entry.path(), from), text);
  }
  write(
      to / "config/postgresql.conf",
      "primary_conninfo = 'host=S3CR3T password=S3CR3T'\narchive_command = 'cp %p S3CR3T'\ncluster_name = 'S3CR3T'\nlog_statement = all\n");
  write(to / "config/systemd-show.txt", "Id=postgresql.service\nOOMPolicy=continue\nEnvironment=PGPASSWORD=S3CR3T\nRestart=no\n");
  write(to / ("postgresql/log/" + name), log);
  return to;
}

/// What the page holds compressed, for its viewer.
std::string unpacked_data(const std::string& page) {
  constexpr std::string_view kMark = "id=\"report\">";
  const std::size_t from = page.rfind(kMark);
  if (from == std::string::npos) return {};
  std::string bytes;
  unsigned bits = 0, count = 0;
  for (std::size_t at = from + kMark.size(); at < page.size() && page[at] != '<' && page[at] != '='; ++at) {
    const std::size_t digit = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(page[at]);
    bits = bits << 6U | static_cast<unsigned>(digit);
    if ((count += 6) < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFFU);
  }
  std::string text(std::size_t{16} << 20, '\0');
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

std::map<std::string, std::string> views(const report::Document& plain, const report::Document& redacted, const Language& in) {
  std::map<std::string, std::string> all;
  all["json"] = report::write_json(redacted, in);
  all["text"] = report::write_text(redacted, {.width = 100000, .verbose = true}, in);
  all["short"] = report::write_short(redacted, {.width = 100000}, in);
  all["summary"] = report::write_summary(redacted, report::SummaryForm::text, in);
  all["quiet"] = report::write_text(redacted, {.width = 100000, .quiet = true}, in);
  all["markdown"] = report::write_markdown(redacted, in);
  all["html"] = report::write_html(redacted, in);
  all["data of the page"] = unpacked_data(all["html"]);
  report::Redactor redactor;
  FleetPage fleet(in);
  report::FleetSummary summary;
  for (const report::Incident& incident : plain.incidents) {
    const report::CaseIncident one = redactor.line({"S3CR3Tcustomer/S3CR3Thost", "folder", incident});
    all["ndjson"] += report::write_line(one, in);
    all["csv"] += report::csv_row(one, in);
    all["table"] += report::table_row(one, {.width = 100000}, in);
    const report::FleetRow row = report::fleet_row(one, in);
    fleet.add(row);
    summary.causes.emplace_back(row.cause, 1U), summary.places.emplace_back(row.host.empty() ? row.case_name : row.host, 1U);
  }
  all["fleet"] = fleet.render(summary);
  return all;
}

std::string around(const std::string& text, std::size_t at) { return text.substr(at < 300 ? 0 : at - 300, 400); }

void expect_no_secret(const report::Document& plain, const report::Document& redacted, const std::string& what,
                      const Language& in = english()) {
  for (const auto& [view, text] : views(plain, redacted, in))
    for (const std::string_view secret : {kSecret, std::string_view("10.77.66.55"), std::string_view("42964")})
      if (const std::size_t at = text.find(secret); at != std::string::npos)
        ADD_FAILURE() << what << "\n" << view << " shows " << secret << ": " << around(text, at);
}

struct Framing {
  const char* name;
  std::function<std::string(const std::vector<Json>&)> frame;
};
void PrintTo(const Framing& framing, std::ostream* out) { *out << framing.name; }

class RedactEveryView : public testing::TestWithParam<Framing> {};

TEST_P(RedactEveryView, ShowsNoSecretAndKeepsTheStory) {
  const auto& [name, frame] = GetParam();
  for (const std::string& statement : statements()) {
    AnalyzeOptions options;
    options.paths = {bundle_with(name, frame(entries_with(statement))).string()};
    const Report answer = analyze(options);
    ASSERT_FALSE(answer.incidents.empty());
    const report::Document whole = report::compose(answer), redacted = report::redact(whole, report::hosts_of(*answer.records));
    const std::string plain = report::write_json(whole), json = report::write_json(redacted);
    EXPECT_NE(plain.find(kSecret), std::string::npos) << "the test looks for what was never there: " << statement;
    expect_no_secret(whole, redacted, std::string(name) + ": " + statement);

    // What the report is for is still there.
    const Json before = Json::parse(plain).at("incidents").at(0), after = Json::parse(json).at("incidents").at(0);
    for (const char* same : {"outcome", "at", "ledger.total_bytes", "verdict", "scope"})
      EXPECT_EQ(before.value(same, Json()), after.value(same, Json())) << same;
    EXPECT_EQ(before.at("hypotheses").at(0).at("cause"), after.at("hypotheses").at(0).at("cause"));
    EXPECT_EQ(before.at("hypotheses").at(0).at("likelihood"), after.at("hypotheses").at(0).at("likelihood"));
    EXPECT_EQ(before.at("victim").at("pid"), after.at("victim").at("pid"));
    EXPECT_EQ(before.at("victim").at("anon_bytes"), after.at("victim").at("anon_bytes"));
    for (std::size_t i = 0; i < before.at("series").size(); ++i)
      EXPECT_EQ(before["series"][i]["points"], after.at("series").at(i).at("points"));
    const std::string shown = after.at("victim").at("statement");
    EXPECT_TRUE(before.at("victim").at("statement") == "" || shown.starts_with(statement.substr(0, statement.find_first_of(" \t\n"))))
        << statement << "\n"
        << shown;
  }
}

INSTANTIATE_TEST_SUITE_P(Framings, RedactEveryView,
                         testing::Values(Framing{"log.json", as_json}, Framing{"log.csv", as_csv}, Framing{"stderr.log", as_stderr},
                                         Framing{"syslog", [](const std::vector<Json>& e) { return in_syslog(as_stderr(e)); }},
                                         Framing{"journal.json", [](const std::vector<Json>& e) { return in_journal_json(as_stderr(e)); }}),
                         [](const testing::TestParamInfo<Framing>& one) { return std::string("framing") + std::to_string(one.index); });

TEST(RedactViews, HoldInChinese) {
  const std::string statement = statements().front();
  AnalyzeOptions options;
  options.paths = {bundle_with("log.csv", as_csv(entries_with(statement))).string()};
  const Report answer = analyze(options);
  const report::Document whole = report::compose(answer);
  expect_no_secret(whole, report::redact(whole, report::hosts_of(*answer.records)), "zh_CN", Language("zh_CN"));
}

/// What a page draws: whose memory it was, when somebody began, which role a slider is for.
TEST(Redact, HidesTheNamesInPictures) {
  report::Document document;
  report::Incident& incident = document.incidents.emplace_back();
  incident.hypotheses.emplace_back();
  MemoryPicture& picture = incident.memory_picture.emplace();
  picture.from = "captures";
  picture.layers = {{"session", Sentence(Identity{Pid{7}, {}, "S3CR3Tuser", "S3CR3Tdb", "S3CR3Tapp"}), 7, true, {1}},
                    {"program", Sentence(command_name("/opt/S3CR3T/run --password=S3CR3T")), {}, false, {1}}};
  picture.marks = {{1, "start", say("{0} starts", picture.layers.front().name)}};
  picture.text = say("Held at the end: {0}.", joined({picture.layers[0].name, picture.layers[1].name}, ", "));
  incident.sliders.emplace().sliders = {
      {"work_mem@S3CR3Tuser", say("work_mem of role {0}", Name{NameOf::user, "S3CR3Tuser"}), "bytes", "postgres private", 1, {}}};
  const report::Document redacted = report::redact(document, {});
  expect_no_secret(document, redacted, "pictures");
  EXPECT_EQ(redacted.incidents[0].memory_picture->from, "captures");
  EXPECT_EQ(redacted.incidents[0].sliders->sliders[0].part, "postgres private");
  EXPECT_TRUE(redacted.incidents[0].sliders->sliders[0].question.starts_with("work_mem@"));
}

/// What a step's command names from the inputs: a container, a group, a folder.
TEST(Redact, HidesTheNamesInCommandsOfSteps) {
  report::Document document;
  report::Step& step = document.incidents.emplace_back().steps.emplace_back();
  step.command = "docker update --memory 1536M shop-db; echo 1 > /sys/fs/cgroup/memory/acme/billing/memory.max";
  step.names = {"shop-db", "/acme/billing"};
  const std::string command = report::redact(std::move(document), {}).incidents.front().steps.front().command;
  for (const char* name : {"shop-db", "acme", "billing"}) EXPECT_EQ(command.find(name), std::string::npos) << command;
  EXPECT_EQ(command.find("docker update --memory 1536M "), 0u) << command;
  EXPECT_NE(command.find("/sys/fs/cgroup/memory/"), std::string::npos) << command;
}

TEST(Redact, HoldsForEveryReportOfARealIncident) {
  for (const char* sample :
       {"two-large-sessions", "greedy-neighbour", "too-many-sessions", "killed-by-hand", "refused-memory", "cut-kernel-log"}) {
    AnalyzeOptions options;
    options.paths = {(test::samples_dir() / "incidents" / sample / "bundle").string()};
    const Report answer = analyze(options);
    const report::Document redacted = report::redact(report::compose(answer), {});
    ASSERT_EQ(answer.incidents.size(), redacted.incidents.size());
    for (const std::string& report :
         {report::write_json(redacted), report::write_text(redacted, {}), report::write_markdown(redacted), report::write_html(redacted)})
      for (const char* secret : {"etl@", "report@", "app@", "repeat('x'", "4000)", "billing_batch"})
        EXPECT_EQ(report.find(secret), std::string::npos) << sample << ": " << secret;
  }
}

}  // namespace
}  // namespace laststraw
