// The man page and the shells' completions, made from the definition of the command line, so that they cannot say something else.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace laststraw::cli {

/// "man" (roff), "bash", "zsh" or "fish".
/// `ids`: what `explain` can be asked for.
std::string manual(const CLI::App& app, const std::string& what, const std::vector<std::string>& ids);

}  // namespace laststraw::cli
