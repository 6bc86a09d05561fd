#include "cloud_metrics/documents.hpp"

#include <algorithm>
#include <utility>

#include "support/civil.hpp"
#include "support/settings.hpp"

namespace laststraw::cloud_metrics {

using nlohmann::json;

namespace {

/// Several times as much is needed to hold the document.
constexpr std::size_t kLargest = std::size_t{64} << 20;

json parsed(std::string_view text) { return json::parse(text.begin(), text.end(), nullptr, false); }

bool is_document(const json& document) { return document.is_object() || document.is_array(); }

}  // namespace

Coverage for_each_document(const SourceText& source, Records& records, const char* expected, const Visit& visit) {
  Reading reading;
  Lines lines = source.lines();
  Line line;
  Coverage& coverage = reading.coverage;
  const json whole = source.bytes.size() <= kLargest ? parsed(source.bytes) : json(json::value_t::discarded);
  const bool one = is_document(whole);
  bool first = true, ours = false;
  while (lines.next(line)) {
    const std::string_view text = support::trim(line.text);
    if (one) {
      if (!text.empty() && std::exchange(first, false)) ours = visit(whole, line);
      ++(ours ? coverage.parsed : coverage.noise);
    } else if (text.empty()) {
      ++coverage.parsed;
    } else if (const json document = text.front() == '{' || text.front() == '[' ? parsed(text) : json(json::value_t::discarded);
               is_document(document)) {
      ++(visit(document, line) ? coverage.parsed : coverage.noise);
    } else {
      support::unrecognised(reading, records, line, expected);
    }
  }
  coverage.lines = lines.count();
  return coverage;
}

std::vector<std::uint32_t> lines_of(const SourceText& source, std::string_view key) {
  std::vector<std::uint32_t> numbers;
  Lines lines = source.lines();
  for (Line line; lines.next(line);)
    for (std::size_t at = line.text.find(key); at != std::string_view::npos; at = line.text.find(key, at + 1))
      numbers.push_back(line.at.first_line);
  return numbers;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> number_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  return value >= 0 && value < 1e18 ? std::optional(value) : std::nullopt;
}

std::optional<Stamp> time_of(std::string_view text) {
  std::string dashed(support::trim(text));
  if (dashed.size() > 10 && dashed[4] == '/' && dashed[7] == '/') dashed[4] = dashed[7] = '-';
  std::string_view rest = dashed;
  auto stamp = support::take_iso_time(rest);
  return stamp && rest.empty() ? stamp : std::nullopt;
}

}  // namespace laststraw::cloud_metrics
