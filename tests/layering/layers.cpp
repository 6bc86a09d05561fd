#include "layering/layers.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace laststraw::layering {

namespace fs = std::filesystem;

const std::vector<Layer>& layers() {
  static const std::vector<Layer> kLayers{
      {"model", {"include/laststraw/", "src/model/"}, {}, {}, {}},
      {"sandbox", {"src/sandbox/"}, {}, {"seccomp"}, {}},
      {"text", {"src/text/"}, {"model"}, {"boost"}, {}},
      {"parsers' doors", {"parsers/include/"}, {"model"}, {}, {}},
      {"parsers", {"parsers/"}, {"model", "parsers' doors", "sandbox"}, {"boost", "nlohmann", "systemd", "yaml-cpp"}, {}},
      // Of the parsers' doors, input includes interface.hpp alone.
      {"input",
       {"src/input/"},
       {"model", "parsers' doors", "text"},
       {"re2", "libarchive", "hyperscan", "isa-l", "zstd", "lz4", "zlib", "bzip2", "lzma"},
       {}},
      {"timeline", {"src/timeline/"}, {"model", "text"}, {"date"}, {}},
      {"sql", {"src/sql/"}, {"model"}, {"libpg_query", "nlohmann", "fmt"}, {}},
      {"judge", {"src/judge/"}, {"model", "text", "sql"}, {}, {}},
      {"advise", {"src/advise/"}, {"model", "text", "judge"}, {}, {}},
      {"report", {"src/report/"}, {"model", "text", "sql"}, {"nlohmann", "ctemplate", "zlib", "utf8proc", "boost"}, {}},
      {"analyze", {"src/analyze/"}, {"model", "text", "parsers' doors", "input", "timeline", "judge", "advise", "report"}, {"re2"}, {}},
      {"scan",
       {"src/scan/"},
       {"model", "text", "parsers' doors", "input", "judge", "report", "analyze", "sandbox"},
       {"nlohmann", "sqlite", "tbb", "zlib"},
       {}},
      {"cli",
       {"src/cli/"},
       {"model", "text", "parsers' doors", "input", "judge", "advise", "report", "analyze", "scan", "sandbox"},
       {"CLI11", "nlohmann"},
       {}},
  };
  return kLayers;
}

