// Where words come from: sources, lines, locations, quotes, and the count of what was read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "laststraw/time.hpp"
#include "laststraw/units.hpp"

namespace laststraw {

/// Index into Records::sources.
enum class SourceId : std::uint32_t {};

/// Where a human can check us. Lines are 1-based and inclusive.
struct SourceLocation {
  SourceId source{};
  std::uint32_t first_line{};
  std::uint32_t last_line{};
  bool operator==(const SourceLocation&) const = default;
};

/// A place and its words: every claim carries one. `quote` is verbatim, the text of the line(s) at `at`
/// or the beginning of it (kMaxQuote bytes at most).
struct Citation {
  SourceLocation at;
  std::string quote;
};

constexpr std::size_t kMaxQuote = 500;

/// What a wrapper (journald's JSON, a container's log, a binary journal) said of a line it carried, and where it stood.
/// Views live as long as the Unwrapped they belong to.
struct LineOrigin {
  std::uint32_t first_line{}, last_line{};  ///< of the wrapped file; the number of the entry in binary files
  Stamp stamp;                              ///< empty where the wrapper prints no time
  std::string_view host, program;
  std::optional<Pid> pid;
  std::optional<int> priority;  ///< syslog severity 0..7
  bool continued = false;       ///< the rest of a message that syslog cut: a blank was eaten before it
};

/// A view, valid only until the next line is asked for. Without its line end ("\n" or "\r\n").
struct Line {
  std::string_view text;
  SourceLocation at;
  const LineOrigin* origin = nullptr;  ///< of a line that was unwrapped; null for plain text
};

/// The line as a citation, cut to kMaxQuote bytes (never inside a UTF-8 sequence).
Citation cite(const Line& line);

/// Every line is exactly one of these. noise: no room's business; unrecognised: a room's business
/// that its grammar could not read.
struct Coverage {
  std::uint64_t lines{}, parsed{}, noise{}, unrecognised{};
  bool adds_up() const { return parsed + noise + unrecognised == lines; }
  bool operator==(const Coverage&) const = default;
};

/// Lines one after the other out of one text. Lines longer than kMaxLine come cut to that length.
class Lines {
 public:
  /// `origins`: one for each line of an unwrapped text, else empty. `lines_before`: of the file that this is a part of.
  Lines(SourceId source, std::string_view text, std::span<const LineOrigin> origins = {}, std::uint32_t lines_before = 0)
      : source_(source), rest_(text), origins_(origins), before_(lines_before) {}
  /// The next line into `line`; false at the end.
  bool next(Line& line);
  /// The next line without consuming it; false at the end.
  bool peek(Line& line) const;
  /// Lines handed out so far.
  std::uint32_t count() const { return number_; }

  static constexpr std::size_t kMaxLine = std::size_t{1} << 20;

 private:
  SourceId source_;
  std::string_view rest_;
  std::span<const LineOrigin> origins_;
  std::uint32_t before_;
  std::uint32_t number_ = 0;
};

}  // namespace laststraw
