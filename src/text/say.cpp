#include "text/say.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "text/catalogues.hpp"

namespace laststraw {

namespace {

struct Speech {
  std::string language = "en";
  std::map<std::string, std::string, std::less<>> messages;
};

Speech& speech() {
  static Speech chosen;
  return chosen;
}

}  // namespace

std::vector<std::string_view> languages() {
  std::vector<std::string_view> names{"en"};
  for (const Catalogue& one : kCatalogues) names.push_back(one.language);
  return names;
}

std::string_view catalogue(std::string_view language) {
  for (const Catalogue& one : kCatalogues)
    if (one.language == language) return one.json;
  return {};
}

void speak(std::string_view language) {
  const auto known = languages();
  if (std::find(known.begin(), known.end(), language) == known.end()) {
    std::string names;
    for (const std::string_view name : known) names += (names.empty() ? "" : ", ") + std::string(name);
    throw std::invalid_argument("--lang: there is no '" + std::string(language) + "'; there are " + names);
  }
  Speech chosen{std::string(language), {}};
  if (const std::string_view json = catalogue(language); !json.empty())
    chosen.messages = nlohmann::json::parse(json).get<std::map<std::string, std::string, std::less<>>>();
  speech() = std::move(chosen);
}

std::string_view language() { return speech().language; }

std::string_view translated(std::string_view english) {
  const auto& messages = speech().messages;
  const auto found = messages.find(english);
  return found == messages.end() ? english : std::string_view(found->second);
}

std::string filled(std::string_view english, int first, int second) {
  const std::string_view own = translated(english);
  return fmt::vformat({own.data(), own.size()}, fmt::make_format_args(first, second));
}

}  // namespace laststraw
