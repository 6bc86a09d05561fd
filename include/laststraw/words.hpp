// The words of the JSON contract for what the program knows as enumerations: one place turns one into the other.
#pragma once

#include <string>
#include <string_view>

#include "laststraw/incident.hpp"
#include "laststraw/recurrence.hpp"
#include "laststraw/verdict.hpp"

namespace laststraw {

std::string_view word(IncidentKind kind);
/// Empty where the report does not say.
std::string_view word(Constraint constraint);
std::string_view word(LedgerOf of);
std::string_view word(PartKind kind);
/// "postgres private", "python3 private", "6 x backend".
std::string word(const LedgerPart& part);
std::string_view word(Defect defect);          ///< "the task table is cut off"
std::string_view word(const EntryKind& kind);  ///< "kernel_kill", "postgres_crash", "ready"
std::string_view word(StartedKind kind);
std::string_view word(DeclineOf of);  ///< the name of the series
std::string_view word(Bearing bearing);
std::string_view word(Outcome outcome);
std::string_view word(VerdictKind kind);
std::string_view word(Absence absence);
std::string_view word(CheckStatus status);
std::string_view word(Support support);      ///< "" for none
std::string_view word(Mechanism mechanism);  ///< "" for none
std::string_view word(GroupOf group);
std::string_view word(SharedTrait trait);
/// The kind of culprit: "backend", "group", "process", "setting", "limit", "kernel", "file", "sender"; "" where nobody is.
std::string_view word(const Who& who);

}  // namespace laststraw
