// Rows of a query as JSON: json_agg() prints "[{...}, ", " {...}, " and " {...}]", row_to_json() an object a line.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace laststraw::pg_views {

/// Calls `take` with the members of each object in the line, as psql would print them. False: it is none.
bool for_each_object(std::string_view line, const std::function<void(std::map<std::string, std::string, std::less<>>)>& take);

}  // namespace laststraw::pg_views
