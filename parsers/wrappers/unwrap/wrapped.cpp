// A log that a mail program or a form wrapped: every line is short, and a line without a stamp goes on where the one before it had no
// room for its first word.
#include <algorithm>

#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "unwrap/forms.hpp"

namespace laststraw::unwrap_forms {

namespace {

using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;
using grammar::x3::repeat;

constexpr std::size_t kWidest = 140, kMailWidest = 80, kNarrowest = 60;

const auto uptime = lit('[') >> *lit(' ') >> +digit >> '.' >> repeat(6)[digit] >> ']';
const auto ctime_stamp = lit('[') >> repeat(3)[char_("A-Za-z")] >> ' ' >> repeat(3)[char_("A-Za-z")] >> ' ';
const auto syslog = repeat(3)[char_("A-Za-z")] >> ' ' >> (digit | ' ') >> digit >> ' ' >> digit >> digit >> ':';
const auto iso = repeat(4)[digit] >> '-' >> digit >> digit >> '-' >> digit >> digit;
const auto stamp = uptime | ctime_stamp | syslog | iso;
// What begins a line though it has no time.
const auto severity = (lit("LOG") | "ERROR" | "FATAL" | "PANIC" | "WARNING" | "DETAIL" | "HINT" | "CONTEXT" | "STATEMENT") >> ':';
const auto kernels = -lit("kernel: ") >>
                     (lit("Out of memory") | "Memory cgroup out of memory" | "Kill process" | "Killed process" | "oom-kill:");
// And what goes on with none: a setting, a key with its value.
const auto setting = +(char_("A-Za-z0-9_.-")) >> *lit(' ') >> (lit('=') | ": " | ":\t");

bool has_stamp(std::string_view text) { return grammar::take(text, stamp); }
bool begins(std::string_view text) { return grammar::take(text, stamp | severity | kernels); }

/// The middle of a kernel's line, or of what the C library calls an error: it can begin nothing.
bool is_middle(std::string_view text) {
  for (const std::string_view middle : {"total-vm:", "anon-rss:", "file-rss:", "shmem-rss:", "UID:", "pgtables:", "oom_score_adj:",
                                        "Cannot allocate memory", "allocate memory", "Resource temporarily unavailable",
                                        "temporarily unavailable", "unavailable", "No space left on device", "space left on device"})
    if (text.starts_with(middle)) return true;
  return false;
}

/// In the middle of a sentence, as far as its first letter tells.
bool may_go_on(std::string_view text) {
  if (is_middle(text)) return true;
  const char first = text.empty() ? ' ' : text.front();
  if (!((first >= 'a' && first <= 'z') || (first >= '0' && first <= '9') || first == '(' || first == '"')) return false;
  return !grammar::take(text, setting) && !begins(text);
}

/// Would the first word of `text` have fitted behind `before`?
bool goes_on(std::string_view before, std::string_view text, std::size_t width) {
  if (before.empty() || text.empty() || begins(text)) return false;
  const std::size_t word = text.find_first_not_of(' ');
  if (word == std::string_view::npos) return false;
  const std::size_t end = std::min(text.find(' ', word), text.size());
  return before.size() <= width && before.size() + 1 + end > width;
}

/// An excerpt of a few lines, or a wide one: every line that begins nothing goes on in the middle of what stands before it.
std::size_t width_of_excerpt(const std::vector<std::string_view>& texts, std::size_t longest) {
  constexpr std::size_t kEnough = 3;  // somebody's own words may follow one line by chance
  std::size_t going_on = 0;
  bool inside = false;  // of what began with a stamp or a severity
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (begins(texts[i])) {
      inside = true;
      continue;
    }
    if (!inside || !may_go_on(texts[i]) || !goes_on(texts[i - 1], texts[i], longest)) return 0;
    going_on += is_middle(texts[i]) ? kEnough : 1;
  }
  return going_on >= kEnough ? longest : 0;
}

/// The width of the wrapped text; 0: it is not wrapped.
std::size_t width_of(std::string_view bytes) {
  Lines lines(SourceId{0}, bytes.substr(0, kHead));
  Line line;
  std::size_t longest = 0, stamped = 0, bare = 0;
  std::vector<std::string_view> texts;
  while (lines.next(line)) {
    longest = std::max(longest, line.text.size());
    if (longest > kWidest) return 0;
    if (line.text.empty()) continue;
    ++(has_stamp(line.text) ? stamped : bare);
    texts.emplace_back(line.text);
  }
  if (longest < kNarrowest || bare == 0) return 0;
  if (longest > kMailWidest || stamped < 3) return width_of_excerpt(texts, longest);
  if (bare > stamped * 4) return 0;
  std::size_t fitting = 0;
  for (std::size_t i = 1; i < texts.size(); ++i)
    if (goes_on(texts[i - 1], texts[i], longest)) ++fitting;
  return fitting * 10 >= bare * 8 ? longest : 0;
}

}  // namespace

static bool is_wrapped(std::string_view bytes) { return width_of(bytes) > 0; }

static Unwrapped wrapped(const SourceText& source) {
  Unwrapped unwrapped;
  const std::size_t width = width_of(source.bytes);
  Lines lines = source.lines();
  Line line;
  std::string whole, before;
  LineOrigin origin;
  const auto close = [&] {
    if (origin.first_line > 0) unwrapped.add(whole, origin);
    origin = {};
  };
  while (lines.next(line)) {
    if (origin.first_line > 0 && goes_on(before, line.text, width)) {
      whole += " " + std::string(line.text);
      origin.last_line = line.at.last_line;
    } else {
      close();
      whole = std::string(line.text);
      origin = origin_of(line);
    }
    before = std::string(line.text);
  }
  close();
  return unwrapped;
}

namespace {
constexpr Format kWrappedFormat[] = {
    {"wrapped",
     "logs wrapped at 60 to 80 columns by a mail program, excerpts at 60 to 140",
     "[  100.000001] postgres invoked oom-killer: gfp_mask=0x201da, order=0,\noom_score_adj=0\n[  100.000006] [ 2222]    26  2222   590000   440500     980       5        0\n        0 postgres\n[  100.000008] Killed process 2222 (postgres) total-vm:2360000kB,\nanon-rss:1759000kB, file-rss:3000kB, shmem-rss:12000kB",
     "docs/reference/kernel.md 3.3",
     {}},
};
}  // namespace

const Wrapper wrapper::wrapped{.form = "wrapped",
                               .title = "a log wrapped at 60 to 80 columns by a mail program, an excerpt at 60 to 140",
                               .recognises = is_wrapped,
                               .unwrap = unwrap_forms::wrapped,
                               .formats = kWrappedFormat};

}  // namespace laststraw::unwrap_forms
