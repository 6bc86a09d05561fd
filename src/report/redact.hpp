// A report that can leave the company.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::report {

/// SQL with literals and comments replaced: 'secret' and $$secret$$ become '?' and $$?$$, numbers become ?. What is cut off within
/// a literal is replaced up to its end.
std::string redact_sql(std::string_view sql);

/// Every machine's name that the logs print.
std::vector<std::string> hosts_of(const Records& records);

}  // namespace laststraw::report
