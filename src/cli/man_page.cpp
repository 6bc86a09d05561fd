#include <CLI/CLI.hpp>

#include "cli/help.hpp"
#include "cli/manual_words.hpp"

namespace laststraw::cli {

namespace {

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

std::string synopsis(const ManualCommand& command) {
  std::string line = ".B laststraw " + command.name + "\n";
  std::string words = "[\\fIOPTION\\fR]...";
  for (const ManualWord& word : command.words)
    if (!word.positional.empty()) {
      const std::string one = "\\fI" + roff(word.positional) + "\\fR" + (word.many ? "..." : "");
      words += word.required ? " " + one : " [" + one + "]";
    }
  return line + words + "\n";
}

std::string entry(const ManualWord& word) {
  std::string head = word.names.empty() ? "\\fI" + roff(word.positional) + "\\fR" : std::string();
  for (const std::string& name : word.names) head += (head.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
  if (!word.names.empty() && !word.value.empty()) head += " \\fI" + roff(word.value) + "\\fR";
  const bool told = word.choices.empty() || word.description.find(word.choices.front()) != std::string::npos;
  return ".TP\n" + head + "\n" + roff(word.description) + (told ? "" : ": " + roff(joined(word.choices, ", "))) + "\n";
}

std::string explained(const std::vector<Explained>& list) {
  std::string text;
  for (const Explained& one : list) text += ".TP\n\\fB" + roff(std::string(one.word)) + "\\fR\n" + roff(std::string(one.means)) + "\n";
  return text;
}

std::string shown(const std::vector<Example>& list) {
  std::string text;
  for (const Example& one : list)
    text += ".PP\n" + roff(std::string(one.does)) + ":\n.PP\n.nf\n.RS\n" + roff(std::string(one.command)) + "\n.RE\n.fi\n";
  return text;
}

std::string paragraphs(const std::vector<std::string_view>& list) {
  std::string text;
  for (const std::string_view one : list) text += ".PP\n" + roff(std::string(one)) + "\n";
  return text;
}

std::string section(const char* name) { return std::string(".SH ") + name + "\n"; }

constexpr const char* kDescription =
    "Reads what was collected after a PostgreSQL server on Linux ran out of memory (kernel and PostgreSQL logs, histories, settings, in whatever "
    "form they come) and says what happened on one clock, where the memory was, who took it, and what to do; every claim with the line it rests "
    "on. A PATH is a bundle folder, an archive or a file, compressed or not; - is standard input. The report goes to standard output, everything "
    "else to standard error.";
constexpr const char* kFiles =
    "None is needed. --resume keeps its STATE where it is told to; --json, --md, --html, --ndjson, --csv, --sqlite, --metrics and --reports write where they are told "
    "to, whole files or none. Nothing of the input is changed.";
constexpr const char* kBugs =
    "Times of day without a zone (--around 03:01) are UTC, not the zone of --tz. What has no date counts from the newest line that was read. "
    "Of an excerpt whose lines have no date nothing is left out by --since, --until and --around.";

}  // namespace

std::string man_page(const CLI::App& app) {
  const std::string what = app.get_description();
  std::string page = ".TH LASTSTRAW 1 \"\" \"laststraw " LASTSTRAW_VERSION "\" \"User Commands\"\n" + section("NAME") + "laststraw \\- " +
                     roff(what.substr(what.find(": ") + 2)) + "\n" + section("SYNOPSIS") + ".B laststraw\n\\fIPATH\\fR...\n";
  const std::vector<ManualCommand> commands = commands_of(app);
  for (const ManualCommand& command : commands) page += ".br\n" + synopsis(command);
  page += section("DESCRIPTION") + roff(kDescription) + "\n" + section("COMMANDS");
  for (const ManualCommand& command : commands) {
    page += ".SS laststraw " + command.name + "\n" + roff(command.description) + ".\n";
    for (const ManualWord& word : command.words) page += entry(word);
  }
  page += section("\"EXIT STATUS\"") + explained(exit_statuses()) + section("ENVIRONMENT") + explained(environment_variables()) +
          section("FILES") + roff(kFiles) + "\n" + section("EXAMPLES") + shown(examples(""));
  for (const ManualCommand& command : commands) page += shown(examples(command.name));
  return page + section("LIMITS") + paragraphs(limits()) + section("BUGS") + roff(kBugs) + "\n" + section("\"SEE ALSO\"") +
         "laststraw explain, laststraw list formats, laststraw list hypotheses, laststraw list checks, laststraw list words;\n"
         "journalctl(1), dmesg(1), sar(1)\n";
}

}  // namespace laststraw::cli
