#include "cli/manual.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

namespace laststraw::cli {

namespace {

/// One option as the shells see it.
struct Word {
  std::vector<std::string> names;              ///< "--json", "-j"; of a positional argument: empty
  std::string positional, description, value;  ///< value: "FILE"; empty for a flag
  std::vector<std::string> choices;
  bool required = false, many = false;
};

struct Command {
  std::string name, description;
  std::vector<Word> words;
};

/// "WHEN:{auto,always,never}" is a type with choices; of several checks the type is what stands first.
void take_type(const std::string& type, Word& word) {
  word.value = type.substr(0, type.find_first_of(":{ "));
  const std::size_t open = type.find('{'), close = type.rfind('}');
  if (open == std::string::npos || close == std::string::npos) return;
  std::istringstream choices(type.substr(open + 1, close - open - 1));
  for (std::string one; std::getline(choices, one, ',');) word.choices.push_back(one);
}

Word word_of(const CLI::Option& option) {
  Word word;
  for (const std::string& name : option.get_snames()) word.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) word.names.push_back("--" + name);
  if (option.get_positional()) word.positional = option.get_name(true);
  word.description = option.get_description();
  word.required = option.get_required();
  word.many = option.get_items_expected_max() > 1;
  if (option.get_items_expected_max() > 0) take_type(option.get_type_name(), word);
  return word;
}

Command command_of(const CLI::App& app) {
  Command command{app.get_name(), app.get_description(), {}};
  for (const CLI::Option* option : app.get_options()) command.words.push_back(word_of(*option));
  return command;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) commands.push_back(command_of(*one));
  return commands;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// ---- man

/// Backslashes and minus signs are roff's own; so is a dot or an apostrophe that begins a line.
std::string roff(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first = i == 0 || text[i - 1] == '\n';
    if (first && (text[i] == '.' || text[i] == '\'')) safe += "\\&";
    if (text[i] == '\\')
      safe += "\\e";
    else if (text[i] == '-')
      safe += "\\-";
    else
      safe += text[i];
  }
  return safe;
}

std::string synopsis(const Command& command) {
  std::string line = ".B laststraw " + command.name + "\n";
  std::string words = "[\\fIOPTION\\fR]...";
  for (const Word& word : command.words)
    if (!word.positional.empty()) {
      const std::string one = "\\fI" + roff(word.positional) + "\\fR" + (word.many ? "..." : "");
      words += word.required ? " " + one : " [" + one + "]";
    }
  return line + words + "\n";
}

std::string entry(const Word& word) {
  std::string head = word.names.empty() ? "\\fI" + roff(word.positional) + "\\fR" : std::string();
  for (const std::string& name : word.names) head += (head.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (!word.names.empty() && !word.value.empty()) head += " \\fI" + roff(word.value) + "\\fR";
  return ".TP\n" + head + "\n" + roff(word.description) + (word.choices.empty() ? "" : ": " + roff(joined(word.choices, ", "))) + "\n";
}

std::string man_page(const CLI::App& app) {
  const std::string what = app.get_description();
  std::string page = ".TH LASTSTRAW 1 \"\" \"laststraw " LASTSTRAW_VERSION "\" \"User Commands\"\n.SH NAME\nlaststraw \\- " +
                     roff(what.substr(what.find(": ") + 2)) + "\n.SH SYNOPSIS\n";
  const std::vector<Command> commands = commands_of(app);
  for (const Command& command : commands) page += (&command == &commands.front() ? "" : ".br\n") + synopsis(command);
  page += ".SH COMMANDS\n";
  for (const Command& command : commands) {
    page += ".SS laststraw " + command.name + "\n" + roff(command.description) + ".\n";
    for (const Word& word : command.words) page += entry(word);
  }
  page += ".SH NOTES\n";
  std::istringstream footer(app.get_footer());
  footer >> std::ws;
  for (std::string line; std::getline(footer, line);) page += line.empty() ? ".PP\n" : roff(line) + "\n";
  return page + ".SH SEE ALSO\nlaststraw explain, laststraw list formats, laststraw list hypotheses, laststraw list checks\n";
}

// ---- completions

/// What a shell offers for a command: its options, and what its arguments may be.
std::vector<std::string> offers(const Command& command) {
  std::vector<std::string> all;
  for (const Word& word : command.words) {
    all.insert(all.end(), word.names.begin(), word.names.end());
    if (word.names.empty()) all.insert(all.end(), word.choices.begin(), word.choices.end());
  }
  return all;
}

std::string bash(const CLI::App& app) {
  std::string names, cases;
  for (const Command& command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command.name;
    cases += "    " + command.name + ")\n";
    for (const Word& word : command.words) {
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

std::string zsh_action(const Word& word) { return word.choices.empty() ? "_files" : "(" + joined(word.choices, " ") + ")"; }

std::string zsh(const CLI::App& app) {
  std::string names, cases;
  for (const Command& command : commands_of(app)) {
    names += "    " + quoted(zsh_text(command.name) + ":" + zsh_text(command.description)) + "\n";
    cases += "      " + command.name + ") _arguments";
    for (const Word& word : command.words) {
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

std::string fish(const CLI::App& app) {
  std::string lines;
  for (const Command& command : commands_of(app)) {
    lines += "complete -c laststraw -n __fish_use_subcommand -f -a " + command.name + " -d " + quoted(command.description) + "\n";
    const std::string seen = "complete -c laststraw -n " + quoted("__fish_seen_subcommand_from " + command.name);
    for (const Word& word : command.words) {
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

std::string manual(const CLI::App& app, const std::string& what) {
  if (what == "man") return man_page(app);
  if (what == "bash") return bash(app);
  return what == "zsh" ? zsh(app) : fish(app);
}

}  // namespace laststraw::cli