namespace {

/// Headers by the beginning of their name. What is neither here nor the compiler's and the system's own is unknown, and forbidden to all.
struct Third {
  std::string_view name, begins;
};
constexpr Third kThird[] = {{"boost", "boost/"},
                            {"re2", "re2/"},
                            {"re2", "absl/"},
                            {"nlohmann", "nlohmann/"},
                            {"CLI11", "CLI/"},
                            {"date", "date/"},
                            {"fmt", "fmt/"},
                            {"libarchive", "archive.h"},
                            {"libarchive", "archive_entry.h"},
                            {"hyperscan", "hs/"},
                            {"isa-l", "isa-l"},
                            {"zstd", "zstd"},
                            {"zstd", "zdict.h"},
                            {"tbb", "tbb/"},
                            {"tbb", "oneapi/"},
                            {"ctemplate", "ctemplate/"},
                            {"zlib", "zlib.h"},
                            {"zlib", "zconf.h"},
                            {"utf8proc", "utf8proc.h"},
                            {"systemd", "systemd/"},
                            {"sqlite", "sqlite3.h"},
                            {"yaml-cpp", "yaml-cpp/"},
                            {"bzip2", "bzlib.h"},
                            {"lzma", "lzma"},
                            {"lz4", "lz4"},
                            {"seccomp", "seccomp"},
                            {"libpg_query", "pg_query"},
                            {"libpg_query", "protobuf-c/"}};
constexpr std::string_view kSystemFolders[] = {
    "sys/",  "linux/",   "asm/", "asm-generic/", "bits/", "gnu/", "c++/", "x86_64-linux-gnu/", "aarch64-linux-gnu/",
    "arpa/", "netinet/", "net/"};
constexpr std::string_view kSystem[] = {"alloca.h",   "assert.h",   "byteswap.h",    "ctype.h",     "dirent.h",   "dlfcn.h",
                                        "elf.h",      "endian.h",   "errno.h",       "fcntl.h",     "fnmatch.h",  "features-time64.h",
                                        "features.h", "fenv.h",     "getopt.h",      "immintrin.h", "inttypes.h", "langinfo.h",
                                        "libintl.h",  "limits.h",   "link.h",        "locale.h",    "malloc.h",   "math.h",
                                        "netdb.h",    "poll.h",     "pthread.h",     "pwd.h",       "sched.h",    "semaphore.h",
                                        "signal.h",   "spawn.h",    "stdc-predef.h", "stddef.h",    "stdint.h",   "stdio.h",
                                        "stdlib.h",   "string.h",   "strings.h",     "syscall.h",   "syslog.h",   "termios.h",
                                        "time.h",     "ucontext.h", "unistd.h",      "wchar.h",     "wctype.h",   "xlocale.h"};
constexpr std::string_view kRoots[] = {"",
                                       "include/",
                                       "src/",
                                       "parsers/",
                                       "parsers/include/",
                                       "parsers/logs/",
                                       "parsers/histories/",
                                       "parsers/snapshots/",
                                       "parsers/wrappers/"};
constexpr std::string_view kInterface = "parsers/include/laststraw/parsers/interface.hpp";
constexpr std::string_view kGrammar = "parsers/support/grammar.hpp";

bool has(const Names& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

const Layer* layer_of(std::string_view path) {
  const Layer* best = nullptr;
  std::size_t longest = 0;
  for (const Layer& layer : layers())
    for (const std::string_view folder : layer.folders)
      if (folder.size() > longest && path.starts_with(folder)) best = &layer, longest = folder.size();
  return best;
}

/// "parsers/logs/sar/" of a file of a room; empty elsewhere.
std::string_view room_of(std::string_view path) {
  for (const std::string_view wing : {"parsers/logs/", "parsers/histories/", "parsers/snapshots/", "parsers/wrappers/"})
    if (path.starts_with(wing)) return path.substr(0, path.find('/', wing.size()) + 1);
  return {};
}

bool is_system(std::string_view header) {
  if (header.find('.') == std::string_view::npos && header.find('/') == std::string_view::npos) return true;  // <vector>
  if (std::find(std::begin(kSystem), std::end(kSystem), header) != std::end(kSystem)) return true;
  return std::any_of(std::begin(kSystemFolders), std::end(kSystemFolders),
                     [&](std::string_view folder) { return header.starts_with(folder); });
}

/// Whose header it is; "" where nobody knows.
std::string_view third_of(std::string_view header) {
  for (const Third& third : kThird)
    if (header.starts_with(third.begins)) return third.name;
  return {};
}

std::string resolved(const Tree& tree, std::string_view from, const std::string& header) {
  const std::string beside = (fs::path(from).parent_path() / header).lexically_normal().string();
  if (tree.count(beside)) return beside;
  for (const std::string_view root : kRoots)
    if (const std::string path = std::string(root) + header; tree.count(path)) return path;
  return {};
}

std::vector<std::string> includes(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const std::size_t word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const std::size_t open = line.find_first_of("<\"", word + 7);
    const std::size_t close = open == std::string::npos ? open : line.find_first_of(">\"", open + 1);
    if (close != std::string::npos) found.push_back(line.substr(open + 1, close - open - 1));
  }
  return found;
}

/// Why `from` may not include the repository's file `to`; empty where it may. `directly`: it is written down there.
std::string objection(std::string_view from, const Layer& layer, std::string_view to, bool directly) {
  const Layer* other = layer_of(to);
  if (!other) return "belongs to no layer";
  if (other == &layer) {
    const std::string_view room = room_of(from), room_there = room_of(to);
    const bool foreign = !room.empty() && !room_there.empty() && room != room_there;
    return foreign ? "a room may not look into another" : "";
  }
  if (!has(layer.sees, other->name)) return std::string(layer.name) + " may not see " + std::string(other->name);
  if (directly && layer.name == "input" && other->name == "parsers' doors" && to != kInterface)
    return "input knows the parsers by interface.hpp only";
  return "";
}

}  // namespace

