// PostgreSQL's own messages by what they begin with: what tells its lines where the framing does not.
#pragma once

#include <string_view>

namespace laststraw::postgres_log {

/// `perhaps`: other programs say the same ("out of memory").
enum class Known { no, perhaps, sure };

/// `text`: what stands behind the severity or the label, in English.
Known known_message(std::string_view text);

}  // namespace laststraw::postgres_log
