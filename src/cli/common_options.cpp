#include "cli/common_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "cli/suggest.hpp"
#include "judge/hypotheses.hpp"
#include "text/language.hpp"

namespace laststraw::cli {

void add_language(CLI::App* command, Options& options) {
  std::vector<std::string> known;
  for (const std::string_view name : languages()) known.emplace_back(name);
  command->add_option("--lang", options.language, "Language of the reports")->check(CLI::IsMember(known))->type_name("LANGUAGE");
}

void add_redact(CLI::App* command, Options& options) {
  command->add_flag(
      "--redact", options.redact,
      "Replace in every report what tells of people, machines and data: literals, numbers, comments and names in statements; users, "
      "databases, applications, hosts, addresses, arguments, files' names. SQL keywords, sizes, times, pids and names of programs stay; "
      "in a scan names of cases go, too (README: A report that may leave the company)");
}

void add_external(CLI::App* command, Options& options) {
  command->add_flag("--allow-external", options.allow_external,
                    "Let sadf, where it is installed, convert files of sysstat before 11.7.1; nothing else is ever started");
}

std::string size_of_machine(std::string& text) {
  constexpr std::uint64_t kLeast = std::uint64_t{16} << 20, kMost = std::uint64_t{1} << 50;
  const std::string typed = text;
  std::string problem;
  try {
    problem = CLI::AsSizeValue(false)(text);
  } catch (const CLI::ValidationError& error) {
    problem = error.what();
  }
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (problem.empty() && error == std::errc() && end == text.data() + text.size() && bytes >= kLeast && bytes <= kMost) return {};
  return "'" + typed + "' is no size of a machine's memory; write 64GiB, 512MiB";
}

std::string cause_id(const std::string& text) {
  std::vector<std::string> known;
  for (const judge::Hypothesis* hypothesis : judge::hypotheses()) known.emplace_back(hypothesis->id);
  if (std::find(known.begin(), known.end(), text) != known.end()) return {};
  return "'" + text + "' is no cause" + did_you_mean(text, known) + "; laststraw list hypotheses";
}

}  // namespace laststraw::cli
