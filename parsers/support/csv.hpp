// Rows of CSV as psql, COPY and consoles write them (RFC 4180): quoted fields may hold commas, newlines and doubled quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laststraw::support {

/// The row's last field is not closed: it goes on in the next line.
bool is_open_csv(std::string_view row);
/// The fields without their quotes; false where it is no row.
bool split_csv(std::string_view row, std::vector<std::string>& fields);

}  // namespace laststraw::support
