// Bundles as lists of whole inputs, mixed at random.
#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace laststraw::combination {

struct File {
  std::string name;  ///< relative: "kernel/dmesg.txt"
  std::string text;
};
using Bundle = std::vector<File>;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// Below n; 0 where n is 0.
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <typename T>
  void shuffle(std::vector<T>& all) {  // not std::shuffle, which every library does in its own way
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

/// All files below `folder`, sorted; documents (.md) and what is larger than 2 MiB aside.
Bundle read_bundle(const std::filesystem::path& folder);
/// Leaves out, doubles, exchanges for another bundle's, and adds others: whole inputs.
Bundle mixed(const Bundle& one, const std::vector<Bundle>& all, const Bundle& others, Random& random);
/// With one modification time for all, so that a folder and an archive say the same.
void write_folder(const Bundle& bundle, const std::filesystem::path& folder);
std::string tar_of(const Bundle& bundle);
/// "a.txt (1234) b.txt (5)"
std::string listed(const Bundle& bundle);

}  // namespace laststraw::combination
