#include "input/detect.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace laststraw::input {

struct Detector::Patterns {
  RE2::Set lines{RE2::DefaultOptions, RE2::UNANCHORED};
  struct Vote { std::size_t room, weight; };
  std::vector<Vote> votes;                           ///< by index in `lines`
  std::vector<std::unique_ptr<RE2>> paths;           ///< by room; null where it has none
};

Detector::Detector(std::span<const Room> rooms) : rooms_(rooms), patterns_(std::make_unique<Patterns>()) {
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

bool is_own_report(std::string_view head) {
  const std::string_view opening = head.substr(0, 300);
  return opening.find("\"name\": \"laststraw\"") != std::string_view::npos || opening.find("\"name\":\"laststraw\"") != std::string_view::npos ||
         opening.substr(0, 46) == "# Out of memory: what happened and who did it\n" || opening.substr(0, 11) == "INCIDENT 1 ";
}

}  // namespace

const Room* Detector::room(std::string_view name) const {
  const auto found = std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& room) { return room.name == name; });
  return found == rooms_.end() ? nullptr : &*found;
}

const Room* Detector::detect(std::string_view path, std::string_view bytes, std::string& why) const {
  if (bytes.empty()) { why = "empty"; return nullptr; }
  for (std::size_t room = 0; room < rooms_.size(); ++room)
    if (patterns_->paths[room] && RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), *patterns_->paths[room]))
      return &rooms_[room];

  for (const Room& room : rooms_)
    if (std::any_of(room.magics.begin(), room.magics.end(), [&](std::string_view magic) { return bytes.starts_with(magic); })) return &room;

  const std::string_view head = bytes.substr(0, kHeadBytes);
  // Reports quote what they explain: read as a log, an old report beside its bundle would be a second incident.
  if (is_own_report(head)) { why = "a report of laststraw"; return nullptr; }
  // Text logs hold NULs only where a crash left a hole; images, archives and zero-filled files are full of them.
  const auto nuls = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
  if (nuls * 10 > head.size()) { why = "binary"; return nullptr; }

  std::vector<std::size_t> votes(rooms_.size(), 0);
  std::vector<int> hits;
  Lines lines(SourceId{0}, head);
  Line line;
  while (lines.next(line)) {
    hits.clear();
    patterns_->lines.Match(re2::StringPiece(line.text.data(), line.text.size()), &hits);
    std::vector<std::size_t> heaviest(rooms_.size(), 0);      // a room has one vote a line, however many signatures match
    for (const int hit : hits) {
      const Patterns::Vote vote = patterns_->votes[static_cast<std::size_t>(hit)];
      heaviest[vote.room] = std::max(heaviest[vote.room], vote.weight);
    }
    for (std::size_t room = 0; room < votes.size(); ++room) votes[room] += heaviest[room];
  }
  const auto best = std::max_element(votes.begin(), votes.end());   // the first of equals: the registry's order
  if (best == votes.end() || *best == 0) { why = "no known format"; return nullptr; }
  return &rooms_[static_cast<std::size_t>(best - votes.begin())];
}

}  // namespace laststraw::input
