// PostgreSQL's version, as the server says it when it starts: "15.18", "9.6.24", "17beta2".
#pragma once

#include <string>
#include <string_view>

namespace laststraw {

struct PgVersion {
  std::string text;
  int major = 0;  ///< before the first point: 9 for 9.6.24
};

/// The version at the beginning of `text`; major is 0 where it begins with no number.
PgVersion pg_version(std::string_view text);

}  // namespace laststraw
