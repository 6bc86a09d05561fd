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

/// Of report::Comparison::settings those whose value is a number of bytes.
constexpr std::array<std::string_view, 9> kSizes{"ram",
                                                 "swap",
                                                 "limit",
                                                 "shared_buffers",
                                                 "work_mem",
                                                 "maintenance_work_mem",
                                                 "autovacuum_work_mem",
                                                 "temp_buffers",
                                                 "logical_decoding_work_mem"};

}  // namespace laststraw::scan
