// A plain prefix in front of every line.
//   kubectl logs --prefix       [pod/pg-1/postgres] 2026-...
//   kubectl logs --timestamps   2026-11-21T03:24:46.369123456Z 2026-11-21 03:24:46 UTC ...     (CloudWatch exports alike)
//   docker compose logs         db-1  | 2026-...
//   Heroku                      2026-11-21T03:24:46+00:00 app[postgres.32402]: [DATABASE] [8-1]  sql_error_code = 53200 ERROR:  ...
//   grep FILE...                kern.log.1:Nov 21 03:02:21 db1 kernel: ...                      postgresql.log-12-DETAIL:  ... (its -n and -A)
//   grep -n, cat -n             12:Nov 21 03:02:21 db1 kernel: ...                              "    12<TAB>..."
//   svlogd (GitLab)             2026-11-21_03:24:46.36912 2026-...
#include <algorithm>
#include <array>

#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "unwrap/forms.hpp"

namespace laststraw::unwrap_forms {

namespace {

using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;

const auto pod = lit("[pod/") >> +(char_ - ']' - ' ') >> "] ";
// docker compose numbers the containers of a service: "db-1", "shop_db_1".
const auto service = +(char_("A-Za-z0-9.") | (char_("_-") >> !(+digit >> *lit(' ') >> "| "))) >> char_("_-") >> +digit >> *lit(' ') >> "| ";
const auto dyno =
    lit(" app[postgres.") >> grammar::u32 >> "]: [" >> omit[+(char_ - ']')] >> "] [" >> omit[+digit] >> '-' >> omit[+digit] >> "] ";
// What may follow a bare time: another time, JSON, a TAB, a severity, a dmesg stamp. A host name may not: that is syslog.
const auto four = grammar::x3::repeat(4)[digit];
const auto payload = (four >> '-' >> digit >> digit >> '-') | lit("{\"") | lit('\t') | (lit('[') >> *lit(' ') >> digit) |
                     ((lit("LOG") | "ERROR" | "FATAL" | "WARNING" | "PANIC" | "DETAIL" | "HINT" | "STATEMENT" | "CONTEXT") >> ":  ");

bool take_pod(std::string_view& text, LineOrigin&) { return grammar::take(text, pod); }
bool take_service(std::string_view& text, LineOrigin&) { return grammar::take(text, service); }

bool take_time(std::string_view& text, LineOrigin& origin) {
  std::string_view rest = text;
  const auto time = support::take_iso_time(rest);
  if (!time || text.size() < 11 || text[10] != 'T' || rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (std::string_view next = rest; !grammar::take(next, payload)) return false;
  origin.stamp = *time;
  text = rest;
  return true;
}

bool take_dyno(std::string_view& text, LineOrigin& origin) {
  std::string_view rest = text;
  const auto time = support::take_iso_time(rest);
  std::uint32_t pid = 0;
  if (!time || !grammar::take(rest, dyno, pid)) return false;
  origin.stamp = *time;
  if (pid > 0 && pid <= 0x7fffffff) origin.pid = Pid(static_cast<std::int32_t>(pid));
  text = rest;
  return true;
}

bool take_svlogd(std::string_view& text, LineOrigin& origin) {
  if (text.size() < 20 || text[10] != '_') return false;
  std::string spaced(text.substr(0, 40));
  spaced[10] = ' ';
  std::string_view rest = spaced;
  const std::size_t blank = rest.find(' ', 11);
  if (blank == std::string_view::npos) return false;
  rest = rest.substr(0, blank);
  const auto time = support::take_iso_time(rest);
  if (!time || !rest.empty()) return false;
  origin.stamp = *time;
  origin.stamp.utc_offset = std::chrono::minutes{0};  // svlogd -tt writes UTC
  text.remove_prefix(blank + 1);
  return true;
}

const auto number = omit[+digit];
const auto two_digits = digit >> digit;
// What stands behind a file's name: a date in digits or as syslog's, a stamp in brackets, a severity.
const auto dated = payload | lit('[') |
                   (omit[+(char_ - ' ' - ':' - '[')] >> ' ' >> -lit(' ') >> omit[+digit] >> ' ' >> two_digits >> ':' >> two_digits >> ':');
const auto file_name = raw[+(char_ - ' ' - ':')];

/// The name that grep puts before a line it found; empty where it did not.
std::string_view grepped_file(std::string_view line) {
  grammar::Chars name;
  std::string_view rest = line;
  if (!grammar::take(rest, file_name, name) || !grammar::take(rest, ':' >> -(number >> ':')) || !grammar::take(rest, dated)) return {};
  const std::string_view file = grammar::view(name);
  const bool named = file.find_first_of("./") != std::string_view::npos &&
                     std::any_of(file.begin(), file.end(), [](char c) { return c == '/' || (c >= 'a' && c <= 'z'); });
  return named ? file : std::string_view();
}

bool take_grep(std::string_view& text, LineOrigin&) {
  const std::string_view file = grepped_file(text);
  if (file.empty()) return false;
  text.remove_prefix(file.size());
  return grammar::take(text, ':' >> -(number >> ':'));
}

/// Lines beside those found (grep -A) have dashes for colons; "--" stands between.
class GrepContext {
 public:
  void take(std::string_view whole, std::string_view& rest, LineOrigin& origin) {
    if (const std::string_view file = grepped_file(whole); !file.empty()) file_ = std::string(file);
    if (take_grep(rest, origin) || file_.empty()) return;
    for (const char mark : {':', '-'}) {
      if (!rest.starts_with(file_ + mark)) continue;
      rest.remove_prefix(file_.size() + 1);
      if (std::string_view behind = rest; grammar::take(behind, number >> mark)) rest = behind;
      return;
    }
  }

 private:
  std::string file_;
};

// A time of day is none, nor a date: "12:34:56 kernel: ...", "2026-11-21 ...".
const auto line_number = *lit(' ') >> grammar::u32 >> (lit('\t') | ((lit(':') | '-') >> !(two_digits >> (lit(':') | '-'))));

bool take_number(std::string_view& text, LineOrigin&) { return grammar::take(text, line_number); }

/// Most lines begin with a number, and each number is larger than the one before it; one line alone tells nothing.
bool is_numbered(std::string_view bytes) {
  std::uint32_t before = 0;
  std::size_t numbered = 0;
  const bool most = most_lines(bytes, 70, [&](std::string_view line) {
    std::uint32_t now = 0;
    if (line.starts_with('0') || !grammar::take(line, line_number, now) || now <= before) return false;
    before = now, ++numbered;
    return true;
  });
  return most && numbered > 1;
}

using Take = bool (*)(std::string_view&, LineOrigin&);
constexpr std::array<Take, 6> kPrefixes{take_pod, take_time, take_dyno, take_svlogd, take_service, take_grep};

Take prefix_of(std::string_view bytes) {
  for (const Take take : kPrefixes)
    if (most_lines(bytes, take == take_grep ? 40 : 70, [&](std::string_view line) {
          LineOrigin origin;
          return take(line, origin);
        }))
      return take;
  return is_numbered(bytes) ? take_number : nullptr;
}

}  // namespace

static bool is_prefixed(std::string_view bytes) { return prefix_of(bytes) != nullptr; }

static Unwrapped prefixed(const SourceText& source) {
  Unwrapped unwrapped;
  const Take take = prefix_of(source.bytes);
  GrepContext grep;
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    LineOrigin origin = origin_of(line);
    std::string_view text = line.text;
    if (take == take_grep)
      grep.take(line.text, text, origin);
    else if (take)
      take(text, origin);
    unwrapped.add(text, origin);
  }
  return unwrapped;
}

namespace {
constexpr Format kPrefixedFormat[] = {
    {"line prefix",
     "kubectl logs --timestamps and --prefix, docker compose, CloudWatch, Heroku, svlogd",
     "[pod/pg-1/postgres] 2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory",
     "docs/reference/postgres.md 2.4",
     {}},
    {"line prefix",
     "grep with files' names, -n, -A; cat -n",
     "/var/log/kern.log.1:Nov 21 03:02:21 db1 kernel: [65120.204113] Out of memory: Killed process 32402 (postgres) total-vm:8324928kB, anon-rss:6120448kB",
     "GNU grep(1), OUTPUT LINE PREFIX",
     {}},
};
}  // namespace

const Wrapper wrapper::prefixed{.form = "line prefix",
                                .title = "kubectl logs --timestamps and --prefix, docker compose logs, CloudWatch, Heroku, svlogd, grep",
                                .recognises = is_prefixed,
                                .unwrap = unwrap_forms::prefixed,
                                .formats = kPrefixedFormat};

}  // namespace laststraw::unwrap_forms
