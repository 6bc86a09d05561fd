// "LOG:  message": the severity or label that every line of a text log has (elog.c error_severity(), send_message_to_server_log()).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laststraw::postgres_log {

/// The server prints two blanks behind the colon. HTML, Markdown, chats and tickets leave one of them, and then other programs'
/// lines look alike: how much is needed to believe that it is PostgreSQL's.
enum class Trust {
  two_blanks,  ///< as the server prints it
  sure,        ///< one blank before a message that only PostgreSQL has
  perhaps,     ///< one blank before a message that others may have, too, or behind DETAIL and its like
  all          ///< one blank: what stands before it shows that it is PostgreSQL's
};

/// "LOG:  message" off the front; the severity, or empty where there is none.
std::string take_severity(std::string_view& line, Trust trust = Trust::two_blanks);

/// Where in `text` a severity begins.
std::optional<std::size_t> severity_at(std::string_view text, Trust trust = Trust::two_blanks);

/// DETAIL, HINT, CONTEXT, ...: a part of the entry before it.
bool is_part_label(std::string_view severity);

}  // namespace laststraw::postgres_log
