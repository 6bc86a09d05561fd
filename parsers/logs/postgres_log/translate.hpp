// Messages of servers whose lc_messages is not English, put back into English, so that everything behind knows one wording.
#pragma once

#include <string>
#include <string_view>

#include "laststraw/record/postgres_log.hpp"

namespace laststraw::postgres_log {

/// The English severity or label ("LOG", "DETAIL") for one in any language of the catalogues; empty where it is none.
std::string_view english_label(std::string_view label);

/// A label in any language, its colon and blanks off the front of `text`: the English label; empty where there is none.
std::string_view take_foreign_label(std::string_view& text);

/// Puts severity, message and detail into English where the catalogues know them.
void translate(PgEntry& entry);

}  // namespace laststraw::postgres_log
