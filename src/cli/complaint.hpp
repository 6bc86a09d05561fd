// What goes to standard error.
#pragma once

#include <functional>
#include <string_view>

namespace laststraw::cli {

/// "laststraw: " and `text`, as one line. Names and messages that came with the input may hold what a terminal obeys: they are made harmless here, and nothing
/// else writes texts to standard error.
void complain(std::string_view text);
/// The same of each line of `text`, without the program's name.
void complain_lines(std::string_view text);
/// Something about a file or a case; its name is said once.
void complain_about(std::string_view name, std::string_view why);

/// The exit status of `work`; what it throws is complained of, and is a mistake.
int complaining(const std::function<int()>& work);

}  // namespace laststraw::cli
