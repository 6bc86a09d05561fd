#include "analyze/not_understood.hpp"

#include <algorithm>
#include <map>

#include "input/detect.hpp"
#include "input/searcher.hpp"
#include "laststraw/parsers/interface.hpp"

namespace laststraw {

namespace {

constexpr std::size_t kMost = 20;  ///< lines: more of them say nothing new

/// Source and line of what was read and is no incident: another unit's SIGKILL, a container that was not killed for memory.
class Understood {
 public:
  Understood(const Records& records, const PgHistory& history) {
    for (const SystemEvent& event : records.system_events) add(event.cite);
    for (const PgEvent& event : history.events) add(event.cite);
  }
  bool operator()(SourceId source, std::uint32_t line) const {
    const auto after = until_.upper_bound({source, line});
    return after != until_.begin() && std::prev(after)->first.first == source && std::prev(after)->second >= line;
  }

 private:
  void add(const Citation& cite) {
    std::uint32_t& last = until_[{cite.at.source, cite.at.first_line}];
    last = std::max(last, cite.at.last_line);
  }
  std::map<std::pair<SourceId, std::uint32_t>, std::uint32_t> until_;  ///< from which line to which
};

bool is_text(std::string_view line) { return line.find('\0') == std::string_view::npos; }

/// Every line was read as what it is: then the words stand in somebody's statement or setting.
bool is_read_whole(const Source& source) {
  const Coverage& coverage = source.coverage;
  const bool has_rows = source.format == "postgres_log/csv" || source.format == "postgres_log/json";
  return !source.format.empty() && coverage.unrecognised == 0 && (coverage.noise == 0 || has_rows);
}

/// A statement that goes on (elog.c puts a TAB behind each newline).
bool goes_on(const Source& source, std::string_view line) { return source.format == "postgres_log/stderr" && line.starts_with('\t'); }

/// Where in `bytes` the words end, in ascending order.
std::vector<std::size_t> hits_in(std::string_view bytes, const input::Searcher& words) {
  constexpr std::size_t kMostHits = 100'000;
  std::vector<std::size_t> hits;
  words.search(bytes, [&](std::size_t end) { return hits.push_back(end), hits.size() < kMostHits; });
  std::sort(hits.begin(), hits.end());
  return hits;
}

}  // namespace

std::vector<Citation> not_understood(const std::vector<input::Input>& inputs, const Records& records, const PgHistory& history) {
  const Understood understood(records, history);
  const input::Searcher words(triggers_of_memory());
  std::vector<Citation> found;
  for (std::size_t i = 0; i < inputs.size() && found.size() < kMost; ++i) {
    if (inputs[i].note == input::kOwnReport || is_read_whole(records.sources[i])) continue;
    const SourceText text = inputs[i].text(SourceId{static_cast<std::uint32_t>(i)});
    const std::vector<std::size_t> hits = hits_in(text.bytes, words);
    auto hit = hits.begin();
    Lines lines = text.lines();
    for (Line line; hit != hits.end() && found.size() < kMost && lines.next(line);) {
      const auto end = static_cast<std::size_t>(line.text.data() - text.bytes.data()) + line.text.size();
      if (*hit > end) continue;
      hit = std::upper_bound(hit, hits.end(), end);
      if (is_text(line.text) && !goes_on(records.sources[i], line.text) && !understood(line.at.source, line.at.first_line))
        found.push_back(cite(line));
    }
  }
  return found;
}

}  // namespace laststraw
