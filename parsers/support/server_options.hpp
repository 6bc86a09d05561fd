// Settings on the command line of a server: postmaster.opts, a container's command or args.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::support {

/// The words of a command line; quotes around a word, double or single, are taken off.
std::vector<std::string> words_of_command(std::string_view text);

/// Keeps "-c name=value", "-cname=value", "--name=value", "-B buffers", "-N connections" (src/backend/postmaster/postmaster.c, PostmasterMain()),
/// each cited by `cite(word)`.
void keep_server_options(std::span<const std::string> words, const std::function<Citation(const std::string& word)>& cite,
                         Settings& settings);

}  // namespace laststraw::support
