// --help: 80 columns, from the definition of the command line, with examples.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace laststraw::cli {

std::string help_text(const CLI::App& app);

/// One line of a command to copy, and what it does.
struct Example {
  std::string_view command, does;
};
/// Of a command; of "": of the program.
std::vector<Example> examples(std::string_view command);

struct Explained {
  std::string_view word, means;
};
std::vector<Explained> exit_statuses();
std::vector<Explained> environment_variables();
/// What bounds a run; paragraphs.
std::vector<std::string_view> limits();

/// The type's name without what CLI11 adds to it: "FILE"; its choices.
std::string value_name(const CLI::Option& option);
std::vector<std::string> choices_of(const CLI::Option& option);

}  // namespace laststraw::cli
