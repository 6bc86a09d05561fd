#include "scan/cases.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace laststraw::scan {

namespace {

/// Folders that say what is in them, not whose it is.
bool names_a_kind(std::string_view folder) {
  constexpr std::array<std::string_view, 58> kKinds{
      "log",      "logs",       "kernel",   "kern",      "dmesg",        "journal",   "syslog",  "messages", "system",   "postgresql",
      "postgres", "pgsql",      "pg_log",   "pglog",     "pgdata",       "data",      "main",    "var",      "lib",      "etc",
      "sys",      "fs",         "cgroup",   "proc",      "sysstat",      "sa",        "sar",     "psi",      "pressure", "ps",
      "top",      "config",     "conf",     "metrics",   "history",      "mem",       "memory",  "os",       "host",     "kubernetes",
      "pods",     "containers", "snapshot", "snapshots", "sos_commands", "sosreport", "logical", "run",      "systemd",  "general",
      "process",  "archive",    "bundle",   "pgbouncer", "recorder",     "atop",      "pcp",     "pmlogger"};
  std::string lower(folder);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kKinds.begin(), kKinds.end(), lower) != kKinds.end();
}

/// "2026", "2026-01-05", "20260105T10"; and, below a date or a kind, "01" and "9.6" (a month, a version of PostgreSQL).
bool names_a_date(std::string_view folder, bool below) {
  const auto only = [&](std::string_view others) {
    return std::all_of(folder.begin(), folder.end(), [&](unsigned char c) {
      return std::isdigit(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos;
    });
  };
  if (folder.empty() || std::isdigit(static_cast<unsigned char>(folder.front())) == 0) return false;
  const bool year = folder.substr(0, 2) == "19" || folder.substr(0, 2) == "20";
  if (year && (folder.size() == 4 || folder.size() >= 7) && only("-_T:.Z+")) return true;
  return below && folder.size() <= 4 && only(".");
}

bool is_bundle_archive(std::string_view name) {
  constexpr std::array<std::string_view, 14> kEndings{".tar", ".tar.gz", ".tgz",     ".tar.zst", ".tar.xz", ".txz",  ".tar.bz2",
                                                      ".tbz", ".tbz2",   ".tar.lz4", ".zip",     ".7z",     ".tzst", ".tlz4"};
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
  });
}

}  // namespace

std::string case_name(const std::string& shown) {
  if (is_bundle_archive(shown)) return shown;
  std::string name;
  std::string_view rest = shown;
  bool below = false;  // the folder above said a kind or a date
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    const std::string_view folder = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    if (folder.empty() || folder == "." || folder == "..") continue;
    if (folder == "pgclusters") break;  // the servers of one machine, as laststraw collect writes them: all of it belongs there
    below = names_a_kind(folder) || names_a_date(folder, below);
    if (!below) name += (name.empty() ? "" : "/") + std::string(folder);
  }
  return name.empty() ? "." : name;
}

std::vector<Case> group(std::vector<input::FoundFile> files) {
  struct Named {
    std::string name;
    std::size_t file;
  };
  std::vector<Named> named;
  named.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) named.push_back({case_name(files[i].shown), i});
  std::stable_sort(named.begin(), named.end(), [](const Named& a, const Named& b) { return a.name < b.name; });
  // Each list is made in its size at once: what growing lists leave behind is scattered over the heap, and all that is allocated later with it.
  std::vector<Case> cases;
  for (auto first = named.begin(); first != named.end();) {
    const auto last = std::find_if(first, named.end(), [&](const Named& other) { return other.name != first->name; });
    const std::string& shown = files[first->file].shown;
    Case& one = cases.emplace_back();
    one.name = first->name;
    one.by = is_bundle_archive(shown) ? "archive" : one.name == "." ? "the whole folder" : "folder";
    one.files.reserve(static_cast<std::size_t>(last - first));
    for (; first != last; ++first) one.files.push_back(std::move(files[first->file]));
  }
  return cases;
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace laststraw::scan
