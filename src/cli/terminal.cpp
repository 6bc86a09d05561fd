#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "cli/output.hpp"

namespace laststraw::cli {

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

/// POSIX: of the three the first that is set and not empty counts.
std::string locale_name() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (std::string value = variable(name); !value.empty()) return value;
  return {};
}

/// "C", "POSIX", or one with a character set other than UTF-8. Where nothing is set nothing is known, and terminals of today take UTF-8.
bool takes_unicode(std::string locale) {
  for (char& c : locale) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (locale.empty()) return true;
  if (locale == "c" || locale == "posix") return false;
  const std::size_t dot = locale.find('.');
  return dot == std::string::npos || locale.compare(dot, 4, ".utf") == 0;
}

int columns_of(const Surroundings& around) {
  int columns = 0;
  const std::string& text = around.columns;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  return error == std::errc() && end == text.data() + text.size() && columns > 0 ? columns : around.window;
}

}  // namespace

Surroundings surroundings() {
  Surroundings around{::isatty(STDOUT_FILENO) == 1, 0, variable("TERM"), variable("COLUMNS"), variable("NO_COLOR"), locale_name()};
  winsize window{};
  if (around.terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0) around.window = window.ws_col;
  return around;
}

TextStyle style_of(const Options& options, const Surroundings& around) {
  constexpr int kNarrowest = 40, kWidest = 140;
  TextStyle style;
  const bool may_colour = around.terminal && around.no_colour.empty() && around.term != "dumb";
  style.colour = options.colour == "always" || (options.colour == "auto" && may_colour);
  style.unicode = !options.ascii && takes_unicode(around.locale);
  style.quiet = options.quiet;
  style.verbose = options.verbose;
  if (const int columns = columns_of(around); around.terminal && columns > 0) style.width = std::clamp(columns, kNarrowest, kWidest);
  // One line an incident is for other programs too: it is cut only to fit a window.
  if (!around.terminal && (options.quiet || options.command == Command::scan)) style.width = 1'000'000;
  if (options.width > 0) style.width = options.width;
  return style;
}

std::string pager_command() {
  for (const char* name : {"LASTSTRAW_PAGER", "PAGER"})
    if (const char* const value = std::getenv(name)) return std::string(value) == "cat" ? "" : value;
  return "less -FRX";
}

void write_paged(const std::string& text, const Surroundings& around) {
  const std::string command = around.terminal && around.term != "dumb" ? pager_command() : std::string();
  std::FILE* const pager = command.empty() ? nullptr : ::popen(command.c_str(), "w");
  if (!pager) return write_out("-", text);
  std::fwrite(text.data(), 1, text.size(), pager);
  constexpr int kNotFound = 127 << 8;  // what the shell says of a command that is not there
  if (::pclose(pager) == kNotFound) write_out("-", text);
}

}  // namespace laststraw::cli
