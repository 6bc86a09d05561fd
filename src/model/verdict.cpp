#include "laststraw/verdict.hpp"

#include <algorithm>

namespace laststraw {

std::optional<Pid> Culprit::pid() const {
  if (const auto* session = std::get_if<SessionAtFault>(&who)) return session->pid;
  if (const auto* process = std::get_if<ProcessAtFault>(&who)) return process->pid;
  return std::nullopt;
}

namespace {

/// "spec.containers[postgres].memory" as nested YAML below what is already open: "[postgres]" is an element of a list with that name.
void add_yaml(std::string& text, std::vector<std::string>& open, const std::string& path, const std::string& value) {
  std::vector<std::string> keys;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    const std::size_t list = key.find('[');
    keys.push_back(key.substr(0, list));
    if (list != std::string::npos) keys.push_back("- name: " + key.substr(list + 1, key.size() - list - 2));
    begin = end + 1;
  }
  std::size_t depth = 0;
  while (depth + 1 < keys.size() && depth < open.size() && open[depth] == keys[depth]) ++depth;
  open.assign(keys.begin(), keys.end());
  for (; depth < keys.size(); ++depth) {
    text += std::string(2 * depth, ' ') + keys[depth];
    if (depth + 1 == keys.size())
      text += ": " + value;
    else if (keys[depth].front() != '-')
      text += ':';
    text += '\n';
  }
}

}  // namespace

std::map<std::string, std::string> fragment_texts(const std::vector<Fragment>& fragments) {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>> open;  // of YAML
  for (const Fragment& line : fragments) {
    std::string& text = texts[line.file];
    // Neither a unit file nor sysctl.d takes a comment behind a value (systemd.syntax(7), sysctl.d(5)).
    if (line.file == "systemd")
      text += (text.empty() ? "[Service]\n" : "") + line.setting + "=" + line.value + "\n";
    else if (line.file == "sysctl.conf")
      text += "# " + line.why + "\n" + line.setting + " = " + line.value + "\n";
    else if (line.file == "kubernetes" || line.file == "compose")
      add_yaml(text, open[line.file], line.setting, line.value);
    else
      text += line.setting + " = " + line.value + "    # " + line.why + "\n";
  }
  return texts;
}

}  // namespace laststraw
