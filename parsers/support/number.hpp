// Numbers with a fraction, as grammars. Spirit's own double_ counts an exponent of ten digits below the least int (undefined), and takes "nan" and "inf",
// which no comparison with a limit refuses.
#pragma once

#include "support/grammar.hpp"

namespace laststraw::grammar {

/// With an exponent of at most four digits; "nan" and "inf" are numbers, as Prometheus and sysstat print them.
struct RealPolicies : x3::real_policies<double> {
  template <typename Iterator>
  static bool parse_exp_n(Iterator& first, const Iterator& last, int& exponent) {
    return x3::extract_int<int, 10, 1, 4>::call(first, last, exponent);
  }
};
/// Finite as it is written.
struct NumberPolicies : RealPolicies {
  template <typename Iterator, typename Attribute>
  static bool parse_nan(Iterator&, const Iterator&, Attribute&) {
    return false;
  }
  template <typename Iterator, typename Attribute>
  static bool parse_inf(Iterator&, const Iterator&, Attribute&) {
    return false;
  }
};
constexpr x3::real_parser<double, RealPolicies> real{};
constexpr x3::real_parser<double, NumberPolicies> number{};

}  // namespace laststraw::grammar
