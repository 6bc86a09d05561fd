#include "combination/oracles.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "analyze/analyze.hpp"
#include "combination/pg_log.hpp"
#include "report/redact.hpp"
#include "report/report.hpp"

namespace laststraw::combination {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Report answer_of(const Bundle& bundle) {
  static const input::Detector detector(rooms());
  std::vector<input::GivenText> texts;
  for (const File& file : bundle) texts.push_back({file.name, file.name, file.text, 0, {}, {}, nullptr});
  return analyze(input::open_texts(std::move(texts), detector), {});
}

Json json_of(const Report& answer, const Language& in = english()) { return Json::parse(report::write_json(report::compose(answer), in)); }

Json json_at(const std::string& path) {
  AnalyzeOptions options;
  options.paths = {path};
  return json_of(analyze(options));
}

Json or_null(const Json& object, const char* name) { return object.is_object() && object.contains(name) ? object.at(name) : Json(); }

/// What no way in, and no order, may change.
Json verdict_of(const Json& document, bool with_likelihoods = true) {
  Json verdicts = Json::array();
  for (const Json& incident : document.at("incidents")) {
    Json one;
    for (const char* name : {"at", "outcome", "scope", "verdict", "cause", "confidence"}) one[name] = or_null(incident, name);
    one["victim"] = or_null(or_null(incident, "victim"), "pid");
    for (const char* name : {"kind", "pid", "name", "bytes"}) one["culprit"][name] = or_null(or_null(incident, "culprit"), name);
    one["total"] = or_null(or_null(incident, "ledger"), "total_bytes");
    for (const Json& hypothesis : incident.at("hypotheses"))
      if (with_likelihoods && hypothesis.at("likelihood").is_number())
        one["likelihoods"][hypothesis.at("cause").get<std::string>()] = std::round(hypothesis.at("likelihood").get<double>() * 1e6) / 1e6;
    verdicts.push_back(one);
  }
  return verdicts;
}

std::string difference(const std::string& what, const Json& left, const Json& right) {
  std::string text = what + ":";
  for (const Json& step : Json::diff(left, right)) {
    if (text.size() > 1000) return text + " ...";
    const Json::json_pointer at(step.at("path").get<std::string>());
    text += " " + step.at("op").get<std::string>() + " " + at.to_string() + " " + (left.contains(at) ? left.at(at).dump() : "-") + " -> " +
            (step.contains("value") ? step.at("value").dump() : "-") + ";";
  }
  return text;
}

void expect_same(const std::string& what, const Json& left, const Json& right, Complaints& wrong) {
  if (left != right) wrong.push_back(difference(what, left, right));
}

void check_part(const Json& part, const std::string& where, Complaints& wrong) {
  const auto low = part.at("low").get<std::int64_t>(), high = part.at("high").get<std::int64_t>(),
             bytes = part.at("bytes").get<std::int64_t>();
  if (low < 0 || low > bytes || bytes > high) wrong.push_back(where + ": " + part.dump().substr(0, 300) + " is not within its interval");
  for (const Json& within : or_null(part, "within")) {
    check_part(within, where + " within", wrong);
    if (within.at("low").get<std::int64_t>() > high)
      wrong.push_back(where + ": " + within.dump().substr(0, 300) + " is more than its whole");
  }
}

void check_incident(const Json& incident, Complaints& wrong) {
  const std::string where = "incident " + incident.at("id").dump();
  double sum = 0;
  bool any = false;
  for (const Json& hypothesis : incident.at("hypotheses")) {
    if (!hypothesis.at("likelihood").is_number()) continue;
    const double likelihood = hypothesis.at("likelihood").get<double>();
    if (!(likelihood >= 0 && likelihood <= 1)) wrong.push_back(where + ": a likelihood of " + hypothesis.at("likelihood").dump());
    sum += likelihood;
    any = true;
  }
  if (any && std::abs(sum - 1) > 2e-5) wrong.push_back(where + ": likelihoods sum to " + std::to_string(sum));
  const Json ledger = or_null(incident, "ledger");
  for (const Json& part : or_null(ledger, "parts")) check_part(part, where + " ledger", wrong);
  const Json total = or_null(ledger, "total_bytes"), rest = or_null(ledger, "unaccounted_bytes");
  if (total.is_number() && rest.is_number()) {
    auto parts = rest.get<std::int64_t>();
    for (const Json& part : ledger.at("parts")) parts += part.at("bytes").get<std::int64_t>();
    if (parts != total.get<std::int64_t>())
      wrong.push_back(where + ": the ledger adds up to " + std::to_string(parts) + " of " + total.dump());
  }
  for (const Json& quantity : or_null(incident, "quantities"))
    if (quantity.at("low").is_number() && quantity.at("high").is_number() && quantity.at("low") > quantity.at("high"))
      wrong.push_back(where + ": " + quantity.at("name").dump() + " is an empty interval");
}

void check_inputs(const Json& document, Complaints& wrong) {
  for (const Json& input : document.at("inputs"))
    if (input.at("parsed").get<std::uint64_t>() + input.at("noise").get<std::uint64_t>() + input.at("unrecognised").get<std::uint64_t>() !=
        input.at("lines").get<std::uint64_t>())
      wrong.push_back(input.at("path").dump() + ": its lines do not add up");
}

/// Members that are no text: the same in every language.
Json without_texts(const Json& value) {
  if (value.is_string()) return "";
  if (!value.is_structured()) return value;
  Json plain = value;
  for (Json& one : plain) one = without_texts(one);
  return plain;
}

/// The first server's log of the bundle that all of can be read of.
std::optional<std::pair<std::size_t, std::vector<Entry>>> log_in(const Bundle& bundle) {
  for (std::size_t i = 0; i < bundle.size(); ++i)
    if (bundle[i].name.find("postgresql") != std::string::npos)
      if (auto entries = read_log(bundle[i].text)) return std::pair{i, std::move(*entries)};
  return std::nullopt;
}

constexpr const char* kSecret = "s3kr1t";

void plant(std::vector<Entry>& entries) {
  std::size_t number = 0;
  for (Entry& entry : entries) {
    const std::string secret = kSecret + std::to_string(++number);
    for (const Column name : {user_name, database_name, application})
      if (!entry[name].empty()) entry[name] = entry[name] + kSecret;
    if (!entry[query].empty()) entry[query] += "\n and note = '" + secret + "' -- " + secret;
    if (entry[message].find("statement: ") != std::string::npos) entry[message] += " /* " + secret + " */, E'it\\'s " + secret + "'";
    if (entry[detail].find("was running: ") != std::string::npos) entry[detail] += " and \"o\".\"email\" = '" + secret + "@example.com'";
    if (!entry[connection_from].empty()) entry[connection_from] = std::string(kSecret) + ".example.com:5432";
  }
}

}  // namespace

