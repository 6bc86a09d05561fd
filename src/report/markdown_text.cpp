#include "report/markdown_text.hpp"

#include <algorithm>
#include <cctype>

#include "report/format.hpp"

namespace laststraw::report {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80; }

/// GitHub makes links of bare "http://", "www." and mail addresses, also where they are escaped (GFM 6.9, autolinks); not where an HTML
/// comment stands in them.
constexpr std::string_view kNoLink = "<!-- -->";

/// "example.com" behind the "@" of a mail address.
bool is_domain(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_word(text[end]) || text[end] == '-' || text[end] == '_' || text[end] == '.')) ++end;
  return text.substr(0, end).find('.') != std::string_view::npos;
}

bool begins_link(std::string_view text, std::size_t at) {
  if (text[at] == ':') return text.substr(at, 3) == "://";
  if (text[at] == '@') return is_domain(text.substr(at + 1));
  const auto is_w = [](char c) { return c == 'w' || c == 'W'; };
  return text[at] == '.' && at >= 3 &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) - 3, text.begin() + static_cast<std::ptrdiff_t>(at), is_w);
}

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == of ? run + 1 : 0);
  return longest;
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else
      safe += c;
  }
  return safe;
}

std::string md_escaped(std::string_view raw) {
  const std::string text = harmless(raw);
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside_word = i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]);
    if (begins_link(text, i)) safe += kNoLink;
    if (c == '<')
      safe += "&lt;";
    else if (c == '>' && text.find_first_not_of(' ') == i)
      safe += "&gt;";  // elsewhere it quotes nothing, and "> 99 %" is to survive being pasted into a chat
    else if (c == '&')
      safe += "&amp;";
    else if (c == '|')
      safe += "&#124;";  // in a table a backslash before "\|" would end the cell
    else if (c == '\\')
      safe += "&#92;";
    else if (c == '`')
      safe += "&#96;";
    else if (std::string_view("*[]~$").find(c) != std::string_view::npos || (c == '_' && !inside_word))
      safe.append(1, '\\').append(1, c);
    else
      safe += c;
  }
  return safe;
}

std::string md_code(std::string_view raw, bool in_table) {
  const std::string text = harmless(raw);
  if (text.empty()) return {};
  // In a table "|" ends a cell even inside a code span, and a backslash before it counts twice.
  if (in_table && text.find('|') != std::string::npos) return "<code>" + md_escaped(text) + "</code>";
  const std::string fence(longest_run(text, '`') + 1, '`');
  const auto needs_room = [](char c) { return c == '`' || c == ' '; };
  const std::string_view room = needs_room(text.front()) || needs_room(text.back()) ? " " : "";
  return fence + std::string(room) + text + std::string(room) + fence;
}

std::string md_block(std::string_view lines) {
  const std::string fence(std::max<std::size_t>(3, longest_run(lines, '`') + 1), '`');
  std::string block = fence + "\n";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    block += harmless(lines.substr(0, end)) + "\n";
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return block + fence + "\n";
}

}  // namespace laststraw::report
