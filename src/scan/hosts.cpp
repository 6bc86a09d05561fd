#include "scan/hosts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "input/files.hpp"
#include "input/stream.hpp"
#include "laststraw/parsers/readers.hpp"

namespace laststraw::scan {

namespace {

constexpr std::size_t kHead = std::size_t{16} << 10;
constexpr std::string_view kHost = "host ";

bool is_host(const std::string& mark) { return mark.compare(0, kHost.size(), kHost) == 0; }

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

bool holds(std::string_view text, std::initializer_list<std::string_view> any) {
  return std::any_of(any.begin(), any.end(), [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// A name that says which machine: not "localhost", not a name that many have, not a folder's.
bool tells_a_machine(const std::string& host) {
  static const std::set<std::string> kCommon{"localhost", "debian", "ubuntu", "centos",   "rocky",      "fedora", "linux", "server",
                                             "host",      "node",   "vm",     "postgres", "postgresql", "kernel", "none",  "unknown"};
  return host.size() >= 3 && kCommon.count(host) == 0 &&
         !std::all_of(host.begin(), host.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.' || c == ':'; });
}

/// The digits (or hexadecimal ones) behind `key` and what separates them from it.
std::optional<std::string> value_behind(std::string_view text, std::string_view key, std::size_t digits) {
  for (std::size_t at = 0; (at = text.find(key, at)) != std::string_view::npos; ++at) {
    std::size_t from = at + key.size();
    while (from < text.size() && from < at + key.size() + 40 && std::string_view(" =:\t\"").find(text[from]) != std::string_view::npos)
      ++from;
    std::string value;
    while (from < text.size() && value.size() < digits &&
           (std::isxdigit(static_cast<unsigned char>(text[from])) != 0 || text[from] == '-')) {
      if (text[from] != '-') value += text[from];
      ++from;
    }
    if (value.size() == digits) return value;
  }
  return std::nullopt;
}

/// The first bytes of a file, unpacked.
std::string head_of(const input::FoundFile& file) {
  try {
    return input::first_bytes(input::FileReader(file), kHead);
  } catch (const input::InputError&) {  // said when it is searched
    return {};
  }
}

/// The words of a path, and what several make with what is between them: "/srv/db-1/x.log" has "db", "db-1", "1/x", ... No host's name has more.
void for_each_name(const std::string& path, const std::function<void(const std::string&)>& take) {
  constexpr std::size_t kMostWords = 8;
  std::vector<std::size_t> begins, ends;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_word(path[i]) && (i == 0 || !is_word(path[i - 1]))) begins.push_back(i);
    if (is_word(path[i]) && (i + 1 == path.size() || !is_word(path[i + 1]))) ends.push_back(i + 1);
  }
  for (std::size_t first = 0; first < begins.size(); ++first)
    for (std::size_t last = first; last < std::min(begins.size(), first + kMostWords); ++last)
      take(path.substr(begins[first], ends[last] - begins[first]));
}

/// Who has a mark.
struct Named {
  std::vector<std::size_t> kernels, logs;
};

/// The syslog of several hosts is of none of them.
bool counts(const Origin& kernel, const std::string& mark) {
  return !is_host(mark) || std::count_if(kernel.marks.begin(), kernel.marks.end(), is_host) == 1;
}

}  // namespace

std::vector<std::string> marks_of(std::string_view head) {
  std::set<std::string> marks;
  const auto add_host = [&](std::string_view name) {
    const std::string host = lower(name.substr(0, name.find('.')));
    if (tells_a_machine(host)) marks.insert(std::string(kHost) + host);
  };
  Lines lines = SourceText{SourceId{0}, "head", head}.lines();
  Line line;
  for (int n = 0; n < 200 && lines.next(line); ++n) {
    const KernelLine parsed = parse_kernel_line(line);
    if (!parsed.host.empty()) add_host(parsed.host);
    // "Linux db1 6.1.0-18-amd64 #1 SMP ..." (uname -a)
    constexpr std::string_view kUname = "Linux ";
    if (line.text.substr(0, kUname.size()) == kUname && line.text.find(" #") != std::string_view::npos) {
      const std::string_view rest = line.text.substr(kUname.size());
      add_host(rest.substr(0, rest.find(' ')));
    }
  }
  if (const auto boot = value_behind(head, "_BOOT_ID", 32)) marks.insert("boot id " + *boot);
  for (const char* key : {"ystem identifier", "system_identifier"})
    if (const auto system = value_behind(head, key, 19)) marks.insert("system identifier " + *system);
  return {marks.begin(), marks.end()};
}

std::optional<Origin> origin_by_names(const Case& one) {
  Origin origin;
  if (one.by == "archive") return origin;
  for (const input::FoundFile& file : one.files) {
    const std::string path = lower(file.shown);
    origin.kernel = origin.kernel || holds(path, {"kern", "dmesg", "messages", "syslog", "journal"});
    origin.postgres = origin.postgres || holds(path, {"postgres", "pg_log", "pglog", "pgsql", "pgdata"});
  }
  if (origin.kernel && origin.postgres) return origin;
  return std::nullopt;
}

Origin origin_by_contents(const Case& one, const input::Detector& detector) {
  Origin origin;
  for (const input::FoundFile& file : one.files) {
    const std::string head = head_of(file);
    Sentence why;
    const Room* const room = detector.detect(file.shown, head, why);
    if (room && room->name == "kernel_oom") origin.kernel = true;
    if (room && room->name == "postgres_log") origin.postgres = true;
    for (std::string& mark : marks_of(head)) origin.marks.insert(std::move(mark));
  }
  return origin;
}

std::string packed(const Origin& origin) {
  std::string bytes{origin.kernel ? 'k' : '-', origin.postgres ? 'p' : '-'};
  for (const std::string& mark : origin.marks) bytes += mark + "\n";
  return bytes;
}

Origin unpacked_origin(std::string_view bytes) {
  Origin origin;
  origin.kernel = bytes.substr(0, 1) == "k";
  origin.postgres = bytes.substr(1, 1) == "p";
  bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 2));
  for (std::size_t newline = 0; (newline = bytes.find('\n')) != std::string_view::npos; bytes.remove_prefix(newline + 1))
    origin.marks.insert(std::string(bytes.substr(0, newline)));
  return origin;
}

void join_by_host(std::vector<Case>& cases, const std::vector<Origin>& origins) {
  std::map<std::string, Named> named;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!origins[i].kernel || origins[i].postgres) continue;
    for (const std::string& mark : origins[i].marks)
      if (counts(origins[i], mark)) named[mark].kernels.push_back(i);
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (origins[i].kernel || !origins[i].postgres) continue;
    const auto note = [&](const std::string& mark) {
      const auto at = named.find(mark);
      if (at != named.end() && (at->second.logs.empty() || at->second.logs.back() != i)) at->second.logs.push_back(i);
    };
    for (const std::string& mark : origins[i].marks) note(mark);
    for (const input::FoundFile& file : cases[i].files)
      for_each_name(lower(file.shown), [&](const std::string& name) { note(std::string(kHost) + name); });
  }
  // Each belongs to the first of its group.
  std::vector<std::size_t> first(cases.size());
  std::iota(first.begin(), first.end(), 0U);
  const auto root = [&](std::size_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  std::map<std::size_t, std::string> joined_by;
  for (const auto& [mark, who] : named) {
    if (who.logs.empty()) continue;
    for (const auto* side : {&who.kernels, &who.logs})
      for (const std::size_t one : *side) {
        const std::size_t a = root(who.kernels.front()), b = root(one);
        first[std::max(a, b)] = std::min(a, b);
        joined_by[std::min(a, b)] = mark;
      }
  }
  if (joined_by.empty()) return;
  std::vector<Case> grouped;
  std::vector<std::size_t> place(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::size_t to = root(i);
    if (to == i) {
      place[i] = grouped.size();
      grouped.push_back(std::move(cases[i]));
      continue;
    }
    Case& whole = grouped[place[to]];
    whole.name += "+" + cases[i].name;
    whole.by = joined_by[to];
    for (input::FoundFile& file : cases[i].files) whole.files.push_back(std::move(file));
  }
  for (Case& whole : grouped)
    std::sort(whole.files.begin(), whole.files.end(),
              [](const input::FoundFile& a, const input::FoundFile& b) { return a.shown < b.shown; });
  cases = std::move(grouped);
}

}  // namespace laststraw::scan
