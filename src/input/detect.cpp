#include "input/detect.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace laststraw::input {

struct Detector::Patterns {
  RE2::Set lines{RE2::DefaultOptions, RE2::UNANCHORED};
  struct Vote {
    std::size_t room, weight;
  };
  std::vector<Vote> votes;                  ///< by index in `lines`
  std::vector<std::unique_ptr<RE2>> paths;  ///< by room; null where it has none
};

Detector::Detector(std::span<const Room> rooms) : rooms_(rooms), patterns_(std::make_unique<Patterns>()) {
  if (rooms.size() > 64) throw std::logic_error("more rooms than a line of a Ballot has bits");
  for (std::size_t room = 0; room < rooms.size(); ++room) {
    const auto add = [&](std::string_view signature, std::size_t weight) {
      std::string error;
      if (patterns_->lines.Add(re2::StringPiece(signature.data(), signature.size()), &error) < 0)
        throw std::logic_error("signature of room " + std::string(rooms[room].name) + ": " + error);
      patterns_->votes.push_back({room, weight});
    };
    for (const std::string_view signature : rooms[room].line_signatures) add(signature, 1);
    for (const std::string_view signature : rooms[room].strong_signatures) add(signature, kStrongVote);
    const std::string_view path = rooms[room].path_signature;
    patterns_->paths.push_back(path.empty() ? nullptr : std::make_unique<RE2>(re2::StringPiece(path.data(), path.size())));
  }
  if (!patterns_->votes.empty() && !patterns_->lines.Compile()) throw std::logic_error("signatures need too much memory");
}

Detector::~Detector() = default;

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// How reports, rows and state files of this program begin, in each language (text/*.po).
constexpr std::array<std::string_view, 11> kOwnOpenings{"# Out of memory: what happened and who did it\n",
                                                        "# 内存耗尽：发生了什么，是谁造成的\n",
                                                        "when (UTC)           case",
                                                        "case,id,at,host,outcome,scope,verdict,cause,likelihood,",
                                                        "laststraw state ",
                                                        "<article>\n<header class=\"verdict ",  // a page's first screen by itself
                                                        "laststraw: ",
                                                        "- **laststraw:** ",
                                                        "# laststraw: ",
                                                        "{\"shard\":",
                                                        "{\"laststraw_state\":"};
/// "INCIDENT 1  culprit", and a line of `analyze -q`: "2026-11-21 03:02:21.429  kernel_oom  culprit  > 99 % single_backend: ..."
constexpr const char* kIncidentLine = R"(^(?:INCIDENT|事故) \d+  \S)";
constexpr const char* kQuietLine =
    R"(^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}|boot\+[\d.]+s|)  [^\n]{1,60}  [^\n]{1,60}  (?:[<>] )?\d+ % [a-z_]+: )";

}  // namespace

bool is_own_report(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::string_view opening = head.substr(0, 1500);
  if (opening.starts_with("{\"schema_version\":") && contains(opening.substr(0, 200), ",\"case\":")) return true;  // scan --ndjson
  if (opening.starts_with("{") && (contains(opening, "\"name\": \"laststraw\"") || contains(opening, "\"name\":\"laststraw\"")))
    return true;
  const std::string_view title_and_before = head.substr(0, 4096);  // the title holds the verdict
  const bool page = opening.starts_with("<!doctype html>") || opening.starts_with("<!DOCTYPE html>");
  if (page && (contains(title_and_before, "<title>laststraw") || contains(title_and_before, "laststraw</title>"))) return true;
  const re2::StringPiece text(opening.data(), opening.size());
  static const RE2 incident(kIncidentLine), quiet(kQuietLine);
  if (RE2::PartialMatch(text, incident) || RE2::PartialMatch(text, quiet)) return true;
  return std::any_of(kOwnOpenings.begin(), kOwnOpenings.end(), [&](std::string_view own) { return opening.starts_with(own); });
}

const Room* Detector::room(std::string_view name) const {
  const auto found = std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& room) { return room.name == name; });
  return found == rooms_.end() ? nullptr : &*found;
}

const Room* Detector::by_path(std::string_view path) const {
  for (std::size_t room = 0; room < rooms_.size(); ++room)
    if (patterns_->paths[room] && RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), *patterns_->paths[room]))
      return &rooms_[room];
  return nullptr;
}

const Room* Detector::detect(std::string_view path, std::string_view bytes, Sentence& why, Ballot* ballot) const {
  const auto none = [&](Sentence reason) {
    why = std::move(reason);
    return nullptr;
  };
  if (bytes.empty()) return none(say("empty"));
  const std::string_view head = bytes.substr(0, kHeadBytes);
  if (is_own_report(head)) return none(in_words(kOwnReport));
  if (const Room* const room = by_path(path)) return room;

  for (const Room& room : rooms_)
    if (std::any_of(room.magics.begin(), room.magics.end(), [&](std::string_view magic) { return bytes.starts_with(magic); })) return &room;

  // Text logs hold NULs only where a crash left a hole; images, archives and zero-filled files are full of them.
  const auto nuls = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
  if (nuls * 10 > head.size()) return none(say("binary"));

  const std::vector<std::size_t> votes = votes_in(head, ballot);
  const auto best = std::max_element(votes.begin(), votes.end());  // the first of equals: the registry's order
  if (best == votes.end() || *best == 0) return none(say("no known format"));
  return &rooms_[static_cast<std::size_t>(best - votes.begin())];
}

std::vector<std::size_t> Detector::votes_in(std::string_view text, Ballot* ballot) const {
  std::vector<std::size_t> votes(rooms_.size(), 0);
  std::vector<int> hits;
  Lines lines(SourceId{0}, text);
  Line line;
  while (lines.next(line)) {
    hits.clear();
    patterns_->lines.Match(re2::StringPiece(line.text.data(), line.text.size()), &hits);
    std::vector<std::size_t> heaviest(rooms_.size(), 0);  // a room has one vote a line, however many signatures match
    for (const int hit : hits) {
      const Patterns::Vote vote = patterns_->votes[static_cast<std::size_t>(hit)];
      heaviest[vote.room] = std::max(heaviest[vote.room], vote.weight);
    }
    std::uint64_t matching = 0;
    for (std::size_t room = 0; room < votes.size(); ++room) {
      votes[room] += heaviest[room];
      if (heaviest[room] > 0) matching |= bit_of(room);
    }
    if (ballot) ballot->lines.push_back(matching);
  }
  if (ballot) ballot->votes = votes;
  return votes;
}

}  // namespace laststraw::input
