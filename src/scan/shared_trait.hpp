// Rows that share something are one story.
#pragma once

#include <string>

#include "laststraw/recurrence.hpp"
#include "scan/sqlite.hpp"

namespace laststraw::scan {

/// By its name in the contract.
SharedTrait trait_named(const std::string& by);

/// Fills `stories` and `members`, of rows that count, by the rule of judge::grouped(): a row is in one story at most.
void find_stories(Sqlite& store);

}  // namespace laststraw::scan
