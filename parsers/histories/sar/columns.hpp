// What sysstat calls the quantities we keep, in its four outputs.
#pragma once

#include <string_view>

namespace laststraw::sar {

struct Column {
  std::string_view text;    ///< sar and sadf -d: "kbmemfree"
  std::string_view member;  ///< sadf -j and -x: "memfree"; empty where it is the same as `text`
  const char* series;
  double factor;  ///< to the series' unit
};

/// By the name in sar's text; null: not kept.
const Column* by_text(std::string_view name);
/// By the name in sadf's JSON and XML.
const Column* by_member(std::string_view name);

}  // namespace laststraw::sar
