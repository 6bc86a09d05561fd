// One server may write its log several times over: csvlog, jsonlog, stderr and syslog beside each other (log_destination
// is a list), and one file may have been collected twice. What is the same becomes one.
#pragma once

#include "laststraw/pg_history.hpp"

namespace laststraw::timeline {

/// Do two printed times mean one moment, as far as their last digits tell?
bool same_moment(const Stamp& a, const Stamp& b);

/// Joins events and sessions of different sources that are the same, and puts the events into the order of their times.
void merge_copies(PgHistory& history);

}  // namespace laststraw::timeline
