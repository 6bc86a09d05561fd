// What a PostgreSQL log with an incident holds, in any of its languages.
#pragma once

#include <string>
#include <vector>

namespace laststraw::postgres_log {

std::vector<std::string> trigger_words();

}  // namespace laststraw::postgres_log
