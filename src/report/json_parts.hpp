// The JSON contract in parts (docs/report.schema.json).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "report/report.hpp"

namespace laststraw::report {

nlohmann::ordered_json json_of(const Report& report, const IncidentReport& answer, bool with_series = true);
nlohmann::ordered_json place_of(const SourceLocation& at, const Report& report);

}  // namespace laststraw::report
