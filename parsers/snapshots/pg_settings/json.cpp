// pg_settings as JSON: SELECT json_agg(s) FROM pg_settings s (an array of objects), psql's one object a line, and pgmetrics'
// {"settings":{"work_mem":{"setting":"4096",...}}}. RDS: {"Parameters":[{"ParameterName":"work_mem","ParameterValue":"4096"}]}.
#include <nlohmann/json.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? std::to_string(found->get<std::int64_t>()) : std::string();
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records) {}

  /// How many settings were found.
  std::size_t read(const json& value) {
    if (value.is_array()) {
      std::size_t sum = 0;
      for (const json& member : value) sum += read(member);
      return sum;
    }
    if (!value.is_object()) return 0;
    if (const auto settings = value.find("settings"); settings != value.end() && settings->is_object()) {
      std::size_t sum = 0;
      for (const auto& [name, member] : settings->items())
        if (member.is_object()) sum += keep(name, text_of(member, "setting"), text_of(member, "unit"));
      return sum;
    }
    if (const auto parameters = value.find("Parameters"); parameters != value.end()) return read(*parameters);
    if (value.contains("ParameterName"))
      return value.contains("ParameterValue") ? keep(text_of(value, "ParameterName"), text_of(value, "ParameterValue"), {}) : 0;
    return keep(text_of(value, "name"), text_of(value, "setting"), text_of(value, "unit"));
  }

 private:
  std::size_t keep(const std::string& name, std::string value, std::string unit) {
    // RDS writes formulas ("{DBInstanceClassMemory/32768}"): no value until the server has worked it out.
    if (name.empty() || value.find('{') != std::string::npos) return 0;
    support::keep(records_.pg_settings, name, {std::move(value), std::move(unit), where(name), support::kFromServer});
    return 1;
  }

  /// The line that names the setting.
  Citation where(const std::string& name) const {
    const std::string quoted = "\"" + name + "\"";
    Lines lines = source_.lines();
    Line line;
    while (lines.next(line))
      if (line.text.find(quoted) != std::string_view::npos) return cite(line);
    return {};
  }

  const SourceText& source_;
  Records& records_;
};

}  // namespace

Reading read_pg_settings_json(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "pg_settings/json";
  constexpr std::size_t kMost = std::size_t{16} << 20;
  Reader reader(source, records);
  std::size_t found = 0;
  if (source.bytes.size() <= kMost) {
    const json whole = json::parse(source.bytes.begin(), source.bytes.end(), nullptr, false);
    if (!whole.is_discarded()) found = reader.read(whole);
  }
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    if (found > 0) continue;
    const json object = json::parse(line.text.begin(), line.text.end(), nullptr, false);
    if (!object.is_discarded() && reader.read(object) > 0)
      ++reading.coverage.parsed;
    else
      ++reading.coverage.noise;
  }
  reading.coverage.lines = lines.count();
  if (found > 0) reading.coverage.parsed = lines.count();
  return reading;
}

}  // namespace laststraw
