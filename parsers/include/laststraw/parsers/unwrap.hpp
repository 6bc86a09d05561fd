// Logs inside other formats: journald's exports and files, container logs, cloud exports, pasted mails. A wrapper is taken
// off before a room is looked for, so that every room reads every wrapping.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/parsers/room.hpp"

namespace laststraw {

/// A text taken out of its wrapper, one origin a line.
struct Unwrapped {
  std::string form;       ///< "journal json", "container json", ...
  std::string_view room;  ///< as Wrapper::room
  std::string text;
  std::vector<LineOrigin> origins;
  std::uint64_t left_out = 0;  ///< entries of programs no room knows; noise
  Sentence note;               ///< what could not be unwrapped; empty otherwise

  /// Adds a message, which may hold newlines: then each of its lines gets the same origin.
  void add(std::string_view message, const LineOrigin& origin);
  /// A word that must live as long as this; equal words are kept once.
  std::string_view keep(std::string_view word);

 private:
  std::deque<std::string> words_;
};

/// The origin a line has before anything is known of its wrapper.
inline LineOrigin origin_of(const Line& line) {
  if (line.origin) return *line.origin;
  LineOrigin origin;
  origin.first_line = line.at.first_line;
  origin.last_line = line.at.last_line;
  return origin;
}

/// Describes one kind of wrapper.
struct Wrapper {
  std::string_view form{};
  std::string_view title{};
  /// Is this text wrapped so? Looks at its beginning only.
  bool (*recognises)(std::string_view bytes) = nullptr;
  Unwrapped (*unwrap)(const SourceText& source) = nullptr;
  /// The room that reads what is inside, where the wrapper tells; empty: told by the content.
  std::string_view room{};
  std::span<const Format> formats{};  ///< as Room::formats
};

/// All wrappers, in the order they are tried (parsers/wrappers/unwrap/unwrap.cpp).
std::span<const Wrapper> wrappers();

/// One wrapping taken off; nullopt where there is none.
std::optional<Unwrapped> unwrap(const SourceText& source);

/// Wrappers inside wrappers: a container's log of an operator's JSON of PostgreSQL's lines.
constexpr int kMaxWrappings = 4;

}  // namespace laststraw
