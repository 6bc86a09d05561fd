// Files with names, in memory where there is a tmpfs for them.
#pragma once

#include <map>
#include <string>
#include <utility>

namespace laststraw::sandbox {

/// Those of one process; removed when it asks for it.
class NamedFiles {
 public:
  static NamedFiles& here();
  /// The folders that are tried, in this order: /dev/shm, $TMPDIR, /tmp.
  static int folders();
  /// An empty file in that folder: its number and an open descriptor, which belongs to the caller; -1 where there is none.
  std::pair<int, int> make(int folder);
  /// Empty: no such file.
  std::string path(int number) const;
  void remove(int number);
  void remove_all();

 private:
  int next_ = 0;
  std::map<int, std::string> paths_;
};

}  // namespace laststraw::sandbox
