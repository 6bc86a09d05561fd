#include "laststraw/verdict.hpp"

namespace laststraw {

std::map<std::string, std::string> fragment_texts(const std::vector<Fragment>& fragments) {
  std::map<std::string, std::string> texts;
  for (const Fragment& line : fragments) {
    std::string& text = texts[line.file];
    // A unit file takes no comment behind a value (systemd.syntax(7)).
    if (line.file == "systemd") text += (text.empty() ? "[Service]\n" : "") + line.setting + "=" + line.value + "\n";
    else text += line.setting + " = " + line.value + "    # " + line.why + "\n";
  }
  return texts;
}

}  // namespace laststraw
