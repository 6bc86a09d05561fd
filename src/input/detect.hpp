// Which room a file belongs to, told by its content.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/parsers/interface.hpp"

namespace laststraw::input {

/// What a text's lines look like: for each line a bit for every room whose signature it has, and the rooms' votes in all.
struct Ballot {
  std::vector<std::uint64_t> lines;
  std::vector<std::size_t> votes;
};
constexpr std::uint64_t bit_of(std::size_t room) { return std::uint64_t{1} << room; }

/// Matches the first lines of a file against all rooms' signatures at once (one RE2::Set).
class Detector {
 public:
  explicit Detector(std::span<const Room> rooms);
  ~Detector();
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  /// The room for this file; nullptr with the reason in `why` where there is none ("empty", "binary", "no known format").
  /// `ballot` is filled where the lines decided.
  const Room* detect(std::string_view path, std::string_view bytes, Sentence& why, Ballot* ballot = nullptr) const;

  /// The room that a path alone decides for; nullptr where none does.
  const Room* by_path(std::string_view path) const;

  std::span<const Room> rooms() const { return rooms_; }

  /// The room of that name; the first, where it reads several forms.
  const Room* room(std::string_view name) const;

 private:
  struct Patterns;
  std::vector<std::size_t> votes_in(std::string_view text, Ballot* ballot) const;

  std::span<const Room> rooms_;
  std::unique_ptr<Patterns> patterns_;
};

/// A report, a row or a state file of this program, told by how it begins. Reports quote what they explain: read as a log, an
/// old report beside its bundle would be a second incident.
bool is_own_report(std::string_view head);
constexpr const char* kOwnReport = message("a report of laststraw");

/// How much of the beginning of a file is looked at.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

}  // namespace laststraw::input
