// bin/laststraw of a tree that brings its libraries along (scripts/release-tree): starts the program with the loader and the libraries beside it, so that
// nothing of the machine is needed but its kernel. Linked statically. The loader stands there under the program's name, so that ps and the kernel show that.
#include <sys/auxv.h>
#include <unistd.h>

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  // The path that was executed: known to the kernel without /proc, and not what the caller chose to call argv[0].
  const char* executed = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
  char path[PATH_MAX];
  if ((executed == nullptr || realpath(executed, path) == nullptr) && realpath("/proc/self/exe", path) == nullptr) {
    std::perror("laststraw: cannot find out where it is");
    return 2;
  }
  std::string tree(path);
  for (int up = 0; up < 2; ++up) tree.resize(tree.rfind('/') == std::string::npos ? 0 : tree.rfind('/'));
  const std::string libraries = tree + "/lib/laststraw", loader = libraries + "/bin/laststraw", program = libraries + "/program";
  std::vector<const char*> words{"laststraw",         "--inhibit-cache", "--library-path", libraries.c_str(), "--argv0",
                                 argc > 0 ? argv[0] : "laststraw", program.c_str()};
  for (int i = 1; i < argc; ++i) words.push_back(argv[i]);
  words.push_back(nullptr);
  execv(loader.c_str(), const_cast<char**>(words.data()));
  std::perror(("laststraw: " + loader).c_str());
  return 2;
}
