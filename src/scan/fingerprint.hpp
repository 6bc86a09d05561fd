// Whether a case is still the one that an answer was remembered for.
#pragma once

#include <cstdint>

#include "scan/cases.hpp"
#include "scan/scan.hpp"

namespace laststraw::scan {

/// What must not have changed for a remembered answer to hold: each file's name, size, time and beginning, and how it was asked.
std::uint64_t fingerprint(const Case& one, const ScanOptions& options);

}  // namespace laststraw::scan