Tree read_tree(const fs::path& root) {
  Tree tree;
  for (const char* folder : {"include", "src", "parsers"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string path = entry.path().lexically_relative(root).string(), ending = entry.path().extension().string();
      if (path.find("/node_modules/") != std::string::npos) continue;
      const bool source = ending == ".hpp" || ending == ".cpp" || ending == ".inc" || ending == ".def" || path.ends_with(".cpp.in");
      if (!entry.is_regular_file() || !source) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      tree[path] = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
  return tree;
}

std::vector<std::string> forbidden_includes(const Tree& tree) {
  std::vector<std::string> found;
  std::set<std::string> shown;  // headers that another layer includes
  for (const auto& [path, text] : tree)
    for (const std::string& header : includes(text))
      if (const std::string to = resolved(tree, path, header); !to.empty() && layer_of(to) != layer_of(path)) shown.insert(to);
  for (const auto& [path, text] : tree) {
    const Layer* layer = layer_of(path);
    if (!layer) {
      found.push_back(path + " belongs to no layer");
      continue;
    }
    for (const std::string& header : includes(text)) {
      std::string why;
      if (const std::string to = resolved(tree, path, header); !to.empty()) {
        why = objection(path, *layer, to, true);
      } else if (const std::string_view third = third_of(header); !third.empty()) {
        if (!has(layer->third, third))
          why = std::string(layer->name) + " may not use " + std::string(third);
        else if (shown.count(path) && !has(layer->exports, third))
          why = "other layers would see " + std::string(third);
        else if (third == "boost" && path.ends_with(".hpp") && path != kGrammar)
          why = "Boost's headers are slow: in .cpp files and " + std::string(kGrammar) + " only";
      } else if (!is_system(header)) {
        why = "nobody knows whose it is";
      }
      if (!why.empty()) found.push_back(path + " includes " + header + ": " + why);
    }
  }
  return found;
}

std::vector<std::string> forbidden_dependencies(std::string_view deps, const Tree& tree, const fs::path& root, const fs::path& build,
                                                std::map<std::string, int>& objects) {
  std::set<std::string> found;
  const Layer* layer = nullptr;
  std::string source;
  std::set<std::string_view> third_allowed;
  std::istringstream lines{std::string(deps)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("    ")) {
      layer = nullptr;
      source.clear();
      continue;
    }
    const fs::path given(line.substr(4));
    const std::string whole = (given.is_absolute() ? given : build / given).lexically_normal().string();
    const std::string inside = fs::path(whole).lexically_relative(root).string();
    const bool ours = tree.count(inside) > 0;
    if (source.empty()) {  // the first dependency is the source itself
      source = inside;
      layer = ours ? layer_of(inside) : nullptr;
      if (!layer) continue;
      ++objects[std::string(layer->name)];
      third_allowed = {layer->third.begin(), layer->third.end()};
      for (const Layer& below : layers())
        if (has(layer->sees, below.name)) third_allowed.insert(below.exports.begin(), below.exports.end());
      continue;
    }
    if (!layer) continue;
    std::string why;
    if (ours) {
      why = objection(source, *layer, inside, false);
    } else if (const std::size_t at = whole.find("/include/"); at != std::string::npos && !inside.starts_with("build/")) {
      const std::string header = whole.substr(whole.starts_with("/usr/lib/") ? whole.rfind("/include/") + 9 : at + 9);
      const std::string_view third = third_of(header);
      if (!third.empty() && !third_allowed.count(third)) why = std::string(layer->name) + " may not use " + std::string(third);
      if (third.empty() && !is_system(header) && !whole.starts_with("/usr/lib/")) why = "nobody knows whose it is";
    }
    if (!why.empty()) found.insert(source + " was compiled with " + (ours ? inside : whole) + ": " + why);
  }
  return {found.begin(), found.end()};
}

}  // namespace laststraw::layering
