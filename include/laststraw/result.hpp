// The outcome of parsing: a record, or where and why not (std::expected is C++23).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "laststraw/source.hpp"

namespace laststraw {

/// Why a line that looked like ours was not. Column is 1-based, in bytes.
struct ParseFailure {
  SourceLocation where;
  std::uint32_t column{};
  std::string expected;
};

template <class T>
class Result {
 public:
  Result(T value) : held_(std::move(value)) {}
  Result(ParseFailure failure) : held_(std::move(failure)) {}
  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() { return std::get<0>(held_); }
  const T& operator*() const { return std::get<0>(held_); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  const ParseFailure& failure() const { return std::get<1>(held_); }

 private:
  std::variant<T, ParseFailure> held_;
};

}  // namespace laststraw
