// Text of the input inside Markdown, where it must be text and nothing else.
#pragma once

#include <string>
#include <string_view>

namespace laststraw::report {

/// For HTML text: "&lt;", "&gt;", "&amp;".
std::string html_escaped(std::string_view text);
/// Running text or a table's cell: no HTML, link, emphasis, code, formula or end of a cell comes out of it.
std::string md_escaped(std::string_view text);
/// A code span that holds any text.
std::string md_code(std::string_view text, bool in_table = false);
/// A fenced block of lines.
std::string md_block(std::string_view lines);

}  // namespace laststraw::report
