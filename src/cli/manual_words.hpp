// The command line as the man page and the shells see it.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace laststraw::cli {

/// One option as the shells see it.
struct ManualWord {
  std::vector<std::string> names;              ///< "--json", "-j"; of a positional argument: empty
  std::string positional, description, value;  ///< value: "FILE"; empty for a flag
  std::vector<std::string> choices;
  bool required = false, many = false;
};

struct ManualCommand {
  std::string name, description;
  std::vector<ManualWord> words;
};

std::vector<ManualCommand> commands_of(const CLI::App& app);
std::string joined(const std::vector<std::string>& words, const std::string& between);
std::string man_page(const CLI::App& app);

}  // namespace laststraw::cli
