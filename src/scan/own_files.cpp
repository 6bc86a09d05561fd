#include "scan/own_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_set>
#include <utility>

namespace laststraw::scan {

void leave_out(std::vector<input::FoundFile>& files, const std::vector<std::string>& own) {
  std::set<std::pair<dev_t, ino_t>> inodes;
  std::unordered_set<std::string> names;  // asking the system about each file would take longer
  for (const std::string& path : own) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) continue;
    inodes.insert({status.st_dev, status.st_ino});
    std::error_code none;
    names.insert(std::filesystem::path(path).filename().string());
    names.insert(std::filesystem::weakly_canonical(path, none).filename().string());  // through a symbolic link
  }
  if (inodes.empty()) return;
  files.erase(
      std::remove_if(
          files.begin(), files.end(),
          [&](const input::FoundFile& file) {
            struct stat status {};
            const std::string name = file.path.substr(file.path.rfind('/') + 1);
            return names.count(name) > 0 && ::stat(file.path.c_str(), &status) == 0 && inodes.count({status.st_dev, status.st_ino}) > 0;
          }),
      files.end());
}

}  // namespace laststraw::scan
