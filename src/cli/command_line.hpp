// What people type that is not quite what was defined: a path without a command, help as a command, slips.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace laststraw::cli {

/// `laststraw PATH` becomes `laststraw analyze PATH`, `laststraw help scan` becomes `laststraw scan --help`. What is wrong where the
/// first word is neither a command nor a path; else empty.
std::string complete_command(const CLI::App& app, std::vector<std::string>& words);

/// "unknown option '--verbos'; did you mean '--verbose'?"; empty where all are known.
std::string unknown_option(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace laststraw::cli
