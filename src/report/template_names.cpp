// The names that a template may use: a slip would print nothing, and nobody would know why.
#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>

#include "report/fields.hpp"
#include "report/template.hpp"

namespace laststraw::report {

namespace {

/// Visits every kind of thing once, whether a report has one or not.
class Names {
 public:
  template <class T>
  void operator()(std::string_view name, T& value) {
    all.emplace(name);
    inside(value);
  }
  template <class T>
  void unless_empty(std::string_view name, T& value) {
    (*this)(name, value);
  }

  std::set<std::string, std::less<>> all;

 private:
  template <class T>
  void inside(std::vector<T>&) {
    T one{};
    inside(one);
  }
  template <class T>
  void inside(std::optional<T>&) {
    T one{};
    inside(one);
  }
  template <class T>
  void inside(T& value) {
    if constexpr (requires { fields(*this, value); })
      if (seen_.insert(typeid(T)).second) fields(*this, value);
  }

  std::set<std::type_index> seen_;
};

std::set<std::string, std::less<>> names() {
  Names names;
  Document document;
  members(names, document);
  // src/report/view.cpp
  for (const char* more :
       {"language", "item",    "file",  "text",     "leading", "bars",        "x",      "width",  "percent", "colour", "to_do", "headings",
        "known",    "heading", "steps", "withheld", "line",    "effect_text", "reason", "around", "near",    "number", "words", "cited"})
    names.all.emplace(more);
  return names.all;
}

bool is_known(const std::set<std::string, std::less<>>& known, std::string_view name) {
  constexpr std::string_view kNo = "no_", kSeparator = "_separator";  // of an empty one, between two of a list
  if (known.count(name) > 0 || name.starts_with("BI_")) return true;
  if (name.starts_with(kNo)) return is_known(known, name.substr(kNo.size()));
  return name.ends_with(kSeparator) && is_known(known, name.substr(0, name.size() - kSeparator.size()));
}

}  // namespace

std::string unknown_name(std::string_view text) {
  if (text.find("{{=") != std::string_view::npos) return {};  // marks of its own
  static const std::set<std::string, std::less<>> kKnown = names();
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    std::string_view tag = text.substr(at + 2);
    if (tag.starts_with('#') || tag.starts_with('/')) tag.remove_prefix(1);
    std::size_t end = 0;
    while (end < tag.size() && (std::isalnum(static_cast<unsigned char>(tag[end])) != 0 || tag[end] == '_')) ++end;
    if (const std::string_view name = tag.substr(0, end); !name.empty() && !is_known(kKnown, name)) return std::string(name);
  }
  return {};
}

}  // namespace laststraw::report
