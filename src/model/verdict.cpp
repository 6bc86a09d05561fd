#include "laststraw/verdict.hpp"

namespace laststraw {

std::optional<Pid> Culprit::pid() const {
  if (const auto* session = std::get_if<SessionAtFault>(&who)) return session->pid;
  if (const auto* process = std::get_if<ProcessAtFault>(&who)) return process->pid;
  return std::nullopt;
}

std::map<std::string, std::string> fragment_texts(const std::vector<Fragment>& fragments) {
  std::map<std::string, std::string> texts;
  for (const Fragment& line : fragments) {
    std::string& text = texts[line.file];
    // A unit file takes no comment behind a value (systemd.syntax(7)).
    if (line.file == "systemd")
      text += (text.empty() ? "[Service]\n" : "") + line.setting + "=" + line.value + "\n";
    else
      text += line.setting + " = " + line.value + "    # " + line.why + "\n";
  }
  return texts;
}

}  // namespace laststraw
