// What must hold of every report, whatever went in.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "combination/bundle.hpp"

namespace laststraw::combination {

/// What is wrong; empty: nothing.
using Complaints = std::vector<std::string>;

class Oracles {
 public:
  /// `scratch`: a folder for bundles that are read from disk.
  Oracles(const std::filesystem::path& schema, std::filesystem::path scratch);
  ~Oracles();
  Oracles(const Oracles&) = delete;
  Oracles& operator=(const Oracles&) = delete;

  /// Sums, intervals, the schema; and that every view can be written.
  Complaints document(const Bundle& bundle);
  /// A folder, a tar in any order and the same from standard input say the same.
  Complaints ways_in(const Bundle& bundle, Random& random);
  /// The JSON in English and in Chinese has the same members and numbers.
  Complaints languages(const Bundle& bundle);
  /// Secrets planted into the server's log are in no redacted view.
  Complaints secrets(const Bundle& bundle);
  /// The server's log as csvlog and as jsonlog says the same; as text, who was killed.
  Complaints forms_of_log(const Bundle& bundle);

 private:
  struct Schema;
  std::unique_ptr<Schema> schema_;
  std::filesystem::path scratch_;
};

}  // namespace laststraw::combination