struct Oracles::Schema {
  explicit Schema(const fs::path& path) {
    std::ifstream file(path);
    json = Json::parse(file);
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(json), schema);
  }
  Json json;
  valijson::Schema schema;
};

Oracles::Oracles(const fs::path& schema, fs::path scratch) : schema_(std::make_unique<Schema>(schema)), scratch_(std::move(scratch)) {}
Oracles::~Oracles() { fs::remove_all(scratch_); }

Complaints Oracles::document(const Bundle& bundle) {
  Complaints wrong;
  const Report answer = answer_of(bundle);
  const report::Document document = report::compose(answer);
  const Json json = Json::parse(report::write_json(document));
  for (const Json& incident : json.at("incidents")) check_incident(incident, wrong);
  check_inputs(json, wrong);
  valijson::ValidationResults results;
  valijson::Validator().validate(schema_->schema, valijson::adapters::NlohmannJsonAdapter(json), &results);
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    std::string where;
    for (const std::string& part : error.context) where += part;
    wrong.push_back("schema: " + where + ": " + error.description);
  }
  report::write_text(document, {});
  report::write_short(document, {});
  report::write_summary(document, report::SummaryForm::text);
  report::write_markdown(document);
  report::write_html(document);
  return wrong;
}

Complaints Oracles::ways_in(const Bundle& bundle, Random& random) {
  Complaints wrong;
  const fs::path folder = scratch_ / "folder", tar = scratch_ / "bundle.tar";
  write_folder(bundle, folder);
  if (bundle.empty()) return wrong;
  Bundle shuffled = bundle;
  random.shuffle(shuffled);
  std::ofstream(tar, std::ios::binary) << tar_of(shuffled);
  const Json whole = verdict_of(json_at(folder.string()));
  expect_same("folder and tar", whole, verdict_of(json_at(tar.string())), wrong);
  const int input = ::open(tar.c_str(), O_RDONLY | O_CLOEXEC);
  ::dup2(input, STDIN_FILENO);
  ::close(input);
  expect_same("folder and standard input", whole, verdict_of(json_at("-")), wrong);
  return wrong;
}

Complaints Oracles::languages(const Bundle& bundle) {
  Complaints wrong;
  const Report answer = answer_of(bundle);
  expect_same("English and Chinese", without_texts(json_of(answer)), without_texts(json_of(answer, Language("zh_CN"))), wrong);
  return wrong;
}

Complaints Oracles::secrets(const Bundle& bundle) {
  Complaints wrong;
  auto log = log_in(bundle);
  if (!log) return wrong;
  Bundle planted = bundle;
  plant(log->second);
  const std::string secret = kSecret;
  for (const auto& form : {as_csv, as_json, as_stderr}) {
    planted[log->first].text = form(log->second);
    const Report answer = answer_of(planted);
    const report::Document document = report::redact(report::compose(answer), report::hosts_of(*answer.records));
    for (const auto& [view, text] :
         std::vector<std::pair<std::string, std::string>>{{"json", report::write_json(document)},
                                                          {"text", report::write_text(document, {})},
                                                          {"short", report::write_short(document, {})},
                                                          {"summary", report::write_summary(document, report::SummaryForm::text)},
                                                          {"markdown", report::write_markdown(document)},
                                                          {"html", report::write_html(document)}})
      if (const std::size_t at = text.find(secret); at != std::string::npos)
        wrong.push_back("a secret in " + view + ": " + text.substr(at < 100 ? 0 : at - 100, 200));
  }
  return wrong;
}

Complaints Oracles::forms_of_log(const Bundle& bundle) {
  Complaints wrong;
  const auto log = log_in(bundle);
  if (!log) return wrong;
  Bundle changed = bundle;
  const auto verdict = [&](const std::string& text, bool with_likelihoods) {
    changed[log->first].text = text;
    return verdict_of(json_of(answer_of(changed)), with_likelihoods);
  };
  const Json csv = verdict(as_csv(log->second), true);
  expect_same("csvlog and jsonlog", csv, verdict(as_json(log->second), true), wrong);
  const Json text = verdict(as_stderr(log->second), false);
  if (text.size() != csv.size()) {
    wrong.push_back("csvlog and text: " + std::to_string(csv.size()) + " and " + std::to_string(text.size()) + " incidents");
    return wrong;
  }
  for (std::size_t i = 0; i < csv.size(); ++i)
    for (const char* name : {"at", "outcome", "scope", "victim"})
      if (csv[i].at(name) != text[i].at(name))
        wrong.push_back(std::string("csvlog and text: ") + name + " " + csv[i].at(name).dump() + " and " + text[i].at(name).dump());
  return wrong;
}

}  // namespace laststraw::combination
