// Text that went through an editor, a mail, a web page or a terminal: byte order marks and UTF-16 (PowerShell's ">"),
// colours, "> " quotes, HTML entities and tags.
#include <algorithm>
#include <array>

#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "unwrap/forms.hpp"

namespace laststraw::unwrap_forms {

namespace {

using grammar::x3::char_;
using grammar::x3::lit;

// ECMA-48: CSI, parameters, one final letter; and OSC up to BEL.
const auto colour = (lit("\x1b[") >> *char_("0-9;:?") >> char_("A-Za-z")) | (lit("\x1b]") >> *(char_ - '\x07') >> '\x07') |
                    (lit('\x1b') >> char_("()") >> char_("A-Z0-9"));
const auto quote = +lit('>') >> *(lit(' ') >> +lit('>')) >> -lit(' ');
// Names a kernel log never has in angle brackets (<TASK>, <IRQ>, <NMI> and [<ffffffff>] are its own).
const auto tag_name = lit("html") | "head" | "body" | "pre" | "code" | "div" | "span" | "br" | "p" | "tr" | "td" | "table" | "li" | "ul" |
                      "blockquote" | "a" | "b" | "i" | "!doctype" | "!DOCTYPE" | "title" | "meta" | "link" | "style" | "script";
const auto tag = lit('<') >> -lit('/') >> tag_name >> *(char_ - '>' - '<') >> '>';

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_html(std::string_view head) {
  head = support::trim(head);
  if (std::string_view rest = head; grammar::take(rest, tag)) return true;
  return contains(head, "&lt;TASK&gt;") || contains(head, "&lt;/TASK&gt;") || contains(head, "<br>") || contains(head, "<br />") ||
         contains(head, "<br/>");
}

bool is_quoted(std::string_view bytes) {
  return most_lines(bytes, 80, [](std::string_view line) { return starts_with(line, "> ") || line == ">" || starts_with(line, ">>"); });
}

bool is_utf16(std::string_view bytes) { return starts_with(bytes, "\xff\xfe") || starts_with(bytes, "\xfe\xff"); }

/// UTF-16 with its mark, into UTF-8. Lone surrogates become U+FFFD.
std::string from_utf16(std::string_view bytes) {
  const bool little = static_cast<unsigned char>(bytes[0]) == 0xff;
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<std::uint32_t>(little ? a | (b << 8) : b | (a << 8));
  };
  std::string text;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    std::uint32_t c = unit(i);
    if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.size() && unit(i + 2) >= 0xdc00 && unit(i + 2) < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
      i += 2;
    } else if (c >= 0xd800 && c < 0xe000) {
      c = 0xfffd;
    }
    const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
    if (c < 0x80)
      byte(c);
    else if (c < 0x800)
      byte(0xc0 | (c >> 6)), byte(0x80 | (c & 0x3f));
    else if (c < 0x10000)
      byte(0xe0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3f)), byte(0x80 | (c & 0x3f));
    else
      byte(0xf0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3f)), byte(0x80 | ((c >> 6) & 0x3f)), byte(0x80 | (c & 0x3f));
  }
  return text;
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 8> kEntities{
    {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#34;", "\""}, {"&#39;", "'"}, {"&apos;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}}};

std::string without_html(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (std::string_view rest = text; text.front() == '<' && grammar::take(rest, tag)) {
      const std::string_view whole = text.substr(0, text.size() - rest.size());
      // What ends a line on the screen ends one here.
      if (starts_with(whole, "<br") || starts_with(whole, "</p") || starts_with(whole, "</div") || starts_with(whole, "</tr") ||
          starts_with(whole, "</li"))
        plain += '\n';
      text = rest;
      continue;
    }
    const auto entity = text.front() != '&'
                            ? kEntities.end()
                            : std::find_if(kEntities.begin(), kEntities.end(), [&](const Entity& e) { return starts_with(text, e.name); });
    if (entity != kEntities.end()) {
      plain += entity->text;
      text.remove_prefix(entity->name.size());
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

std::string without_colours(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.front() == '\x1b') {
      if (!grammar::take(text, colour)) text.remove_prefix(1);
      continue;
    }
    const std::size_t next = std::min(text.find('\x1b'), text.size());
    plain += text.substr(0, next);
    text.remove_prefix(next);
  }
  return plain;
}

/// PDFs and editors mark the rest of a line that they wrapped: "↪ rest", "↳ rest", "⮑ rest". The mark off the front of `text`.
bool take_wrap_mark(std::string_view& text) {
  std::string_view rest = support::trim(text);
  bool marked = false;
  for (const std::string_view mark : {"\xe2\x86\xaa", "\xe2\x86\xb3", "\xe2\xae\x91", "\xe2\x86\x92"})  // U+21AA, U+21B3, U+2B91, U+2192
    if (rest.starts_with(mark)) rest.remove_prefix(mark.size()), marked = true;
  if (!marked) return false;
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  text = rest;
  return true;
}

bool has_wrap_marks(std::string_view head) {
  for (std::size_t at = head.find("\n"); at != std::string_view::npos; at = head.find("\n", at + 1)) {
    std::string_view line = head.substr(at + 1, 80);
    line = line.substr(0, line.find('\n'));
    if (line.find("\xe2") < 12 && take_wrap_mark(line)) return true;
  }
  return false;
}

}  // namespace

static bool is_paste(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kHead);
  return starts_with(bytes, "\xef\xbb\xbf") || is_utf16(bytes) || contains(head, "\x1b[") || is_html(head) || is_quoted(bytes) ||
         has_wrap_marks(head);
}

static Unwrapped paste(const SourceText& source) {
  std::string converted;
  std::string_view bytes = source.bytes;
  if (is_utf16(bytes)) converted = from_utf16(bytes), bytes = converted;
  if (starts_with(bytes, "\xef\xbb\xbf")) bytes.remove_prefix(3);
  const bool html = is_html(bytes.substr(0, kHead)), quoted = is_quoted(bytes);
  Unwrapped unwrapped;
  Lines lines(source.id, bytes, source.origins);
  Line line;
  std::string whole;
  LineOrigin origin;
  const auto close = [&] {
    if (origin.first_line > 0) unwrapped.add(whole, origin);
  };
  while (lines.next(line)) {
    std::string text = without_colours(line.text);
    if (html) text = without_html(text);
    std::string_view view = text;
    if (quoted) grammar::take(view, quote);
    if (origin.first_line > 0 && take_wrap_mark(view)) {
      whole += " " + std::string(view);
      origin.last_line = line.at.last_line;
      continue;
    }
    close();
    whole = std::string(view);
    origin = origin_of(line);
  }
  close();
  return unwrapped;
}

namespace {
constexpr Format kPasteFormat[] = {
    {"paste",
     "mail quotes, HTML, ANSI colours, byte order marks, UTF-16",
     "> [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
     "docs/reference/kernel.md 3.3",
     {}},
};
}  // namespace

const Wrapper wrapper::paste{.form = "paste",
                             .title = "mail quotes, HTML entities, ANSI colours, a byte order mark, UTF-16",
                             .recognises = is_paste,
                             .unwrap = unwrap_forms::paste,
                             .formats = kPasteFormat};

}  // namespace laststraw::unwrap_forms
