// Options that several commands have, and what their values must be.
#pragma once

#include <string>

#include "cli/options.hpp"

namespace CLI {
class App;
}

namespace laststraw::cli {

void add_language(CLI::App* command, Options& options);
void add_redact(CLI::App* command, Options& options);
/// What `laststraw analyze` and `laststraw scan` may start.
void add_external(CLI::App* command, Options& options);

/// For CLI11, an empty text where it is one. "64GiB", in bytes; less than any server has is a slip (64 for 64GiB).
std::string size_of_machine(std::string& text);
std::string cause_id(const std::string& text);

/// `laststraw scan` and `laststraw merge` (scan_options.cpp).
void add_scan(CLI::App& app, Options& options);
void add_merge(CLI::App& app, Options& options);
/// What a scan is to read, and what it cannot be asked at one time.
void take_scan(const CLI::App& app, Options& options);

}  // namespace laststraw::cli
