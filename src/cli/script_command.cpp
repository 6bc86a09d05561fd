#include "cli/script_command.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "cli/collect_script.hpp"
#include "cli/output.hpp"
#include "cli/record_script.hpp"

namespace laststraw::cli {

namespace {

/// sh FIRST..., in the place of this program.
[[noreturn]] void become_shell(std::vector<std::string> words) {
  std::string shell = "sh";
  std::vector<char*> arguments{shell.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv("/bin/sh", arguments.data());
  throw std::runtime_error("/bin/sh: " + std::string(std::strerror(errno)));
}

/// A file without a name that holds the script: what installs itself reads itself.
std::string unnamed_file(std::string_view script) {
  std::FILE* const file = std::tmpfile();
  if (!file || std::fwrite(script.data(), 1, script.size(), file) != script.size() || std::fflush(file) != 0)
    throw std::runtime_error("a temporary file: " + std::string(std::strerror(errno)));
  return "/proc/self/fd/" + std::to_string(::fileno(file));
}

}  // namespace

int run_collect(const Options& options) {
  if (!options.run) {
    write_out(options.script, std::string(kCollectScript));
    return kExplained;
  }
  std::vector<std::string> words{"-c", std::string(kCollectScript), "laststraw-collect"};
  words.insert(words.end(), options.script_arguments.begin(), options.script_arguments.end());
  become_shell(std::move(words));
}

int run_record(const Options& options) {
  if (!options.run && !options.install && !options.uninstall && !options.unit) {
    if (!options.script_arguments.empty())
      throw std::invalid_argument("'" + options.script_arguments.front() + "' is for the script: give --install, --unit or --run, too");
    write_out(options.script, std::string(kRecordScript));
    return kExplained;
  }
  std::vector<std::string> words{"-c", std::string(kRecordScript), "laststraw-record"};
  if (options.install) words = {unnamed_file(kRecordScript), "--install"};
  if (options.uninstall) words.emplace_back("--uninstall");
  if (options.unit) words.emplace_back("--unit");
  words.insert(words.end(), options.script_arguments.begin(), options.script_arguments.end());
  become_shell(std::move(words));
}

}  // namespace laststraw::cli
