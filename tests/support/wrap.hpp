// Texts put into wrappers, line by line.
#pragma once

#include <functional>
#include <sstream>
#include <string>

namespace laststraw::test {

/// Each line of `text` through `wrap`.
inline std::string each_line(const std::string& text, const std::function<std::string(const std::string&)>& wrap) {
  std::string wrapped;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) wrapped += wrap(line) + "\n";
  return wrapped;
}

/// As JSON writes it between quotes.
inline std::string json_text(const std::string& line) {
  std::string escaped;
  for (const char c : line) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c == '\t' ? std::string("\\t") : std::string(1, c);
  }
  return escaped;
}

}  // namespace laststraw::test
