#include <nlohmann/json.hpp>

#include "report/format.hpp"
#include "report/json_parts.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace {

using Json = nlohmann::ordered_json;

double seconds(Micros time) { return static_cast<double>(time.count()) / 1e6; }

Json inputs_of(const Report& report) {
  Json inputs = Json::array();
  for (std::size_t i = 0; i < report.records->sources.size(); ++i) {
    const Source& source = report.records->sources[i];
    Json input = {{"path", source.path},
                  {"format", source.format},
                  {"lines", source.coverage.lines},
                  {"parsed", source.coverage.parsed},
                  {"noise", source.coverage.noise},
                  {"unrecognised", source.coverage.unrecognised}};
    const SourceClock clock = i < report.clocks.size() ? report.clocks[i] : SourceClock{};
    input["clock"] = {{"zone", clock.zone}, {"offset_s", seconds(clock.offset)}, {"slack_s", seconds(clock.slack)}, {"how", clock.how}};
    if (!source.wrapper.empty()) input["wrapper"] = source.wrapper;
    input["note"] = source.note;
    inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace

std::string to_json(const Report& report, int indent, bool with_series) {
  Json json = {{"schema_version", 1}, {"tool", {{"name", "laststraw"}, {"version", LASTSTRAW_VERSION}}}, {"language", language()}};
  json["inputs"] = inputs_of(report);
  json["incidents"] = Json::array();
  for (const IncidentReport& incident : report.incidents) json["incidents"].push_back(report::json_of(report, incident, with_series));
  json["incidents_left_out"] = report.left_out;
  // Log text may be in any encoding: what is not UTF-8 becomes U+FFFD.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> to_json_lines(const Report& report, const std::string& case_name, const std::string& grouped_by) {
  std::vector<std::string> lines;
  for (const IncidentReport& incident : report.incidents) {
    Json json = {{"schema_version", 1}, {"case", case_name}, {"grouped_by", grouped_by}};
    json.update(report::json_of(report, incident, false));
    lines.push_back(json.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return lines;
}

}  // namespace laststraw
