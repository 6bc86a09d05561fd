// `systemctl show UNIT`: Key=Value; `systemctl status UNIT` (systemd src/systemctl/systemctl-show.c).
//   OOMPolicy=continue                    Active: failed (Result: oom-kill) since Mon 2026-01-05 10:15:02 UTC; 3min ago
#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/cursor.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"
#include "support/systemd_words.hpp"
#include "unit/properties.hpp"

namespace laststraw {

namespace {

/// What a unit's properties or its status say of its end; an OOM kill is told once all is read.
class Shown {
 public:
  explicit Shown(Records& records) : records_(records) {}

  support::LineIs read(const Line& line) {
    if (read_status(line)) return support::LineIs::parsed;
    support::Cursor cursor(line.text);
    const std::string_view key = cursor.take_name(support::kUpperCase, support::kLettersAndDigits);
    if (key.empty() || !cursor.skip('=')) return is_status_ ? support::LineIs::noise : support::LineIs::unrecognised_at(cursor.column());
    const std::string_view value = cursor.rest();
    // `docker inspect -f` in the same form.
    if (key == "OOMKilled" && value == "true") note(SystemEventKind::container_oom, line);
    if (key == "Result" && value == "oom-kill") note(SystemEventKind::unit_oom_kill, line);
    if (key == "Id") unit_ = value;
    if (key == "ExecMainExitTimestamp" || (key == "InactiveEnterTimestamp" && !ended_)) ended_ = time_in(value);
    unit::keep(records_.unit.shown, key, value, cite(line));
    return support::LineIs::parsed;
  }

  bool is_status() const { return is_status_; }

  void tell(SourceId source) {
    if (peak_ && !runs_ && support::is_postgres_unit(unit_)) {
      support::SeriesGatherer series(records_, source);
      series.add("memcg_peak_bytes", ended_.value_or(Stamp{}), static_cast<double>(peak_->value.count), peak_->cite.at.first_line);
    }
    if (!killed_) return;
    if (killed_->kind == SystemEventKind::unit_oom_kill) {
      killed_->subject = unit_;
      if (ended_) killed_->stamp = *ended_;
    }
    records_.system_events.push_back(std::move(*killed_));
  }

 private:
  void note(SystemEventKind kind, const Line& line) {
    killed_.emplace();
    killed_->kind = kind;
    killed_->cite = cite(line);
  }

  /// "Mon 2026-01-05 10:15:02 UTC; 3min ago"
  static std::optional<Stamp> time_in(std::string_view text) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    text.remove_prefix(blank + 1);
    return support::take_iso_time(text);
  }

  /// `systemctl status` (systemctl-show.c print_status_info()): the first line names the unit, "Active:" says how it ended, and when.
  bool read_status(const Line& line) {
    std::string_view text = support::trim(line.text);
    for (const std::string_view dot : {"\xe2\x97\x8f ", "\xc3\x97 ", "\xe2\x97\x8b "})
      if (text.starts_with(dot)) return unit_ = text.substr(dot.size(), text.find(' ', dot.size()) - dot.size()), is_status_ = true;
    if (text.starts_with("Memory: ")) return read_memory(text.substr(8), line), true;
    if (!text.starts_with("Active: ")) return false;
    is_status_ = true;
    runs_ = text.find(": active") != std::string_view::npos || text.find(": activating") != std::string_view::npos;
    if (text.find("(Result: oom-kill)") == std::string_view::npos) return true;
    note(SystemEventKind::unit_oom_kill, line);
    if (const std::size_t since = text.find(" since "); since != std::string_view::npos) ended_ = time_in(text.substr(since + 7));
    return true;
  }

  /// "Memory: 11.9G (max: 12.0G available: 0B peak: 13.2G swap: 1.1G)": names may be of two words. A limit that is not the unit's own is one
  /// of the slices above it.
  void read_memory(std::string_view text, const Line& line) {
    is_status_ = true;
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || !(unit_.empty() || support::is_postgres_unit(unit_))) return;
    for (text.remove_prefix(open + 1); !text.empty();) {
      const std::size_t colon = text.find(": ");
      if (colon == std::string_view::npos) return;
      const std::string_view name = text.substr(0, colon);
      text.remove_prefix(colon + 2);
      const std::size_t end = std::min(text.find_first_of(" )"), text.size());
      const auto size = support::systemd_size(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (!size) continue;
      UnitFacts& shown = records_.unit.shown;
      if (name == "peak") peak_ = {*size, cite(line)};
      if (name == "high") shown.memory_high = {MemoryLimit{.size = *size}, cite(line)};
      if (name == "max" || (name == "limit" && !shown.memory_max)) shown.memory_max = {MemoryLimit{.size = *size}, cite(line)};
    }
  }

  Records& records_;
  std::string unit_;
  std::optional<Cited<Bytes>> peak_;
  std::optional<Stamp> ended_;
  std::optional<SystemEvent> killed_;
  bool is_status_ = false, runs_ = false;  ///< runs_: the peak is of a run that goes on, perhaps begun since
};

}  // namespace

Reading read_systemd_show(const SourceText& source, Records& records) {
  Shown shown(records);
  Reading reading =
      support::read_lines(source, records, "unit/systemctl_show", "Key=Value", [&](const Line& line) { return shown.read(line); });
  shown.tell(source.id);
  if (shown.is_status()) reading.format = "unit/systemctl_status";
  return reading;
}

}  // namespace laststraw
