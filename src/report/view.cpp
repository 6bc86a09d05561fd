#include "report/view.hpp"

#include <algorithm>

#include "report/text_parts.hpp"

namespace laststraw::report {

namespace {

void name_people(Json& incident) {
  for (const char* key : {"victim", "invoker"})
    if (incident.at(key).is_object()) incident[key]["who"] = person_text(incident.at(key));
  for (Json& victim : incident.at("victims")) victim["who"] = person_text(victim);
  for (Json& hypothesis : incident.at("hypotheses"))
    if (hypothesis.at("culprit").is_object()) hypothesis["culprit"]["who"] = culprit_text(hypothesis.at("culprit"));
}

void place_parts(Json& ledger) {
  const auto total = static_cast<double>(std::max<std::int64_t>(1, bytes_of(ledger, "total_bytes")));
  Json rest = {{"name", "unaccounted"}, {"bytes", std::max<std::int64_t>(0, bytes_of(ledger, "unaccounted_bytes"))}};
  ledger["parts"].push_back(std::move(rest));
  double x = 0;
  int colour = 0;
  for (Json& part : ledger.at("parts")) {
    const double share = 100 * static_cast<double>(std::max<std::int64_t>(0, bytes_of(part, "bytes"))) / total;
    part["share"] = share;
    part["x"] = x;
    part["colour"] = colour++ % 10;
    x += share;
  }
}

}  // namespace

Json template_view(Json contract) {
  for (Json& incident : contract.at("incidents")) {
    name_people(incident);
    place_parts(incident.at("ledger"));
    std::size_t n = 0;
    for (Json& hypothesis : incident.at("hypotheses")) hypothesis["likely"] = n++ < 2 || hypothesis.value("likelihood", 0.0) >= 0.01;
    incident["leading"] = incident.at("hypotheses").front();
    if (text_of(incident, "verdict") == "undecided") incident["leading"]["culprit"] = nullptr;
    for (Json& check : incident.at("checklist")) check["to_do"] = text_of(check, "status") == "fail" || text_of(check, "status") == "warn";
    Json files = Json::array();
    for (const auto& [file, text] : incident.at("fragments").items()) files.push_back({{"file", file}, {"text", text}});
    incident["fragments"] = std::move(files);
    incident.erase("series");
  }
  return contract;
}

}  // namespace laststraw::report
