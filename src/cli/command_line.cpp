#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "cli/complaint.hpp"
#include "cli/options.hpp"
#include "cli/suggest.hpp"

namespace laststraw::cli {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> names_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* one : commands_of(app)) names.push_back(one->get_name());
  return names;
}

bool is_path(const std::string& word) {
  std::error_code none;
  return word.find_first_of("/.") != std::string::npos || std::filesystem::exists(word, none);
}

/// "unknown option '--verbos'; did you mean '--verbose'?"; empty where all are known.
std::string unknown_option(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = nullptr;
  for (const CLI::App* one : commands_of(app))
    if (!words.empty() && one->get_name() == words.front()) command = one;
  if (!command) return {};
  std::vector<std::string> known;
  for (const CLI::Option* option : command->get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  for (const std::string& word : words) {
    if (word == "--") break;
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string meant = did_you_mean(name, known);
    return "unknown option '" + name + "'" + (meant.empty() ? " (laststraw " + words.front() + " --help lists them)" : meant);
  }
  return {};
}

}  // namespace

std::string complete_command(const CLI::App& app, std::vector<std::string>& words) {
  if (words.empty()) return "give it a folder, an archive or files: laststraw PATH (laststraw --help tells more)";
  const std::vector<std::string> commands = names_of(app);
  const auto known = [&](const std::string& word) { return std::find(commands.begin(), commands.end(), word) != commands.end(); };
  const std::string first = words.front();
  if (known(first)) {
    if (words.size() == 2 && (words[1] == "--version" || words[1] == "-V")) words.erase(words.begin());
    return {};
  }
  if (first == "help") {
    words.erase(words.begin());
    words.insert(words.size() > 0 && known(words.front()) ? words.begin() + 1 : words.begin(), "--help");
    return {};
  }
  for (const char* own : {"-h", "--help", "-V", "--version"})
    if (first == own) return {};
  if (first.starts_with('-') || is_path(first)) {
    words.insert(words.begin(), "analyze");
    return {};
  }
  const std::string meant = did_you_mean(first, commands);
  return "'" + first + "' is no command, and no file or folder has that name" + (meant.empty() ? " (laststraw --help)" : meant);
}

int answer(const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& words) {
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if (const std::string unknown = extra ? unknown_option(app, words) : std::string(); !unknown.empty()) {
    complain(unknown);
    return kMistake;
  }
  // CLI11 numbers its errors from 100 on; to our users every mistake is 2.
  std::ostringstream mistake;
  const int status = app.exit(error, std::cout, mistake);
  complain_lines(mistake.str());
  return status == 0 ? 0 : kMistake;
}

}  // namespace laststraw::cli
