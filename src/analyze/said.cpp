#include "analyze/said.hpp"

#include <re2/re2.h>

#include <array>
#include <charconv>
#include <map>
#include <set>

namespace laststraw {

namespace {

/// Only what is said of a machine as it is: "64 GB RAM", "The server has 8 CPUs and 64 GB of memory", "RAM: 64GB".
constexpr std::array<const char*, 3> kRam{
    R"((?i)\b(\d{1,5}(?:\.\d)?) ?(GB|GiB|G|MB|MiB)(?: of)?(?: physical| total)? RAM\b)",
    R"((?i)\b(?:server|machine|instance|VM|host|box|node)\b[^.;\d]{0,40}(?:\d+ ?(?:v?CPUs?|cores?)\b[^.;\d]{0,10})?\b(\d{1,5}(?:\.\d)?) ?(GB|GiB|G|MB|MiB)(?: of)? memory\b)",
    R"((?i)^[ *-]*(?:total |physical )?(?:RAM|memory) ?[:=] ?(\d{1,5}(?:\.\d)?) ?(GB|GiB|G|MB|MiB)\b)"};
constexpr const char* kSetting =
    R"(\b(shared_buffers|work_mem|maintenance_work_mem|autovacuum_work_mem|hash_mem_multiplier|temp_buffers|effective_cache_size|max_connections)(?: is| of| at)? ?[:=]? ?'?(\d+(?:\.\d+)? ?(?:kB|MB|GB|TB)?)\b)";
/// What is used, was, or ought to be is no fact of the machine.
constexpr const char* kOtherwise =
    R"((?i)\b(?:us(?:e|es|ed|ing|age)|eat|consum|gr[eo]w|reach|free|avail|leak|tak(?:e|es|ing)|took|held|holds?|limit|request|need|add|should|want|upgrad|increas|recommend|suggest|chang|rais|lower|reduc|tried|try|after|if))";

struct Said {
  std::set<std::string> values;  ///< more than one: nobody knows which counts
  Setting first;
};

std::optional<Bytes> size_of(const std::string& number, const std::string& unit) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || value <= 0) return std::nullopt;
  return scaled(unit.front() == 'G' || unit.front() == 'g' ? mib(1024) : mib(1), value);
}

class Listener {
 public:
  void hear(const Line& line) {
    static const RE2 ram[]{kRam[0], kRam[1], kRam[2]}, setting(kSetting), otherwise(kOtherwise);
    const re2::StringPiece whole(line.text.data(), line.text.size());
    if (RE2::PartialMatch(whole, otherwise)) return;
    std::string number, unit, name, value;
    for (const RE2& pattern : ram) {
      re2::StringPiece text = whole;
      while (RE2::FindAndConsume(&text, pattern, &number, &unit))
        if (const auto size = size_of(number, unit)) note(ram_said_, number + unit, line), ram_size_ = *size;
    }
    re2::StringPiece text = whole;
    while (RE2::FindAndConsume(&text, setting, &name, &value)) {
      std::erase(value, ' ');
      note(settings_[name], value, line);
    }
  }

  void keep(Records& records) const {
    if (ram_said_.values.size() == 1 && !records.meminfo.total) records.meminfo.total = {ram_size_, ram_said_.first.cite};
    for (const auto& [name, said] : settings_)
      if (said.values.size() == 1 && !find(records.pg_settings, name)) records.pg_settings[name] = said.first;
  }

 private:
  static void note(Said& said, const std::string& value, const Line& line) {
    if (said.values.empty()) said.first = {value, {}, cite(line), -1};
    said.values.insert(value);
  }

  Said ram_said_;
  Bytes ram_size_{};
  std::map<std::string, Said> settings_;
};

}  // namespace

void note_said(const std::vector<input::Input>& inputs, Records& records) {
  Listener listener;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].words) continue;
    const SourceText text = inputs[i].text(SourceId{static_cast<std::uint32_t>(i)});
    Lines lines = text.lines();
    for (Line line; lines.next(line);) listener.hear(line);
  }
  listener.keep(records);
}

}  // namespace laststraw
