// Mutations that keep a text's lines and fields: libFuzzer's own, by bytes, seldom make a second report, a row in another's place or a number at the
// edge of its type. Half of all mutations are its own. Tars get the checksums of their headers back. Linked into every target with libFuzzer.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t most);  // not every engine has it

namespace {

using Random = std::minstd_rand;
using Parts = std::vector<std::string_view>;

std::size_t below(Random& random, std::size_t end) { return random() % std::max<std::size_t>(end, 1); }

constexpr std::array kEdges{"0",
                            "-1",
                            "1",
                            "255",
                            "4095",
                            "4096",
                            "32768",
                            "2147483647",
                            "2147483648",
                            "4294967295",
                            "4294967296",
                            "-2147483648",
                            "1e308",
                            "-1e308",
                            "nan",
                            "1e-320",
                            "0x",
                            "",
                            "99999999999999999999999999",
                            "9223372036854775807",
                            "9223372036854775808",
                            "18446744073709551615"};

/// Every part with the separator at its end.
Parts split(std::string_view text, std::string_view separators) {
  Parts parts;
  while (!text.empty()) {
    const std::size_t at = text.find_first_of(separators);
    parts.push_back(text.substr(0, at == std::string_view::npos ? at : at + 1));
    text.remove_prefix(parts.back().size());
  }
  return parts;
}

std::string joined(const Parts& parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

/// Left out, doubled, exchanged, moved, or cut short.
std::string rearranged(Parts parts, Random& random) {
  if (parts.empty()) return {};
  const std::size_t a = below(random, parts.size()), b = below(random, parts.size());
  const auto at = parts.begin() + static_cast<std::ptrdiff_t>(a);
  const std::string_view part = *at;
  switch (below(random, 6)) {
    case 0:
      parts.erase(at);
      break;
    case 1:
      parts.insert(at, part);
      break;
    case 2:
      std::swap(parts[a], parts[b]);
      break;
    case 3:
      parts[b] = part;
      break;
    case 4:
      std::rotate(parts.begin() + static_cast<std::ptrdiff_t>(std::min(a, b)), parts.begin() + static_cast<std::ptrdiff_t>(std::max(a, b)),
                  parts.end());
      break;
    default:
      *at = part.substr(0, below(random, part.size()));
      break;
  }
  return joined(parts);
}

/// One of its numbers is at an edge.
std::string with_edge(std::string_view text, Random& random) {
  constexpr std::string_view kDigits = "0123456789";
  std::size_t begin = text.find_first_of(kDigits, below(random, text.size()));
  if (begin == std::string_view::npos) begin = text.find_first_of(kDigits);
  if (begin == std::string_view::npos) return std::string(text);
  const std::size_t end = std::min(text.find_first_not_of(kDigits, begin), text.size());
  return std::string(text.substr(0, begin)) + kEdges[below(random, kEdges.size())] + std::string(text.substr(end));
}

/// A line of it, changed field by field.
std::string with_fields_changed(std::string_view text, Random& random) {
  Parts lines = split(text, "\n");
  if (lines.empty()) return {};
  std::string_view& line = lines[below(random, lines.size())];
  const std::string changed = rearranged(split(line, " ,\t:=;|{}[]\"/"), random);
  line = changed;
  return joined(lines);
}

/// The sum of a header's bytes, its own eight taken for blanks (POSIX.1-1988, ustar).
void mend_tar(std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kBlock = 512, kSum = 148, kMagic = 257;
  for (std::size_t at = 0; at + kBlock <= size; at += kBlock) {
    std::uint8_t* const header = data + at;
    if (std::string_view(reinterpret_cast<const char*>(header) + kMagic, 5) != "ustar") continue;
    std::fill(header + kSum, header + kSum + 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) sum += header[i];
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%06o", sum);
    std::copy(text.begin(), text.begin() + 7, header + kSum);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  Random random(seed + 1);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string made;
  switch (size == 0 ? 5 : below(random, 6)) {
    case 0:
      made = rearranged(split(text, "\n"), random);
      break;
    case 1:
      made = with_edge(text, random);
      break;
    case 2:
      made = with_fields_changed(text, random);
      break;
    default: {
      const std::size_t changed = LLVMFuzzerMutate ? LLVMFuzzerMutate(data, size, most) : size;
      mend_tar(data, changed);
      return changed;
    }
  }
  if (made.empty()) return size;
  made.resize(std::min(made.size(), most));
  std::copy(made.begin(), made.end(), data);
  return made.size();
}
