#include "timeline/hosts.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace laststraw::timeline {

namespace {

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/'));
}

/// The folder of a path, the folder of that, and so on down to "".
template <class Visit>
void for_each_folder(std::string_view path, const Visit& visit) {
  while (!path.empty()) {
    path = folder_of(path);
    if (!visit(path)) return;
  }
}

bool is_under(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

}  // namespace

Hosts::Hosts(const Records& records) : of_(records.sources.size()) {
  find_bundles(records);
  find_names(records);
}

/// A folder with a kernel log and a server's log in it is a bundle of its own; of folders within each other the innermost.
void Hosts::find_bundles(const Records& records) {
  struct Folder {
    bool kernel = false, postgres = false;
  };
  std::map<std::string_view, Folder> folders;
  const auto path_of = [&](SourceId source) { return std::string_view(records.sources.at(static_cast<std::size_t>(source)).path); };
  for (const KernelCoverage& coverage : records.kernel_coverage)
    for_each_folder(path_of(coverage.source), [&](std::string_view folder) { return folders[folder].kernel = true; });
  // What syslog carried of the server's log is no second log.
  const auto is_kernel_log = [&](SourceId source) {
    return std::any_of(records.kernel_coverage.begin(), records.kernel_coverage.end(),
                       [&](const KernelCoverage& c) { return c.source == source; });
  };
  for (const PgLogShape& log : records.pg_logs)
    if (!is_kernel_log(log.source))
      for_each_folder(path_of(log.source), [&](std::string_view folder) { return folders[folder].postgres = true; });
  std::vector<std::string_view> bundles;
  for (const auto& [path, folder] : folders) {
    if (!folder.kernel || !folder.postgres) continue;
    const bool has_one_within = std::any_of(folders.begin(), folders.end(), [&](const auto& other) {
      return other.second.kernel && other.second.postgres && (path.empty() ? !other.first.empty() : is_under(other.first, path));
    });
    if (!has_one_within) bundles.push_back(path);
  }
  if (bundles.size() < 2) return;
  for (std::size_t i = 0; i < of_.size(); ++i)
    for (std::size_t bundle = 0; bundle < bundles.size(); ++bundle)
      if (is_under(records.sources[i].path, bundles[bundle])) of_[i].bundle = static_cast<int>(bundle);
}

/// As the lines of the log name it; an input that does not is of the one machine that its folder's logs name.
void Hosts::find_names(const Records& records) {
  std::map<SourceId, std::set<std::string>> printed;
  for (const KernelCoverage& coverage : records.kernel_coverage)
    if (!coverage.host.empty()) printed[coverage.source].insert(coverage.host);
  if (const auto& name = records.host.hostname) printed[name->cite.at.source].insert(name->value);
  std::map<std::string_view, std::set<std::string>> in_folder;
  for (const auto& [source, names] : printed)
    for_each_folder(records.sources.at(static_cast<std::size_t>(source)).path, [&](std::string_view folder) {
      in_folder[folder].insert(names.begin(), names.end());
      return true;
    });
  for (std::size_t i = 0; i < of_.size(); ++i) {
    if (const auto own = printed.find(static_cast<SourceId>(i)); own != printed.end()) {
      if (own->second.size() == 1) of_[i].name = *own->second.begin();
      continue;
    }
    for_each_folder(records.sources[i].path, [&](std::string_view folder) {
      const auto found = in_folder.find(folder);
      if (found == in_folder.end()) return true;
      if (found->second.size() == 1) of_[i].name = *found->second.begin();
      return false;
    });
  }
}

bool Hosts::may_be_same(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a == b) return true;
  const auto short_name = [](std::string_view name) { return name.substr(0, name.find('.')); };
  return (short_name(a) == a || short_name(b) == b) && short_name(a) == short_name(b);
}

bool Hosts::may_be_same(SourceId a, SourceId b) const {
  if (a == b) return true;
  const Host &one = of_[static_cast<std::size_t>(a)], &other = of_[static_cast<std::size_t>(b)];
  if (one.bundle >= 0 && other.bundle >= 0 && one.bundle != other.bundle) return false;
  return may_be_same(one.name, other.name);
}

}  // namespace laststraw::timeline
