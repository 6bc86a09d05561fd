// By what an incident is compared with those of other cases.
#pragma once

#include <array>
#include <string_view>

#include "report/report.hpp"

namespace laststraw::scan {

/// `shown`: what was composed of `answer`.
report::Comparison comparison_of(const IncidentReport& answer, const report::Incident& shown);

/// How the key of a trait begins that joins incidents of one host only.
constexpr std::string_view kOfOneHost = "host:";

/// Of report::Comparison::settings what is no setting, but a size that is known of the machine or the group.
constexpr std::array<std::string_view, 3> kKnownSizes{"ram", "swap", "limit"};

}  // namespace laststraw::scan
