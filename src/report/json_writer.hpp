// Writes a Document, or a part of it, as JSON text: nothing is built in between.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "report/fields.hpp"
#include "report/report.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

class JsonWriter {
 public:
  /// indent < 0: one line. Sentences are said in `in`.
  explicit JsonWriter(int indent, const Language& in = english(), JsonParts parts = {}) : indent_(indent), in_(in), parts_(parts) {}

  template <class T>
  void operator()(std::string_view name, const T& member) {
    if constexpr (std::is_same_v<T, std::vector<Series>>)
      if (!parts_.series) return;
    if constexpr (std::is_same_v<T, std::optional<MemoryPicture>> || std::is_same_v<T, std::optional<Sliders>>)
      if (!parts_.pictures) return;
    head(name);
    value(member);
    if constexpr (std::is_same_v<T, Text>)
      if (parts_.arguments && !is_beside(name) && tells_more(member)) said(name, member);
  }
  template <class T>
  void unless_empty(std::string_view name, const T& member) {
    if (!member.empty()) (*this)(name, member);
  }

  /// The values of points alone, whole ones as whole numbers.
  void values(std::string_view name, std::span<const AlignedSeries::Point> points);

  /// An object whose members are visited by `members`.
  template <class Members>
  void object(const Members& members) {
    enclosed('{', '}', members);
  }
  template <class Members>
  void member(std::string_view name, const Members& members) {
    head(name);
    object(members);
  }

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(const Text& sentence) { value(in_(sentence)); }
  void value(double number);  ///< null where it is no number
  void value(std::span<const AlignedSeries::Point> points);
  template <class T>
  void value(const std::optional<T>& maybe) {
    if (maybe)
      value(*maybe);
    else
      out_ += "null";
  }
  template <class T>
  void value(const std::vector<T>& list) {
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::optional<std::int64_t>>) return numbers(list);
    enclosed('[', ']', [&] {
      for (const T& element : list) next(), value(element);
    });
  }
  void value(const std::map<std::string, std::string>& map) {
    enclosed('{', '}', [&] {
      for (const auto& [name, text] : map) (*this)(name, text);
    });
  }
  template <class T>
  void value(const T& x) {
    if constexpr (std::is_same_v<T, bool>)
      out_ += x ? "true" : "false";
    else if constexpr (std::is_integral_v<T>)
      out_ += std::to_string(x);
    else if constexpr (std::is_enum_v<T>)
      value(word(x));
    else
      object([&] { fields(*this, x); });
  }

  std::string take() { return std::move(out_); }

 private:
  /// What these are put together from stands beside them in the contract (phrase()).
  static bool is_beside(std::string_view name) { return name == "who" || name == "label" || name == "title" || name == "when"; }
  /// It has arguments that are more than text.
  static bool tells_more(const Text& sentence);
  /// "summary_said": the message and its arguments, beside "summary".
  void said(std::string_view name, const Text& sentence);
  void members(const Text& sentence);
  void value(const Argument& argument);

  /// In one line.
  template <class T>
  void numbers(const std::vector<T>& list) {
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += indent_ < 0 ? "," : ", ";
      value(list[i]);
    }
    out_ += ']';
  }
  template <class Inside>
  void enclosed(char open, char close, const Inside& inside) {
    out_ += open;
    ++depth_;
    first_ = true;
    inside();
    --depth_;
    if (!first_) line();
    out_ += close;
    first_ = false;
  }
  void head(std::string_view name) {
    next();
    value(name);
    out_ += indent_ < 0 ? ":" : ": ";
  }
  /// Before each element or member.
  void next() {
    if (!first_) out_ += ',';
    first_ = false;
    line();
  }
  void line() {
    if (indent_ >= 0) out_.append(1, '\n').append(static_cast<std::size_t>(indent_) * depth_, ' ');
  }

  int indent_;
  const Language& in_;
  JsonParts parts_;
  bool first_ = true;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace laststraw::report
