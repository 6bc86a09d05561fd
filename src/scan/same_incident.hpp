// Rows of several cases that tell of one incident.
#pragma once

#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// Each incident once: where several cases have it (two archives, two framings of one log), the row that decides, else the likelier one, counts, with
/// what only the others know of the outage filled in; theirs is `rows.same_as`. Two rows of one case are two incidents.
void count_each_once(Sqlite& store);

}  // namespace laststraw::scan
