// Cases of one machine whose paths do not tell that they are.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "input/detect.hpp"
#include "scan/cases.hpp"

namespace laststraw::scan {

/// What a case has, and which machine it is of.
struct Origin {
  bool kernel = false, postgres = false;
  std::set<std::string> marks;
};

/// Where the names of its files tell all that is asked: an archive, which joins nothing, or both kinds of log.
std::optional<Origin> origin_by_names(const Case& one);
/// By its files' first bytes.
Origin origin_by_contents(const Case& one, const input::Detector& detector);

/// As it comes from the process that looked.
std::string packed(const Origin& origin);
Origin unpacked_origin(std::string_view bytes);

/// Joins a case that has kernel logs and no PostgreSQL log with those that have the reverse, where their files name the same machine: a host name in
/// the kernel log's lines that is also in the other's lines or paths, a boot id, or PostgreSQL's system identifier. A case that has both by its
/// names is whole and stays as it is; so does a kernel log of several hosts. `Case::by` says what joined them; the name is that of all, with "+".
/// One origin a case.
void join_by_host(std::vector<Case>& cases, const std::vector<Origin>& origins);

/// The machine that lines of a log name, what `uname -a` prints, boot ids and system identifiers: "host db1", "boot id ...", "system identifier ...";
/// exposed for tests.
std::vector<std::string> marks_of(std::string_view head);

}  // namespace laststraw::scan
