#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

#include "report/format.hpp"

namespace laststraw::cli {

namespace {

constexpr std::size_t kWidth = 80, kIndent = 22;
constexpr std::string_view kPaths =
    "A PATH is a bundle folder, an archive or a file (compressed or not); - is standard input. laststraw PATH is laststraw analyze PATH.";

/// `head` in the first column, `text` wrapped in the second; a head that does not fit has a line of its own.
std::string entry(const std::string& head, std::string_view text) {
  std::string lines = report::wrap(text, kWidth - kIndent, "");
  std::string out = "  " + head;
  out += out.size() + 2 > kIndent ? "\n" + std::string(kIndent, ' ') : std::string(kIndent - out.size(), ' ');
  for (const char c : lines) out += c == '\n' ? "\n" + std::string(kIndent, ' ') : std::string(1, c);
  return out + "\n";
}

std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  if (option.get_items_expected_max() > 0) names += " " + value_name(option);
  return names;
}

std::string described(const CLI::Option& option) {
  std::string choices;
  for (const std::string& one : choices_of(option)) choices += (choices.empty() ? "" : ", ") + one;
  const std::string& text = option.get_description();
  return choices.empty() || text.find(choices.substr(0, choices.find(','))) != std::string::npos ? text : text + ": " + choices;
}

std::string usage_of(const CLI::App& app) {
  if (!app.get_parent()) return "laststraw PATH...\n       laststraw COMMAND [OPTION]...";
  std::string usage = "laststraw " + app.get_name() + " [OPTION]...";
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string one = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
    usage += option->get_required() ? " " + one : " [" + one + "]";
  }
  return usage;
}

std::string options_of(const CLI::App& app) {
  std::string positional, options;
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? positional : options) +=
        entry(option->get_positional() ? option->get_name(true) : names_of(*option), described(*option));
  return positional + (positional.empty() || options.empty() ? "" : "\nOptions:\n") + options;
}

}  // namespace

std::string value_name(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find_first_of(":{ "));
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  std::vector<std::string> all;
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) return all;
  std::istringstream choices(type.substr(open + 1, close - open - 1));
  for (std::string one; std::getline(choices, one, ',');) all.push_back(one);
  return all;
}

std::string help_text(const CLI::App& app) {
  const bool whole = !app.get_parent();
  std::string text = report::wrap(app.get_description(), kWidth, "") + (whole ? "\n\n" : ".\n\n") + "Usage: " + usage_of(app) + "\n\n";
  if (whole) {
    text += report::wrap(kPaths, kWidth, "") + "\n\nCommands:\n";
    for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; }))
      text += entry(one->get_name(), one->get_description());
    text += "\n";
  }
  text += options_of(app);
  const std::vector<Example> all = examples(whole ? "" : app.get_name());
  if (!all.empty()) text += "\nExamples:\n";
  for (const Example& one : all) text += "  " + std::string(one.command) + "\n      " + std::string(one.does) + "\n";
  if (!whole) return text;
  text += "\nExit status:\n";
  for (const Explained& one : exit_statuses()) text += entry(std::string(one.word), one.means);
  return text + "\nMore: laststraw COMMAND --help, and the man page (laststraw manual man).\n";
}

}  // namespace laststraw::cli
