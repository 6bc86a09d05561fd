// A server's log in each of the forms that PostgreSQL writes it in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::combination {

/// csvlog's columns (PostgreSQL 14 and later, csvlog.c), empty where there is nothing.
constexpr std::size_t kColumns = 26;
enum Column : std::size_t {
  log_time,
  user_name,
  database_name,
  process_id,
  connection_from,
  session_id,
  line_number,
  command_tag,
  session_start,
  virtual_transaction,
  transaction,
  severity,
  sql_state,
  message,
  detail,
  hint,
  internal_query,
  internal_position,
  context,
  query,
  query_position,
  location,
  application,
  backend_type,
  leader,
  query_id
};
using Entry = std::array<std::string, kColumns>;

/// Nothing where the text is not one whole csvlog of 26 columns or jsonlog.
std::optional<std::vector<Entry>> read_log(std::string_view text);
std::string as_csv(const std::vector<Entry>& entries);
std::string as_json(const std::vector<Entry>& entries);
/// As log_line_prefix = '%m [%p] %q%u@%d/%a ' with %e has it (elog.c).
std::string as_stderr(const std::vector<Entry>& entries);

}  // namespace laststraw::combination
