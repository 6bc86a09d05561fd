// The layers, what each may include, and who includes what it may not. An allow list: what is not named is forbidden.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw::layering {

using Names = std::vector<std::string_view>;

struct Layer {
  std::string_view name;
  Names folders;  ///< its own files; a path belongs to the layer with the longest match
  Names sees;     ///< layers below that it may include
  Names third;    ///< third parties its files may include
  Names exports;  ///< those of them that headers which other layers include may show
};
const std::vector<Layer>& layers();

/// Every source file's text by its path from the top of the repository.
using Tree = std::map<std::string, std::string>;
Tree read_tree(const std::filesystem::path& root);

/// "src/judge/facts.cpp includes re2/re2.h: judge may not use re2", one for each forbidden #include that is written down.
std::vector<std::string> forbidden_includes(const Tree& tree);

/// The same for what the compiler really read: `deps` is what `ninja -t deps` prints, with paths from `build`, a folder below `root`.
/// `objects` counts the object files of each layer.
std::vector<std::string> forbidden_dependencies(std::string_view deps, const Tree& tree, const std::filesystem::path& root,
                                                const std::filesystem::path& build, std::map<std::string, int>& objects);

}  // namespace laststraw::layering
