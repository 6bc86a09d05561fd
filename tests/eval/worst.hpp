// Which answers are furthest from the truth, and what is taken for what in each shape of evidence.
#pragma once

#include <string>
#include <vector>

namespace laststraw::eval {

constexpr double kDecided = 0.5;  ///< from here on the report names a cause

/// One question: a case as far as its inputs were given, and what was said of it.
struct Asked {
  std::string bundle, shape;
  std::string expected, said;  ///< causes; said: the likeliest, "no incident" where there is none
  double likelihood{};         ///< of what was said
  double of_truth{};           ///< of the causes that are right, together
  bool right{};                ///< as it is scored
};

/// For each shape in which something else than the truth was said and decided on: what was taken for what, how often.
void print_confusion(const std::vector<Asked>& asked);

/// Those that give the truth the least, the surest of them first.
void print_worst(std::vector<Asked> asked, std::size_t most);

}  // namespace laststraw::eval
