#include "eval/worst.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

namespace laststraw::eval {

namespace {

bool is_wrong(const Asked& one) { return !one.right; }

}  // namespace

void print_confusion(const std::vector<Asked>& asked) {
  std::map<std::tuple<std::string, std::string, std::string>, int> taken;
  for (const Asked& one : asked)
    if (is_wrong(one) && one.likelihood >= kDecided) ++taken[{one.shape, one.expected, one.said}];
  std::printf("\ndecided and not the truth, by shape: expected, said, times\n");
  for (const auto& [what, times] : taken)
    std::printf("  %-22s %-26s %-26s %d\n", std::get<0>(what).c_str(), std::get<1>(what).c_str(), std::get<2>(what).c_str(), times);
}

void print_worst(std::vector<Asked> asked, std::size_t most) {
  std::erase_if(asked, [](const Asked& one) { return !is_wrong(one); });
  std::stable_sort(asked.begin(), asked.end(), [](const Asked& a, const Asked& b) {
    return std::tuple(b.likelihood - b.of_truth, a.bundle) < std::tuple(a.likelihood - a.of_truth, b.bundle);
  });
  std::printf("\nthe worst: case, shape, expected (its likelihood), said\n");
  for (const Asked& one : asked) {
    if (most-- == 0) break;
    std::printf("  %-10s %-22s %-24s %.2f  %-24s %.2f\n", one.bundle.c_str(), one.shape.c_str(), one.expected.c_str(), one.of_truth,
                one.said.c_str(), one.likelihood);
  }
}

}  // namespace laststraw::eval
