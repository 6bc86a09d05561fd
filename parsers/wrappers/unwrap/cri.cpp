// containerd and CRI-O (P: partial, goes on in the next line):
//   2026-11-21T03:24:46.369123456Z stderr F <line>
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "unwrap/json_lines.hpp"

namespace laststraw::unwrap_forms {

using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;

namespace {

const auto cri_tags = omit[lit("stdout") | "stderr"] >> ' ' >> raw[char_("FP")] >> omit[-(':' >> *(char_ - ' '))];

/// "<time> stderr F " off the front.
bool take_cri(std::string_view& text, Stamp& stamp, bool& whole) {
  std::string_view rest = text;
  const auto time = support::take_iso_time(rest);
  grammar::Chars tag;
  if (!time || rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (!grammar::take(rest, cri_tags, tag)) return false;
  if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  stamp = *time;
  whole = *tag.begin() == 'F';
  text = rest;
  return true;
}

}  // namespace

static bool is_cri(std::string_view bytes) {
  return most_lines(bytes, 60, [](std::string_view line) {
    Stamp stamp;
    bool whole = false;
    return take_cri(line, stamp, whole);
  });
}

static Unwrapped cri(const SourceText& source) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  std::string partial;
  LineOrigin first;
  while (lines.next(line)) {
    std::string_view text = line.text;
    LineOrigin origin = origin_of(line);
    bool whole = true;
    if (!take_cri(text, origin.stamp, whole)) {
      unwrapped.add(text, origin);  // "==== Beginning of Previous Log ====" and the like: the room counts it
      continue;
    }
    if (partial.empty()) first = origin;
    first.last_line = origin.last_line;
    partial += text;
    if (!whole && partial.size() < kMaxPartial) continue;
    unwrapped.add(partial, first);
    partial.clear();
  }
  if (!partial.empty()) unwrapped.add(partial, first);
  return unwrapped;
}

namespace {
constexpr Format kCriFormat[] = {
    {"container cri",
     "containerd, CRI-O; partial lines joined",
     "2026-11-21T03:24:46.369123456Z stderr F 2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory",
     "Kubernetes CRI log format",
     {}},
};
}  // namespace

const Wrapper wrapper::cri{.form = "container cri",
                           .title = "containerd and CRI-O logs",
                           .recognises = is_cri,
                           .unwrap = unwrap_forms::cri,
                           .formats = kCriFormat};

}  // namespace laststraw::unwrap_forms
