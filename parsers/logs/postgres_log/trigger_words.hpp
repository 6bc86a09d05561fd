// What a PostgreSQL log with an incident holds, in any of its languages.
#pragma once

#include <string>
#include <vector>

namespace laststraw::postgres_log {

std::vector<std::string> trigger_words();
/// And one with trouble that people take for want of memory: other signals, full disks, PANIC.
std::vector<std::string> other_trouble_words();
/// As laststraw/parsers/triggers.hpp has it.
std::vector<std::string> other_language_marks();

}  // namespace laststraw::postgres_log
