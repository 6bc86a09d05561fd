// Two incidents, bundles or saved reports side by side: what is the same, and what changed.
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace laststraw::report {

/// One of the two. `incident`: null where there is none in it. Both must outlive the SideBySide.
struct Compared {
  std::string path;
  const Document* document = nullptr;
  const Incident* incident = nullptr;
};

/// What both tell differently, or only one of them tells (the other's text then says so).
struct Difference {
  std::string name;
  Text what, a, b;
};
struct Differences {
  std::string name;  ///< "incident", "sizes", "load", "versions", "settings"
  Text title;
  std::vector<Difference> rows;
};

void fields(auto& visit, std::same_as<const Difference> auto& x) {
  visit("name", x.name), visit("what", x.what), visit("a", x.a), visit("b", x.b);
}
void fields(auto& visit, std::same_as<const Differences> auto& x) { visit("name", x.name), visit("title", x.title), visit("rows", x.rows); }

enum class Sameness { none, same_again, same_cause, another_cause, first_incident, gone, undecided };

struct SideBySide {
  Compared a, b;
  Sameness sameness{};
  Text sentence;
  std::vector<Differences> groups;  ///< those that have rows
  std::size_t equal = 0;            ///< what both tell alike
  std::vector<Text> notes;          ///< what could not be compared, and why
};

SideBySide compare(const Compared& a, const Compared& b);

std::string write_comparison(const SideBySide& both, const TextStyle& style, const Language& in = english());
std::string write_comparison_markdown(const SideBySide& both, const Language& in = english());
std::string write_comparison_html(const SideBySide& both, const Language& in = english());
/// {"schema_version", "a", "b", "sameness", "sentence", "groups": [{"name", "rows": [{"name", "what", "a", "b"}]}], "equal", "notes"}
std::string write_comparison_json(const SideBySide& both, const Language& in = english());

}  // namespace laststraw::report
