// What the snapshots' plain values are made of.
#include <charconv>

#include "laststraw/record/overcommit.hpp"
#include "laststraw/record/pg_version.hpp"

namespace laststraw {

Overcommit overcommit_of(const Settings& sysctl) {
  const auto number = [&](std::string_view name) {
    const auto value = integer(sysctl, name);
    return value ? std::optional(Cited<std::int64_t>{*value, find(sysctl, name)->cite}) : std::nullopt;
  };
  Overcommit overcommit{number("vm.overcommit_memory"), number("vm.overcommit_ratio"), {}};
  if (const auto kilobytes = number("vm.overcommit_kbytes"); kilobytes && kilobytes->value > 0)
    overcommit.limit = Cited<Bytes>{kib(kilobytes->value), kilobytes->cite};
  return overcommit;
}

PgVersion pg_version(std::string_view text) {
  PgVersion version{std::string(text.substr(0, text.find(' '))), 0};
  std::from_chars(version.text.data(), version.text.data() + version.text.size(), version.major);
  return version;
}

}  // namespace laststraw
