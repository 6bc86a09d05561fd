// What systemd prints for people: sizes, and units by their names.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/units.hpp"

namespace laststraw::support {

/// "13.2G", "420.1M", "96K", "512B", "0B" (systemd basic/format-util.c format_bytes_full(): powers of 1024, one decimal, cut off); nullopt: none
/// of them.
std::optional<Bytes> systemd_size(std::string_view text);

/// A unit is PostgreSQL's where its name says so: "postgresql@15-main.service", "patroni.service".
bool is_postgres_unit(std::string_view unit);

}  // namespace laststraw::support
