#include "cli/complaint.hpp"

#include <iostream>
#include <string>

#include "cli/options.hpp"
#include "report/format.hpp"

namespace laststraw::cli {

void complain(std::string_view text) {
  std::string line = report::harmless(text);
  // In a step of GitHub Actions the runner takes "##[command]" for one of its own wherever it stands in a line (actions/runner, ActionCommand.cs).
  for (std::size_t at = 0; (at = line.find("##[", at)) != std::string::npos; at += 4) line.insert(at + 2, " ");
  std::cerr << "laststraw: " + line + "\n";
}

void complain_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    std::cerr << report::harmless(text.substr(0, newline)) + "\n";
    text.remove_prefix(std::min(text.size(), newline + 1));
  }
}

void complain_about(std::string_view name, std::string_view why) {
  if (why.starts_with(name))
    complain(why);
  else
    complain(std::string(name) + ": " + std::string(why));
}

int complaining(const std::function<int()>& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    complain(error.what());
    return kMistake;
  }
}

}  // namespace laststraw::cli
