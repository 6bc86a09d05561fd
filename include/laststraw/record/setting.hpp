// A named value from a snapshot of configuration or state: postgresql.conf, pg_settings, sysctl -a,
// systemctl show, /proc/meminfo, cgroup files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "laststraw/source.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// `value` as written; `unit` where the source gives it apart from the value ("8kB", "kB", "ms").
struct Setting {
  std::string value;
  std::string unit;
  Citation cite;
  /// How much the source counts; for PostgreSQL: postgresql.conf, files it includes, what stands after the include,
  /// postgresql.auto.conf (ALTER SYSTEM), the command line, pg_settings (what ran): 0 to 5.
  int precedence = 0;
};

/// By lower-case name for PostgreSQL; as written elsewhere. Within one source the last one wins; between
/// sources the higher precedence.
using Settings = std::map<std::string, Setting, std::less<>>;

const Setting* find(const Settings& settings, std::string_view name);

/// The value as a whole number; nullopt where absent or not one.
std::optional<std::int64_t> integer(const Settings& settings, std::string_view name);

/// A PostgreSQL memory setting in bytes: value and unit as in pg_settings ("16384" + "8kB"), or a value with its own
/// unit as in postgresql.conf ("128MB"); a bare number in postgresql.conf counts in the setting's own base unit
/// (config.sgml "Numeric with Unit"; shared_buffers 8 kB, work_mem kB). -1 and other negatives: nullopt.
std::optional<Bytes> pg_bytes(const Settings& settings, std::string_view name);

/// on/off/true/false/yes/no/1/0 and unambiguous prefixes, as PostgreSQL reads booleans.
std::optional<bool> boolean(const Settings& settings, std::string_view name);

}  // namespace laststraw
