// What people type that is not quite what was defined: a path without a command, help as a command, slips.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace laststraw::cli {

/// `laststraw PATH` becomes `laststraw analyze PATH`, `laststraw help scan` becomes `laststraw scan --help`. What is wrong where the
/// first word is neither a command nor a path; else empty.
std::string complete_command(const CLI::App& app, std::vector<std::string>& words);

/// Help or the version where that is what was asked for, else what is wrong; the exit status.
int answer(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& words);

}  // namespace laststraw::cli
