#include <algorithm>
#include <string_view>
#include <utility>

#include "report/format.hpp"
#include "report/text_parts.hpp"
#include "report/words.hpp"

namespace laststraw::report {

namespace {

/// The words behind "... kernel: [  558.748185] " or "[Sat Nov 21 03:02:20 2026] ".
std::string_view without_stamp(std::string_view quote) {
  constexpr std::size_t kLongest = 90;
  constexpr std::string_view kKernel = "kernel: ";
  if (const std::size_t at = quote.find(kKernel); at < kLongest) quote.remove_prefix(at + kKernel.size());
  const std::size_t close = quote.find("] ");
  const bool stamp = !quote.empty() && close < kLongest && quote.substr(0, close).find_first_of(".:") != std::string_view::npos;
  if (stamp) quote.remove_prefix(close + 2);
  while (!quote.empty() && quote.front() == ' ') quote.remove_prefix(1);
  return quote;
}

}  // namespace

std::string Paper::said(const Text& sentence) const {
  std::string text = in_(sentence);
  if (style_.unicode) return text;
  // Marks of ours; what else is not ASCII is somebody's name.
  for (const auto& [mark, plain] :
       {std::pair{"\u00b1", "+-"}, {"\u2192", "->"}, {"\u2026", "..."}, {"\u2013", "-"}, {"\u00b7", "-"}, {"\u00d7", "x"}})
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
      text.replace(at, std::string_view(mark).size(), plain);
  return text;
}

std::string Paper::toned(const std::string& text, Tone tone) const {
  if (!style_.colour || tone == Tone::plain || text.empty()) return text;
  const char* code = "";
  switch (tone) {
    case Tone::plain:
      break;
    case Tone::bold:
      code = "1";
      break;
    case Tone::dim:
      code = "2";
      break;
    case Tone::bad:
      code = "1;31";
      break;
    case Tone::warn:
      code = "33";
      break;
    case Tone::good:
      code = "32";
      break;
    case Tone::quiet_title:
      code = "1;36";
      break;
  }
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

void Paper::title(const Text& name) {
  blank();
  text_ += toned(said(name), Tone::quiet_title) + "\n";
}

void Paper::paragraph(const std::string& first, const Text& text, Tone tone) {
  const std::string indent(display_width(first), ' ');
  const auto width = static_cast<std::size_t>(style_.width);
  const std::string body = wrap(harmless(said(text)), width - std::min(width / 2, indent.size()), "");
  std::string out = first;
  for (const char c : body) {
    out += c;
    if (c == '\n') out += indent;
  }
  text_ += toned(out, tone) + "\n";
}

void Paper::whole(const std::string& text) { text_ += harmless(text) + "\n"; }

void Paper::line(const Text& text, Tone tone) {
  text_ += toned(cut(harmless(said(text)), static_cast<std::size_t>(style_.width), style_.unicode), tone) + "\n";
}

void Paper::quote(const Place& at, const std::string& words, const std::string& indent) {
  const auto width = static_cast<std::size_t>(style_.width);
  text_ += toned(indent + harmless(place_text(at)), Tone::dim) + "\n";
  if (words.empty()) return;
  const std::size_t room = width - std::min(width / 2, indent.size());
  const std::string safe = harmless(words);
  // A quote that does not fit loses its time stamp first: what was said matters more.
  const std::string_view shown = display_width(safe) <= room ? std::string_view(safe) : without_stamp(safe);
  text_ += toned(indent + cut(shown, room, style_.unicode), Tone::dim) + "\n";
}

}  // namespace laststraw::report
