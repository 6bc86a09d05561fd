// Which files belong together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "input/files.hpp"

namespace laststraw::scan {

/// Files of one host or bundle: a kernel log and a PostgreSQL log in different folders still meet.
struct Case {
  std::string name;                     ///< "db1", "bundles/0042", "bundle.tar.gz"; "." where the paths tell nothing
  std::string by;                       ///< "archive", "folder", "the whole folder", or what joined several ("host db1"): how it was told
  std::vector<input::FoundFile> files;  ///< in order of what is shown
};

/// An archive of several files is a case. Other files belong to what is left of their path without the file's name and the folders that
/// name a kind of log, a date or a place on the machine ("kernel", "postgresql", "log", "var", "2026-01-05"): the host's or the
/// bundle's. Sorted by name.
std::vector<Case> group(std::vector<input::FoundFile> files);

/// Of what is shown, without looking into the file; exposed for tests.
std::string case_name(const std::string& shown);

/// The same on every machine and in every version: which shard a case belongs to.
std::uint64_t stable_hash(std::string_view text);

}  // namespace laststraw::scan
