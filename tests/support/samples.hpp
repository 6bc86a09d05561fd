// What all room tests share: samples from disk, exact-size copies for ASan, and damage.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/parsers/room.hpp"
#include "text/language.hpp"

namespace laststraw::test {

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::filesystem::path samples_dir() { return std::filesystem::path(LASTSTRAW_SOURCE_DIR) / "samples"; }

/// All files of samples/<room>, sorted, PROVENANCE.md and other documents aside.
inline std::vector<std::filesystem::path> samples_of(std::string_view room) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(samples_dir() / room))
    if (entry.is_regular_file() && entry.path().extension() != ".md") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// A folder of this process' own: tests run side by side. Gone with the process.
inline const std::filesystem::path& scratch() {
  struct Folder {
    std::filesystem::path path = std::filesystem::path(testing::TempDir()) / ("laststraw-test-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

using Read = Door;

/// For entries that a test has no use for.
inline void let_go(const PgEntry&) {}

/// Reads `text` from a heap block of exactly its size, so that ASan sees one byte too far.
inline Reading read_exact(Read read, std::string_view text, Records& records, std::string_view path = "sample",
                          const PgEntrySink& sink = let_go) {
  const std::unique_ptr<char[]> copy(new char[text.size()]);
  std::memcpy(copy.get(), text.data(), text.size());
  records.sources.resize(1);
  records.sources[0].path = std::string(path);
  return read({SourceId{0}, path, {copy.get(), text.size()}}, records, sink);
}

/// What a room makes of `text`; every line is counted.
inline Records read(Read reader, std::string_view text, std::string_view path = "paste.txt", Reading* reading = nullptr) {
  Records records;
  const Reading result = read_exact(reader, text, records, path);
  EXPECT_TRUE(result.coverage.adds_up());
  if (reading) *reading = result;
  return records;
}

inline std::uint64_t line_count(std::string_view text) {
  const auto newlines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  return newlines + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

/// Every room survives this, and every line stays counted exactly once.
inline void expect_survives(Read read, std::string_view text, std::string_view what, std::string_view path) {
  Records records;
  const Reading reading = read_exact(read, text, records, path);
  EXPECT_TRUE(reading.coverage.adds_up()) << what;
  EXPECT_EQ(reading.coverage.lines, line_count(text)) << what;
}

/// Prefixes at every line end and at random bytes, random byte flips, dropped, doubled and swapped lines, NULs, CRLF.
/// `rounds` bounds the work: about 4 x rounds readings of the sample.
inline void expect_survives_damage(Read read, const std::string& sample, std::string_view path = "sample", std::size_t rounds = 60) {
  std::mt19937 random(20261121);
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random()) % n; };
  const auto damage = [&](const std::string& text, const std::string& what) { expect_survives(read, text, what, path); };
  damage("", "nothing");
  damage(sample, "whole");
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t cut = below(sample.size() + 1);
    damage(sample.substr(0, cut), "prefix " + std::to_string(cut));
    damage(sample.substr(cut), "suffix " + std::to_string(cut));
    std::string flipped = sample;
    for (std::size_t n = 1 + below(20); n > 0 && !flipped.empty(); --n) flipped[below(flipped.size())] = static_cast<char>(below(256));
    damage(flipped, "flips " + std::to_string(i));
  }
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < sample.size();) {
    const std::size_t end = std::min(sample.find('\n', at), sample.size() - 1);
    lines.push_back(sample.substr(at, end - at + 1));
    at = end + 1;
  }
  for (std::size_t i = 0; i < rounds && !lines.empty(); ++i) {
    std::vector<std::string> shuffled = lines;
    for (std::size_t n = 1 + below(8); n > 0; --n) {
      const std::size_t at = below(shuffled.size());
      if (below(3) == 0)
        shuffled.erase(shuffled.begin() + static_cast<std::ptrdiff_t>(at));
      else if (below(2) == 0)
        shuffled.insert(shuffled.begin() + static_cast<std::ptrdiff_t>(at), lines[below(lines.size())]);
      else
        std::swap(shuffled[at], shuffled[below(shuffled.size())]);
      if (shuffled.empty()) break;
    }
    std::string text;
    for (const std::string& line : shuffled) text += line;
    damage(text, "lines " + std::to_string(i));
  }
  std::string crlf;
  for (const char c : sample) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  damage(crlf, "CRLF");
}

}  // namespace laststraw::test
