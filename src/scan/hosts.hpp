// Cases of one machine whose paths do not tell that they are.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "input/detect.hpp"
#include "input/files.hpp"
#include "scan/cases.hpp"

namespace laststraw::scan {

/// Joins a case that has kernel logs and no PostgreSQL log with those that have the reverse, where their files name the same machine: a host name in
/// the kernel log's lines that is also in the other's lines or paths, a boot id, or PostgreSQL's system identifier. A case that has both by its
/// names is whole and stays as it is; so does a kernel log of several hosts. `Case::by` says what joined them; the name is that of all, with "+".
void join_by_host(std::vector<Case>& cases, const input::Detector& detector, const input::Parallel& parallel);

/// The machine that lines of a log name, what `uname -a` prints, boot ids and system identifiers: "host db1", "boot id ...", "system identifier ...";
/// exposed for tests.
std::vector<std::string> marks_of(std::string_view head);

}  // namespace laststraw::scan
