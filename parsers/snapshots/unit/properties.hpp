// The properties of a systemd unit that are kept, by the names that systemd gives them (systemd.service(5), systemd.resource-control(5)).
#pragma once

#include <string_view>

#include "laststraw/record/unit_facts.hpp"

namespace laststraw::unit {

/// Keeps a value as `systemctl show` prints it or a unit file has it; other properties are let go.
void keep(UnitFacts& facts, std::string_view key, std::string_view value, const Citation& cite);

}  // namespace laststraw::unit
