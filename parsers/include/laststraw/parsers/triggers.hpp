// What to look for in archives: words one of which every log with an incident holds.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw {

/// Literals, in bytes as logs print them, in all languages that are read. A log without any of them tells of no kill, no refused
/// memory, no crash and nothing that is taken for one; a log with one may.
std::vector<std::string> triggers();
/// Those that speak of a kill or of refused memory themselves.
std::vector<std::string> triggers_of_memory();

/// A few shorter ones: of logs in English, every trigger has one of them in it or beside it. So few are found several times as fast as
/// so many.
std::span<const std::string_view> trigger_atoms();

/// ASCII words that tell a PostgreSQL log in another language ("FEHLER:  "), besides bytes above ASCII.
std::vector<std::string> other_language_marks();

}  // namespace laststraw
