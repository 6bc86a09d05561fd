// A value and the words it rests on, which belong together: no location, no claim.
#pragma once

#include "laststraw/source.hpp"

namespace laststraw {

/// Absent is std::optional<Cited<T>>, never a value without a place nor a place without a value.
template <class T>
struct Cited {
  T value{};
  Citation cite;
};

}  // namespace laststraw
