#include "cli/complaint.hpp"

#include <iostream>
#include <string>

#include "cli/options.hpp"
#include "report/format.hpp"

namespace laststraw::cli {

void complain(std::string_view text) { std::cerr << "laststraw: " + report::harmless(text) + "\n"; }

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
