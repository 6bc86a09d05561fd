// What a page holds besides markup.
#pragma once

#include <string>
#include <string_view>

namespace laststraw::report {

std::string base64(std::string bytes);
/// JSON as the text of a script element: only "<" could end or begin anything there.
std::string as_data(std::string_view json);

}  // namespace laststraw::report
