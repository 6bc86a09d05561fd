// The X3 vocabulary all rooms share. Include in .cpp files of parsers/ only.
#pragma once

#include <boost/range/iterator_range.hpp>
#include <boost/spirit/home/x3.hpp>
#include <cstdint>
#include <string>

#include "laststraw/source.hpp"

namespace laststraw::grammar {

namespace x3 = boost::spirit::x3;

/// A stretch of the line, as X3's raw[] gives it.
using Chars = boost::iterator_range<const char*>;

inline std::string str(const Chars& chars) { return {chars.begin(), chars.end()}; }
inline std::string_view view(const Chars& chars) { return {chars.begin(), static_cast<std::size_t>(chars.end() - chars.begin())}; }

constexpr x3::uint_parser<std::uint64_t> u64{};
constexpr x3::int_parser<std::int64_t> i64{};
constexpr x3::uint_parser<std::uint32_t> u32{};
constexpr x3::int_parser<std::int32_t> i32{};

/// Does `parser` match from the start of `text`? On success `text` loses what was matched.
template <class Parser, class Attribute>
bool take(std::string_view& text, const Parser& parser, Attribute& attribute) {
  const char* first = text.data();
  const char* const last = first + text.size();
  if (!x3::parse(first, last, parser, attribute)) return false;
  text.remove_prefix(static_cast<std::size_t>(first - text.data()));
  return true;
}
template <class Parser>
bool take(std::string_view& text, const Parser& parser) {
  x3::unused_type nothing;
  return take(text, parser, nothing);
}

}  // namespace laststraw::grammar
