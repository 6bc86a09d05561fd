#include "cli/manual.hpp"

#include <CLI/CLI.hpp>

#include "cli/help.hpp"
#include "cli/manual_words.hpp"

namespace laststraw::cli {

namespace {

ManualWord word_of(const CLI::Option& option) {
  ManualWord word;
  for (const std::string& name : option.get_snames()) word.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) word.names.push_back("--" + name);
  if (option.get_positional()) word.positional = option.get_name(true);
  word.description = option.get_description();
  word.required = option.get_required();
  word.many = option.get_items_expected_max() > 1;
  if (option.get_items_expected_max() > 0) word.value = value_name(option), word.choices = choices_of(option);
  return word;
}

ManualCommand command_of(const CLI::App& app) {
  ManualCommand command{app.get_name(), app.get_description(), {}};
  for (const CLI::Option* option : app.get_options()) command.words.push_back(word_of(*option));
  return command;
}

}  // namespace

std::vector<ManualCommand> commands_of(const CLI::App& app) {
  std::vector<ManualCommand> commands;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) commands.push_back(command_of(*one));
  return commands;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

namespace {

// ---- completions

/// What a shell offers for a command: its options, and what its arguments may be.
std::vector<std::string> offers(const ManualCommand& command) {
  std::vector<std::string> all;
  for (const ManualWord& word : command.words) {
    all.insert(all.end(), word.names.begin(), word.names.end());
    if (word.names.empty()) all.insert(all.end(), word.choices.begin(), word.choices.end());
  }
  return all;
}

std::string bash(const std::vector<ManualCommand>& commands) {
  std::string names, cases;
  for (const ManualCommand& command : commands) {
    names += (names.empty() ? "" : " ") + command.name;
    cases += "    " + command.name + ")\n";
    for (const ManualWord& word : command.words) {
      if (word.names.empty() || word.value.empty()) continue;
      cases += "      case $before in " + joined(word.names, "|") + ") " +
               (word.choices.empty() ? std::string("return ;;")
                                     : "COMPREPLY=($(compgen -W '" + joined(word.choices, " ") + "' -- \"$word\")); return ;;") +
               " esac\n";
    }
    cases += "      COMPREPLY=($(compgen -W '" + joined(offers(command), " ") + "' -- \"$word\")) ;;\n";
  }
  return "# bash completion of laststraw; files are offered where nothing else fits\n_laststraw() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W '" +
         names + " --help --version' -- \"$word\")); return; fi\n  case ${COMP_WORDS[1]} in\n" + cases +
         "  esac\n}\ncomplete -o default -F _laststraw laststraw\n";
}

/// In apostrophes for a shell.
std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + "'";
}

/// Descriptions of zsh's _arguments must not hold brackets or colons.
std::string zsh_text(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string zsh_action(const ManualWord& word) { return word.choices.empty() ? "_files" : "(" + joined(word.choices, " ") + ")"; }

std::string zsh(const std::vector<ManualCommand>& commands) {
  std::string names, cases;
  for (const ManualCommand& command : commands) {
    names += "    " + quoted(zsh_text(command.name) + ":" + zsh_text(command.description)) + "\n";
    cases += "      " + command.name + ") _arguments";
    for (const ManualWord& word : command.words) {
      if (word.names.empty())
        cases += " \\\n        " + quoted(std::string(word.many ? "*" : "") + ":" + zsh_text(word.positional) + ":" + zsh_action(word));
      for (const std::string& name : word.names)
        cases += " \\\n        " + quoted(name + "[" + zsh_text(word.description) + "]" +
                                          (word.value.empty() ? "" : ":" + zsh_text(word.value) + ":" + zsh_action(word)));
    }
    cases += " ;;\n";
  }
  return "#compdef laststraw\nlocal -a commands\nlocal context state state_descr line\ntypeset -A opt_args\n_arguments -C '1:command:->command' '*::argument:->arguments'\ncase $state in\n  command)\n    commands=(\n" +
         names + "    )\n    _describe command commands ;;\n  arguments)\n    case $line[1] in\n" + cases + "    esac ;;\nesac\n";
}

std::string fish(const std::vector<ManualCommand>& commands) {
  std::string lines;
  for (const ManualCommand& command : commands) {
    lines += "complete -c laststraw -n __fish_use_subcommand -f -a " + command.name + " -d " + quoted(command.description) + "\n";
    const std::string seen = "complete -c laststraw -n " + quoted("__fish_seen_subcommand_from " + command.name);
    for (const ManualWord& word : command.words) {
      std::string line = seen;
      for (const std::string& name : word.names) line += name.compare(0, 2, "--") == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (word.names.empty() && word.choices.empty()) continue;
      if (!word.choices.empty())
        line += (word.names.empty() ? " -f -a " : " -x -a ") + quoted(joined(word.choices, " "));
      else if (!word.value.empty())
        line += " -r";
      lines += line + " -d " + quoted(word.description) + "\n";
    }
  }
  return "# fish completion of laststraw\n" + lines;
}

}  // namespace

std::string manual(const CLI::App& app, const std::string& what, const std::vector<std::string>& ids) {
  if (what == "man") return man_page(app);
  std::vector<ManualCommand> commands = commands_of(app);
  for (ManualCommand& command : commands)
    for (ManualWord& word : command.words)
      if (word.positional == "ID") word.choices = ids;
  if (what == "bash") return bash(commands);
  return what == "zsh" ? zsh(commands) : fish(commands);
}

}  // namespace laststraw::cli
