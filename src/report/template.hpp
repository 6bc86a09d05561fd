// Fills a template (Google's ctemplate) with a Document, or with anything that has fields().
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "report/fields.hpp"
#include "report/json_writer.hpp"
#include "report/words.hpp"

namespace ctemplate {
class TemplateDictionary;
}

namespace laststraw::report {

/// {{name}} is a member's value, {{#name}}...{{/name}} is shown once for an object, once an element for a list, and for a value that is
/// known and not empty, zero or false; {{#no_name}}...{{/no_name}} where it is not.
class Filler {
 public:
  Filler(ctemplate::TemplateDictionary& dictionary, const Language& in, std::span<const Quote> around = {})
      : dictionary_(dictionary), in_(in), around_(around) {}

  const Language& language() const { return in_; }
  /// The document's lines around what is cited; sections made from here on know them.
  void look_into(std::span<const Quote> around) { around_ = around; }
  std::span<const Quote> around() const { return around_; }
  void operator()(std::string_view name, const Text& sentence) { (*this)(name, in_(sentence)); }

  void operator()(std::string_view name, const std::string& value) { text(name, value, value.empty()); }
  void operator()(std::string_view, const std::vector<Series>&) {}  // for charts
  void operator()(std::string_view, const std::optional<MemoryPicture>&) {}
  void operator()(std::string_view, const std::optional<Sliders>&) {}
  void operator()(std::string_view name, const std::map<std::string, std::string>& files) {
    if (files.empty()) text(name, {}, true);
    for (const auto& [file, lines] : files) {
      Filler inner = section(name);
      inner("file", file), inner("text", lines);
    }
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value)
      (*this)(name, *value);
    else
      text(name, {}, true);
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& list) {
    if (list.empty()) text(name, {}, true);
    for (const T& element : list) {
      if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Text> || std::is_arithmetic_v<T>)
        section(name)("item", element);
      else
        (*this)(name, element);
    }
  }
  template <class T>
  void operator()(std::string_view name, const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      text(name, value ? "true" : "false", !value);
    else if constexpr (std::is_arithmetic_v<T>) {
      JsonWriter number(-1);
      number.value(value);
      text(name, number.take(), value == 0);
    } else if constexpr (std::is_enum_v<T>)
      (*this)(name, std::string(word(value)));
    else {
      Filler inner = section(name);
      fields(inner, value);
      more(inner, value);
    }
  }
  template <class T>
  void unless_empty(std::string_view name, const T& value) {
    (*this)(name, value);
  }

  Filler section(std::string_view name);

 private:
  void text(std::string_view name, const std::string& text, bool empty);

  ctemplate::TemplateDictionary& dictionary_;
  const Language& in_;
  std::span<const Quote> around_;
};

/// What templates, which cannot compute, are given besides: src/report/view.cpp.
void more(Filler& filler, const Incident& incident);
void more(Filler& filler, const Ledger& ledger);
void more(Filler& filler, const Check& check);
void more(Filler& filler, const Weighed& evidence);
void more(Filler& filler, const Claim& told);
void more(Filler&, const auto&) {}

/// A document's members, as templates see them.
void members(auto& visit, auto& document) {
  visit("version", document.version), visit("inputs", document.inputs), visit("incidents", document.incidents);
  visit("recurrence", document.recurrence), visit("incidents_left_out", document.incidents_left_out);
  visit("no_incident", document.no_incident), visit("not_understood", document.not_understood);
}

/// Of `around`, those of a place.
std::vector<Quote> lines_around(std::span<const Quote> around, const Place& at);

using Filling = std::function<void(Filler&)>;
/// All of a document's members.
Filling filling(const Document& document);

/// Modifiers: x-bytes, x-percent, x-likelihood, x-decibans, x-seconds, x-when, x-words. With {{%AUTOESCAPE context="HTML"}} in the first
/// line everything is escaped for where it stands. Throws std::invalid_argument where the template cannot be read; `name` is for the message.
std::string expand(const std::string& name, const std::string& text, const Filling& fill, const Language& in);
/// The same of a template of ours, whose labels stand in double brackets: [[Culprit]], [[{0} of {1}|{{bytes}}|{{of}}]].
std::string expand_own(const std::string& name, std::string_view text, const Filling& fill, const Language& in);
/// The first name in a template that no report has; empty where all are known.
std::string unknown_name(std::string_view text);

}  // namespace laststraw::report
