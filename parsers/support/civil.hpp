// Dates and times as logs write them, into Stamp::civil.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/parsers/iso_time.hpp"
#include "laststraw/time.hpp"

namespace laststraw::support {

/// Microseconds from 1970-01-01 00:00:00 to this date and time; nullopt where there is no such moment
/// (month 13, Feb 30, hour 24; second 60 is accepted as a leap second).
std::optional<Micros> civil_micros(int year, int month, int day, int hour, int minute, int second, long microsecond = 0);

/// "Jan", "Okt", "févr.", "мая", "10月" to 1..12, in any of the languages of month_names.inc; 0 otherwise.
int month_number(std::string_view name);

/// Notes a zone's printed form: offset where certain, else the abbreviation.
void set_zone(Stamp& stamp, std::string_view zone);

}  // namespace laststraw::support
