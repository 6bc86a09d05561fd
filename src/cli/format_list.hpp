// The formats, as `list formats` prints them and as docs/FORMATS.md has them.
#pragma once

#include <string>

namespace laststraw::cli {

std::string format_list();
/// The document; a test compares it with docs/FORMATS.md.
std::string format_document();

}  // namespace laststraw::cli
